import type { DeliveryStatus } from '../../domain/delivery.ts';
import type { Table } from './client.ts';
import { AHEAD, type Entry, entriesIn, type Index, newestFirst, type Placed, stepOf, type Walk } from './index-walk.ts';
import { readBatch } from './items.ts';
import { alertIdIn, BY_STATUS, batchPlaces, isBatchPlace, listedPartition, placeAt, timeIn } from './keys.ts';
import { getRows, keyIn } from './requests.ts';

const indexOf = (status: DeliveryStatus): Index => ({
  name: BY_STATUS,
  partitionKey: 'listedPk',
  sortKey: 'listedSk',
  partition: (shard) => listedPartition(status, shard),
});

/** The alerts of batches, each at the place that it would have by itself. */
async function membersOf(batches: readonly Placed[], table: Table): Promise<Entry[]> {
  const times = new Map(batches.map(({ place, key }) => [`${key.pk} ${key.sk}`, timeIn(place)]));
  const items = await getRows(
    batches.map(({ key }) => key),
    ['hour', 'alertIds'],
    table,
  );
  return items.flatMap((item) => {
    const { pk, sk } = keyIn(item);
    const time = times.get(`${pk} ${sk}`) ?? '';
    return readBatch(item).alertIds.map((alertId) => ({ place: placeAt(time, alertId), alertId }));
  });
}

/** Each place once, newest first: an alert may have several deliveries in a state. */
const distinct = <T extends { readonly place: string }>(all: readonly T[]): T[] =>
  [...new Map(all.map((each) => [each.place, each])).values()].sort(newestFirst);

/**
 * Walks through the alerts with a delivery in a state. A batch's entry stands before all alerts of its time, so that those
 * of the time at which a step begins are read as well, and what lies below the last entry that was read is left to the
 * next step.
 */
export function walkByStatus(status: DeliveryStatus, table: Table): Walk {
  const index = indexOf(status);
  return async ({ from, before }) => {
    const [below, beside] = await Promise.all([
      entriesIn(index, { from, before }, AHEAD, table),
      entriesIn(index, batchPlaces(timeIn(before)), undefined, table),
    ]);
    const floor = below.length < AHEAD ? from : (below.at(-1)?.place ?? from);
    const found = distinct([...below, ...beside]);
    const own = found.filter(({ place }) => !isBatchPlace(place));
    const members = await membersOf(
      found.filter(({ place }) => isBatchPlace(place)),
      table,
    );
    const alone = own.map(({ place, key }) => ({ place, alertId: alertIdIn(key) }));
    const all = distinct([...alone, ...members]).filter(({ place }) => place < before && place >= floor);
    const step = stepOf(all);
    return step.next === undefined && floor !== from ? { ...step, next: floor } : step;
  };
}
