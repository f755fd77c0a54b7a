import { scenarios } from '../../cost/scenarios.ts';
import { markdownTable } from '../../generated-page.ts';
import type { ColdStart } from '../cold-start.ts';
import { timesOf } from '../functions.ts';
import type { IngestCpu } from '../ingest-cpu.ts';
import type { Backlog } from '../one-machine/backlog.ts';
import type { ClosedFound } from '../one-machine/closed.ts';
import type { GrowthPoint } from '../one-machine/growth.ts';
import { type Latencies, type OpenFound, partsOfTime, RATES } from '../one-machine/open.ts';
import { type BudgetRow, number, verdictCells } from '../one-machine/rows.ts';
import type { SystemName } from '../one-machine/systems.ts';
import type { Costs } from './cost.ts';

const names: Readonly<Record<SystemName, string>> = {
  bare: 'bare forwarder',
  floor: 'durable forwarder',
  tocsin: '**Tocsin**',
  empty: 'Tocsin with adapters that do nothing',
};

export const verdictTable = (rows: readonly BudgetRow[]): string =>
  markdownTable(['what', 'budget', 'with margin', 'measured', 'verdict'], rows.map(verdictCells));

const timeCells = (who: string, found: Latencies): string[] => [
  who,
  ...partsOfTime.map((part) => number(found[part])),
  number(found.accepted),
  number(found.lost),
];

export function openTable(found: OpenFound): string {
  const rows = RATES.flatMap((rate) =>
    (['floor', 'tocsin'] as const).flatMap((name) => {
      const latencies = found[name].get(rate);
      return latencies === undefined ? [] : [timeCells(`${rate} a second, ${names[name]}`, latencies)];
    }),
  );
  return markdownTable(['alerts', 'p50, ms', 'p95, ms', 'p99, ms', 'accepted', 'never arrived'], rows);
}

export const closedTable = (all: ReadonlyMap<SystemName, ClosedFound>): string =>
  markdownTable(
    ['', 'CPU for 1,000 alerts, s', 'delivered a second', 'most resident, MB'],
    [...all].map(([name, { cpuPer1000, deliveredPerSecond, memory }]) => [
      names[name],
      number(cpuPer1000),
      number(deliveredPerSecond),
      number(memory.VmHWM),
    ]),
  );

export const growthTable = (points: readonly GrowthPoint[]): string =>
  markdownTable(
    ['alerts stored', 'time for each, ms', 'CPU for each, ms', 'resident memory, MB', 'data folder, MB'],
    points.map(({ stored, msPerAlert, cpuMsPerAlert, residentMb, fileMb }) => [
      stored.toLocaleString('en'),
      ...[msPerAlert, cpuMsPerAlert, residentMb, fileMb].map(number),
    ]),
  );

const seconds = (ms: number): string => number(ms / 1000);

export const backlogTable = (found: Backlog): string =>
  markdownTable(
    ['alerts that wait', 'first after, s', 'all after, s', 'a second', 'memory grew by, MB', 'never arrived', 'twice'],
    [
      [
        found.accepted.toLocaleString('en'),
        seconds(found.firstArrivalMs),
        seconds(found.drainedAfterMs),
        number(found.drainedPerSecond),
        number(found.growthMb),
        number(found.accepted - found.arrived),
        number(found.repeated),
      ],
    ],
  );

const money = (amount: number): string => `$${amount.toFixed(2)}`;

export function costTable({ figures, idle }: Costs): string {
  const rows = figures
    .filter(({ goal }) => goal !== undefined)
    .map(({ name, dollars }) => [scenarios.find((each) => each.name === name)?.title ?? name, money(dollars)]);
  return markdownTable(['', 'a million alerts'], [...rows, ['a month without alerts', money(idle)]]);
}

export function coldTable(all: readonly ColdStart[]): string {
  const [sqs, both] = ['bare SQS client', 'bare SQS and DynamoDB'].map((name) =>
    all.find((each) => each.name === name),
  );
  const rows = all.map((each) => [
    each.name,
    timesOf(each, sqs).toFixed(2),
    timesOf(each, both).toFixed(2),
    each.kilobytes.toFixed(0),
  ]);
  return markdownTable(['cold import of', '× bare SQS client', '× bare SQS and DynamoDB', 'kB loaded'], rows);
}

export const postTable = (posts: readonly IngestCpu[]): string =>
  markdownTable(
    ['webhook', '× parse + HMAC + SendMessage'],
    posts.map(({ what, ingestMs, floorMs }) => [what, (ingestMs / floorMs).toFixed(2)]),
  );
