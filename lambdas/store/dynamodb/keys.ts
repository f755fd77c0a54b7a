import { createHash } from 'node:crypto';
import { partsOfBatchId, partsOfDeliveryId } from '../../core/delivery.ts';
import { type GroupKey, partsOfGroupId } from '../../core/group.ts';

/** Keys and attribute names of the one table; nothing else spells them. */

/** Alerts and webhooks by the time they were received. */
export const BY_TIME = 'byTime';
/** Deliveries that have not ended, by the time something has to happen to them. Sparse: an ended one leaves it. */
export const OPEN = 'open';

/** Index partitions are split so that no key gets hot. */
const SHARDS = 8;
export const shards: readonly number[] = Array.from({ length: SHARDS }, (_, i) => i);

export const shardOf = (text: string): number => (createHash('sha1').update(text).digest()[0] ?? 0) % SHARDS;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const alertKey = (alertId: string): Key => ({ pk: `ALERT#${alertId}`, sk: 'ALERT' });
export const webhookKey = (webhookId: string): Key => ({ pk: `WEBHOOK#${webhookId}`, sk: 'WEBHOOK' });
export const ledgerKey = (shard: number, hour: string): Key => ({ pk: `LEDGER#${shard}`, sk: hour });

/** A delivery lies beside its alert. */
export function deliveryKey(deliveryId: string): Key {
  const parts = partsOfDeliveryId(deliveryId);
  if (parts === undefined) throw new Error(`"${deliveryId}" is no delivery id: expected <source>:<hash>:<destination>`);
  return { pk: `ALERT#${parts.alertId}`, sk: `DELIVERY#${parts.destination}` };
}

/** One month of alerts (or webhooks) is spread over the shards. */
export const timePartition = (kind: 'ALERT' | 'WEBHOOK', receivedAt: string, shard: number): string =>
  `${kind}#${receivedAt.slice(0, 7)}#${shard}`;

export const openPartition = (shard: number): string => `OPEN#${shard}`;

/** Rows are deleted by DynamoDB some time after this (epoch seconds). */
export const expiresAt = (nowMs: number, days: number): number => Math.floor(nowMs / 1000) + days * 86_400;

export const groupKey = (key: GroupKey): Key => ({
  pk: `GROUP#${key.destination}#${key.name}`,
  sk: 'GROUP',
});
export const sourceKey = (source: string): Key => ({ pk: `SOURCE#${source}`, sk: 'HEARD' });
export const circuitKey = (destination: string): Key => ({ pk: `DEST#${destination}`, sk: 'CIRCUIT' });
export const windowKey = (destination: string): Key => ({ pk: `DEST#${destination}`, sk: 'WINDOW' });

/** A batch's row: the state of all its deliveries that have no row of their own. */
export const batchKey = (name: string, destination: string): Key => ({
  pk: `BATCH#${name}`,
  sk: `DELIVERY#${destination}`,
});

/** The row of something open: delivery, batch or gathering. */
export function openKey(id: string): Key {
  const group = partsOfGroupId(id);
  const batch = partsOfBatchId(id);
  if (group !== undefined) return groupKey(group);
  return batch === undefined ? deliveryKey(id) : batchKey(batch.name, batch.destination);
}
