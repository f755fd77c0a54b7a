import { backlogRows, measureBacklog } from './backlog.ts';
import { closedLoop } from './closed.ts';
import { growth } from './growth.ts';
import { openLoop } from './open.ts';
import { isWithin, type Row, tableOf } from './rows.ts';

export const partNames = ['closed', 'open', 'backlog', 'growth'] as const;
export type PartName = (typeof partNames)[number];

export interface OneMachineProps {
  readonly only: readonly PartName[];
  readonly seconds: number;
  readonly backlog: number;
  readonly rows: number;
}

export const defaults: OneMachineProps = { only: partNames, seconds: 10, backlog: 10_000, rows: 10_000 };

const say = (line: string): void => console.log(`  ${line}`);

const parts: Readonly<Record<PartName, (props: OneMachineProps) => Promise<Row[]>>> = {
  closed: ({ seconds }) => closedLoop(seconds),
  open: ({ seconds }) => openLoop(seconds),
  backlog: async ({ backlog }) => backlogRows(backlog, await measureBacklog(backlog, say)),
  growth: ({ rows }) => growth(rows, say),
};

/** The whole system on this machine beside a bare forwarder and a durable floor; answers whether all budgets are kept. */
export async function oneMachine(props: OneMachineProps): Promise<boolean> {
  console.log('The whole system on one machine, each beside the same load and receiver in turn:');
  const rows: Row[] = [];
  for (const name of props.only) rows.push(...(await parts[name](props)));
  console.log(tableOf(rows));
  return rows.every(isWithin);
}
