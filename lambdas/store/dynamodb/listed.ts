import { type DeliveryStatus, partsOfBatchId, partsOfDeliveryId } from '../../domain/delivery.ts';
import type { Table } from './client.ts';
import type { Values } from './expressions.ts';
import { readBatch, readPlace } from './items.ts';
import { alertKey, batchPlace, listedPartitionOf, openKey, timeIn } from './keys.ts';
import { getRow } from './requests.ts';

/** The states that operators list alerts by: those that somebody may have to do something about. */
const listedStatuses: ReadonlySet<DeliveryStatus> = new Set(['retrying', 'unknown', 'dead']);

export const isListed = (status: DeliveryStatus): boolean => listedStatuses.has(status);

async function placeOfAlert(alertId: string, table: Table): Promise<string | undefined> {
  const item = await getRow(alertKey(alertId), table, ['timeSk']);
  return item === undefined ? undefined : readPlace(item).timeSk;
}

/** All alerts of a batch came in one webhook, at one time. */
async function placeOfBatch(deliveryId: string, name: string, table: Table): Promise<string | undefined> {
  const item = await getRow(openKey(deliveryId), table, ['hour', 'alertIds']);
  const [alertId] = item === undefined ? [] : readBatch(item).alertIds;
  const place = alertId === undefined ? undefined : await placeOfAlert(alertId, table);
  return place === undefined ? undefined : batchPlace(timeIn(place), name);
}

function placeOf(deliveryId: string, table: Table): Promise<string | undefined> {
  const batch = partsOfBatchId(deliveryId);
  if (batch !== undefined) return placeOfBatch(deliveryId, batch.name, table);
  const alertId = partsOfDeliveryId(deliveryId)?.alertId;
  return alertId === undefined ? Promise.resolve(undefined) : placeOfAlert(alertId, table);
}

/** The entry of a delivery, or of a batch, in the index by status; none in a state that nobody lists by. */
export async function listedKeys(deliveryId: string, status: DeliveryStatus, table: Table): Promise<Values> {
  const place = isListed(status) ? await placeOf(deliveryId, table) : undefined;
  return place === undefined ? {} : { listedPk: listedPartitionOf(status, deliveryId), listedSk: place };
}
