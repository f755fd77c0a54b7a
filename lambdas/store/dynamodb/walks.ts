import type { AlertQuery } from '../../domain/listing.ts';
import type { Table } from './client.ts';
import { AHEAD, entriesIn, type Index, stepOf, type Walk } from './index-walk.ts';
import { alertIdIn, BY_SOURCE, BY_TIME, isTooLong, sourcePartition, timePartition } from './keys.ts';
import { isListed } from './listed.ts';
import { walkByStatus } from './walk-by-status.ts';

const byTime: Index = {
  name: BY_TIME,
  partitionKey: 'timePk',
  sortKey: 'timeSk',
  partition: (shard) => timePartition('A', shard),
};

const bySource = (source: string): Index => ({
  name: BY_SOURCE,
  partitionKey: 'sourcePk',
  sortKey: 'timeSk',
  partition: (shard) => sourcePartition(source, shard),
});

const walkOver =
  (index: Index, table: Table): Walk =>
  async (range) => {
    const entries = await entriesIn(index, range, AHEAD, table);
    return stepOf(entries.map(({ place, key }) => ({ place, alertId: alertIdIn(key) })));
  };

const nowhere: Walk = async () => ({ entries: [] });

/** The index that a query reads. */
export function walkOf({ source, status }: AlertQuery, table: Table): Walk {
  if (status !== undefined && isListed(status)) return walkByStatus(status, table);
  if (source === undefined) return walkOver(byTime, table);
  // No alert can be of a source whose name is no key.
  return isTooLong(sourcePartition(source, 0)) ? nowhere : walkOver(bySource(source), table);
}
