import type { ReceiverName } from '../../infra/sandbox/registry.ts';
import type { Left, Row } from './rows.ts';
import type { Witness } from './witness.ts';

/** One destination's line of the table. */
export interface Line {
  readonly destination: string;
  readonly planned: number;
  readonly delivered: number;
  readonly merged: number;
  readonly dead: number;
  readonly open: number;
  /** Merged into a message that has still to be told. */
  readonly waiting: number;
  /** Alerts that the receiver's reader was shown, alone or in a digest. */
  readonly shown: number;
  /** Messages and tickets that arrived once more. */
  readonly duplicates: number;
  readonly lost: readonly string[];
}

export interface Destination {
  readonly id: string;
  readonly receiver: ReceiverName;
  readonly audience: 'people' | 'machines';
}

const open = ['queued', 'sending', 'retrying', 'unknown'];

type Times = ReadonlyMap<string, number>;

/** A delivery, the one that it was merged into, and so on. */
function chainOf(row: Row | undefined, all: Left['deliveries']): Row[] {
  const chain: Row[] = [];
  for (let next = row; next !== undefined && chain.length < 20; next = all.get(next.mergedInto ?? '')) chain.push(next);
  return chain;
}

/** The delivery that stands for one in the end; nothing when it has not been written yet. */
function endOf(row: Row | undefined, all: Left['deliveries']): Row | undefined {
  const end = chainOf(row, all).at(-1);
  return end?.status === 'merged' ? undefined : end;
}

function isSafe(row: Row | undefined, times: Times, all: Left['deliveries']): boolean {
  const end = row === undefined ? undefined : endOf(row, all);
  return end?.status === 'delivered' && (times.get(end.alertId) ?? 0) > 0;
}

const duplicatesIn = (times: Times): number => [...times.values()].reduce((n, count) => n + Math.max(0, count - 1), 0);

/** What became of the accepted alerts at one destination. */
export function lineOf(
  { id, receiver, audience }: Destination,
  accepted: ReadonlySet<string>,
  witness: Witness,
  left: Left,
): Line {
  const times = witness.shown(receiver);
  const rows = [...accepted].map((alertId) => left.deliveries.get(`${alertId}:${id}`));
  const count = (...statuses: string[]) => rows.filter((row) => statuses.includes(row?.status ?? 'queued')).length;
  const isOpen = (row: Row | undefined): boolean => open.includes(row?.status ?? 'queued');
  const isWaiting = (row: Row | undefined): boolean => {
    const chain = chainOf(row, left.deliveries);
    const end = chain.at(-1);
    // What repeats something that waits for its digest waits with it.
    const isGathered = chain.some(({ alertId }) => left.waiting.has(`${id} ${alertId}`));
    return isGathered || (chain.length > 1 && end?.status !== 'merged' && isOpen(end));
  };
  const lost = [...accepted].filter((alertId, i) => {
    const row = rows[i];
    if (audience === 'machines') return !times.has(alertId);
    return !isSafe(row, times, left.deliveries) && !isWaiting(row);
  });
  return {
    destination: id,
    planned: accepted.size,
    delivered: count('delivered'),
    merged: count('merged'),
    dead: count('dead'),
    open: count(...open),
    waiting: rows.filter(isWaiting).length,
    shown: [...accepted].filter((alertId) => times.has(alertId)).length,
    duplicates: duplicatesIn(witness.arrivals(receiver)),
    lost,
  };
}

const columns = ['planned', 'delivered', 'merged', 'dead', 'open', 'waiting', 'shown', 'duplicates'] as const;

/** The lines as text. */
export function tableOf(lines: readonly Line[]): string {
  const head = ['destination'.padEnd(12), ...columns.map((name) => name.padStart(11)), '      lost'].join('');
  const body = lines.map((line) =>
    [
      line.destination.padEnd(12),
      ...columns.map((name) => String(line[name]).padStart(11)),
      String(line.lost.length).padStart(10),
    ].join(''),
  );
  return [head, ...body].join('\n');
}
