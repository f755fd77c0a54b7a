import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ColdStart, coldStarts } from '../cold-start.ts';
import { coldRows, ingestRows } from '../functions.ts';
import { type IngestCpu, ingestCpu } from '../ingest-cpu.ts';
import { type Backlog, backlogRows, measureBacklog } from '../one-machine/backlog.ts';
import {
  CLOSED_WARM_SECONDS,
  type ClosedFound,
  type ClosedProps,
  closedRows,
  measureClosed,
} from '../one-machine/closed.ts';
import { type GrowthPoint, growthRows, measureGrowth, stepsTo } from '../one-machine/growth.ts';
import { measureOpen, type OpenFound, type OpenProps, openRows } from '../one-machine/open.ts';
import { type BudgetRow, hasBudget } from '../one-machine/rows.ts';
import type { SystemName } from '../one-machine/systems.ts';
import { type Costs, costRows, measureCosts } from './cost.ts';
import { type MachineFacts, machineFacts } from './machine-facts.ts';

/** How much is measured: the whole page takes some minutes, a test of it takes less. */
export interface Scale {
  readonly open: OpenProps;
  readonly closed: ClosedProps;
  /** Alerts in the store at the end, and in how many steps. */
  readonly stored: number;
  readonly steps: number;
  /** Alerts that wait for a destination that is down. */
  readonly backlog: number;
  /** Of a cold start. */
  readonly repetitions: number;
}

/** What the published page is measured with; how often a cold start is repeated can be said. */
export const fullScale: Omit<Scale, 'repetitions'> = {
  open: { seconds: 10, leastAlerts: 300, warmSeconds: 3 },
  closed: { names: ['bare', 'floor', 'tocsin'], seconds: 8, warmSeconds: CLOSED_WARM_SECONDS },
  stored: 100_000,
  steps: 10,
  backlog: 20_000,
};

/** The whole system on one machine. */
export interface MachineMeasured {
  readonly open: OpenFound;
  readonly closed: ReadonlyMap<SystemName, ClosedFound>;
  readonly growth: readonly GrowthPoint[];
  readonly backlog: Backlog;
}

/** All that the page shows. */
export interface Measured extends MachineMeasured {
  readonly facts: MachineFacts;
  readonly costs: Costs;
  readonly cold: readonly ColdStart[];
  readonly posts: readonly IngestCpu[];
}

async function measureFunctions({ repetitions }: Scale): Promise<Pick<Measured, 'cold' | 'posts'>> {
  const dir = mkdtempSync(path.join(tmpdir(), 'tocsin-bench-'));
  try {
    return { cold: coldStarts(dir, repetitions), posts: await ingestCpu(dir, 9) };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Measures one after the other: each would slow the others down. */
export async function measureAll(scale: Scale, say: (line: string) => void): Promise<Measured> {
  const facts = machineFacts();
  const timed = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    const found = await work();
    say(`${what}: measured in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return found;
  };
  return {
    facts,
    open: await timed('time to notify', () => measureOpen(scale.open)),
    closed: await timed('processor time', () => measureClosed(scale.closed)),
    growth: await timed('growth', () => measureGrowth(stepsTo(scale.stored, scale.steps), say)),
    backlog: await timed('backlog', () => measureBacklog(scale.backlog, say)),
    costs: await timed('cost', measureCosts),
    ...(await timed('functions', () => measureFunctions(scale))),
  };
}

/** Every line that has a budget, in the order of the page. */
export const budgetRows = ({ open, closed, growth, backlog, costs, cold, posts }: Measured): BudgetRow[] =>
  [
    ...openRows(open),
    ...closedRows(closed),
    ...growthRows(growth),
    ...backlogRows(backlog.accepted, backlog),
    ...costRows(costs),
    ...coldRows(cold),
    ...ingestRows(posts),
  ].filter(hasBudget);
