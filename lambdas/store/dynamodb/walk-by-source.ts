import type { Table } from './client.ts';
import { entriesOfShard, type Index, newestFirst, type Placed, stepOf, type Walk } from './index-walk.ts';
import { alertIdIn, isOfSource, shards } from './keys.ts';

/** Entries of a shard that one step looks at; all shards together, about 700 kB of keys. */
const LOOKED_AT = 500;

/** Below this place a shard was not looked at; nothing when it has no more. */
const endOf = (entries: readonly Placed[]): string | undefined =>
  entries.length < LOOKED_AT ? undefined : entries[LOOKED_AT - 1]?.place;

/**
 * Walks through the alerts of a source. An entry of the index by time names its alert, whose id begins with the source: no
 * index of its own is needed, which would cost a write for each alert.
 */
export const walkBySource =
  (index: Index, source: string, table: Table): Walk =>
  async (range) => {
    const all = await Promise.all(shards.map((shard) => entriesOfShard(index, shard, range, LOOKED_AT, table)));
    const floor = all
      .flatMap((entries) => endOf(entries) ?? [])
      .toSorted()
      .at(-1);
    const found = all
      .flat()
      .filter(({ place, key }) => isOfSource(key, source) && (floor === undefined || place >= floor))
      .sort(newestFirst);
    const step = stepOf(found.map(({ place, key }) => ({ place, alertId: alertIdIn(key) })));
    return step.next === undefined && floor !== undefined ? { ...step, next: floor } : step;
  };
