import { backlogRows, measureBacklog } from './backlog.ts';
import { CLOSED_WARM_SECONDS, closedRows, measureClosed } from './closed.ts';
import { growthRows, measureGrowth, stepsTo } from './growth.ts';
import { measureOpen, openRows } from './open.ts';
import { isWithin, type Row, tableOf } from './rows.ts';
import { systemNames } from './systems.ts';

export const partNames = ['closed', 'open', 'backlog', 'growth'] as const;
export type PartName = (typeof partNames)[number];

export interface OneMachineProps {
  readonly only: readonly PartName[];
  readonly seconds: number;
  readonly backlog: number;
  readonly rows: number;
}

/** A p99 of fewer alerts would be one alert. */
const LEAST_ALERTS = 300;
/** Of a store that grows. */
const STEPS = 10;

const say = (line: string): void => console.log(`  ${line}`);

const parts: Readonly<Record<PartName, (props: OneMachineProps) => Promise<Row[]>>> = {
  closed: async ({ seconds }) =>
    closedRows(await measureClosed({ names: systemNames, seconds, warmSeconds: CLOSED_WARM_SECONDS })),
  open: async ({ seconds }) => openRows(await measureOpen({ seconds, leastAlerts: LEAST_ALERTS, warmSeconds: 3 })),
  backlog: async ({ backlog }) => backlogRows(backlog, await measureBacklog(backlog, say)),
  growth: async ({ rows }) => growthRows(await measureGrowth(stepsTo(rows, STEPS), say)),
};

/** The whole system on this machine beside a bare forwarder and a durable floor; answers whether all budgets are kept. */
export async function oneMachine(props: OneMachineProps): Promise<boolean> {
  console.log('The whole system on one machine, each beside the same load and receiver in turn:');
  const rows: Row[] = [];
  for (const name of props.only) rows.push(...(await parts[name](props)));
  console.log(tableOf(rows));
  return rows.every(isWithin);
}
