import type { Table } from './client.ts';
import { type Key, shards } from './keys.ts';
import { keyIn, keyText, queryRows } from './requests.ts';

/** An alert in an index, and its place there. */
export interface Entry {
  readonly place: string;
  readonly alertId: string;
}

/** Places from `from`, included, up to `before`, excluded. */
export interface Range {
  readonly from: string;
  readonly before: string;
}

/** Entries of a range from its end on, newest first, some at a time. */
export interface Step {
  readonly entries: readonly Entry[];
  /** Where the next step goes on; nothing when there is no more. */
  readonly next?: string;
}

export type Walk = (range: Range) => Promise<Step>;

/** Entries that one step answers. */
const STEP = 64;

/** An entry of an index as it is read. */
export interface Placed {
  readonly place: string;
  readonly key: Key;
}

/** An index whose partitions are split into shards. */
export interface Index {
  readonly name: string;
  readonly partitionKey: string;
  readonly sortKey: 'timeSk' | 'listedSk';
  partition(shard: number): string;
}

export const newestFirst = (a: { readonly place: string }, b: { readonly place: string }): number =>
  a.place < b.place ? 1 : -1;

/** The newest entries of a range in one shard; one more than `limit` at most. */
export async function entriesOfShard(
  { name, partitionKey, sortKey, partition }: Index,
  shard: number,
  { from, before }: Range,
  limit: number | undefined,
  table: Table,
): Promise<Placed[]> {
  // DynamoDB refuses a range that ends before it begins.
  if (from >= before) return [];
  const condition = `#${partitionKey} = :pk AND #${sortKey} BETWEEN :from AND :before`;
  const values = { ':pk': partition(shard), ':from': from, ':before': before };
  // BETWEEN takes its upper end in.
  const most = limit === undefined ? {} : { limit: limit + 1 };
  const found = await queryRows({ index: name, condition, values, isNewestFirst: true, ...most }, table);
  return found
    .map((item) => ({ place: keyText(item, sortKey), key: keyIn(item) }))
    .filter(({ place }) => place < before);
}

/** The newest entries of a range, of all shards together; at most as many as `limit`. */
export async function entriesIn(
  index: Index,
  range: Range,
  limit: number | undefined,
  table: Table,
): Promise<Placed[]> {
  const found = await Promise.all(shards.map((shard) => entriesOfShard(index, shard, range, limit, table)));
  return found.flat().sort(newestFirst).slice(0, limit);
}

/** One more than a step answers, so that it is known whether there is more. */
export const AHEAD = STEP + 1;

/** As many entries as a step answers, and where to go on when there are more. */
export function stepOf(entries: readonly Entry[]): Step {
  const last = entries[STEP - 1];
  return entries.length > STEP && last !== undefined
    ? { entries: entries.slice(0, STEP), next: last.place }
    : { entries };
}
