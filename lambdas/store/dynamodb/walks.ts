import type { AlertQuery } from '../../domain/listing.ts';
import type { Table } from './client.ts';
import { AHEAD, entriesIn, type Index, stepOf, type Walk } from './index-walk.ts';
import { alertIdIn, BY_TIME, timePartition } from './keys.ts';
import { isListed } from './listed.ts';
import { walkBySource } from './walk-by-source.ts';
import { walkByStatus } from './walk-by-status.ts';

const byTime: Index = {
  name: BY_TIME,
  partitionKey: 'timePk',
  sortKey: 'timeSk',
  partition: (shard) => timePartition('A', shard),
};

const walkOver =
  (index: Index, table: Table): Walk =>
  async (range) => {
    const entries = await entriesIn(index, range, AHEAD, table);
    return stepOf(entries.map(({ place, key }) => ({ place, alertId: alertIdIn(key) })));
  };

/** The index that a query reads. */
export function walkOf({ source, status }: AlertQuery, table: Table): Walk {
  if (status !== undefined && isListed(status)) return walkByStatus(status, table);
  return source === undefined ? walkOver(byTime, table) : walkBySource(byTime, source, table);
}
