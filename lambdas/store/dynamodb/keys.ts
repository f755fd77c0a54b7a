import { createHash } from 'node:crypto';
import { batchIdOf, deliveryIdOf, partsOfBatchId, partsOfDeliveryId } from '../../domain/delivery.ts';
import { type GroupKey, groupIdOf, partsOfGroupId } from '../../domain/group.ts';

/** The keys of rows in the table and in its indexes; nothing else spells them. */

/**
 * The indexes. Each holds keys alone: CloudFormation can change neither the keys nor the projection of an index, so that
 * another form of it is another index, with another number.
 */
export const BY_TIME = 'byTime1';
/** What has not ended, by when something has to happen to it. Sparse: what has ended leaves it. */
export const OPEN = 'open1';
/** Deliveries and batches in a state that operators list by. Sparse: those in other states have no entry. */
export const BY_STATUS = 'byStatus1';

/** Index partitions are split so that no key gets hot. */
const SHARDS = 8;
export const shards: readonly number[] = Array.from({ length: SHARDS }, (_, i) => i);
const shardOf = (text: string): number => (createHash('sha1').update(text).digest()[0] ?? 0) % SHARDS;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const alertKey = (alertId: string): Key => ({ pk: `A#${alertId}`, sk: 'A' });
export const webhookKey = (webhookId: string): Key => ({ pk: `W#${webhookId}`, sk: 'W' });
/** How far a webhook is routed lies beside the webhook. */
export const progressKey = (webhookId: string): Key => ({ pk: webhookKey(webhookId).pk, sk: 'P' });
export const ledgerKey = (shard: number, hour: string): Key => ({ pk: `L#${shard}`, sk: hour });
export const groupKey = ({ destination, name }: GroupKey): Key => ({ pk: `G#${destination}#${name}`, sk: 'G' });
export const heartbeatKey = (source: string): Key => ({ pk: `S#${source}`, sk: 'S' });
export const circuitKey = (destination: string): Key => ({ pk: `C#${destination}`, sk: 'C' });
export const windowKey = (scope: string): Key => ({ pk: `R#${scope}`, sk: 'R' });
export const SILENCES = 'SILENCES';
export const silenceKey = (id: string): Key => ({ pk: SILENCES, sk: id });
export const REPLAYS = 'REPLAYS';
export const replayKey = (id: string): Key => ({ pk: REPLAYS, sk: id });
/** What persons said of a problem. */
export const problemStateKey = (fingerprint: string): Key => ({ pk: `K#${fingerprint}`, sk: 'K' });
export const noteKey = (name: string): Key => ({ pk: `N#${name}`, sk: 'N' });
/** An open problem that inhibits others, by the key of its rule and values. */
export const inhibitorPartition = (key: string): string => `I#${key}`;
export const inhibitorKey = (key: string, fingerprint: string): Key => ({
  pk: inhibitorPartition(key),
  sk: fingerprint,
});
export const REPORTS = 'REPORTS';
export const reportKey = (destination: string, kind: string): Key => ({ pk: REPORTS, sk: `${destination}#${kind}` });
/** When the fallback of a delivery is looked at. */
export const fallbackKey = (deliveryId: string): Key => ({ pk: `F#${deliveryId}`, sk: 'F' });
export const fallbackDeliveryIn = ({ pk }: Key): string => pk.slice(2);
/** A batch's row: the state of all its deliveries that have no row of their own. */
export const batchKey = (name: string, destination: string): Key => ({ pk: `B#${name}`, sk: `D#${destination}` });

/** A delivery lies beside its alert. */
export function deliveryKey(deliveryId: string): Key {
  const parts = partsOfDeliveryId(deliveryId);
  if (parts === undefined) throw new Error(`"${deliveryId}" is no delivery id: expected <source>:<hash>:<destination>`);
  return { pk: alertKey(parts.alertId).pk, sk: `D#${parts.destination}` };
}

/** The row of something open: a delivery, a batch or a group. */
export function openKey(id: string): Key {
  const group = partsOfGroupId(id);
  const batch = partsOfBatchId(id);
  if (group !== undefined) return groupKey(group);
  return batch === undefined ? deliveryKey(id) : batchKey(batch.name, batch.destination);
}

/** Whether the row of an alert is of a source: ids of alerts begin with it. */
export const isOfSource = ({ pk }: Key, source: string): boolean => pk.startsWith(`${alertKey(source).pk}:`);

/** The alert in the partition key of its row, or of one of its deliveries. */
export const alertIdIn = ({ pk }: Key): string => pk.slice(2);

/** The id of an open thing whose row has this key. */
export function openIdIn({ pk, sk }: Key): string {
  const [kind, rest] = [pk[0], pk.slice(2)];
  if (kind === 'A') return deliveryIdOf(rest, sk.slice(2));
  if (kind === 'B') return batchIdOf(rest, sk.slice(2));
  const cut = rest.indexOf('#');
  return groupIdOf({ destination: rest.slice(0, cut), name: rest.slice(cut + 1) });
}

/** A time as it stands in sort keys. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** Below and above every sort key: DynamoDB takes no empty text as a bound. */
export const LOWEST = '0';
export const HIGHEST = '~';

export const placeAt = (time: string, alertId: string): string => `${time}#${alertId}`;
/** The place of an alert in the indexes by time, by source and by status. */
export const alertPlace = (receivedAt: string, alertId: string): string =>
  placeAt(iso(Date.parse(receivedAt)), alertId);
/** The place of a batch in the index by status, before all alerts of its time: `~` sorts after every letter. */
export const batchPlace = (time: string, name: string): string => placeAt(time, `${HIGHEST}${name}`);
export const isBatchPlace = (place: string): boolean => place.includes(`#${HIGHEST}`);
/** The places of all batches of a time; of none, nowhere. */
export const batchPlaces = (time: string) => ({
  from: batchPlace(time, ''),
  before: time === '' ? LOWEST : batchPlace(time, HIGHEST),
});
/** The time in a place; nothing in a bound that is none. */
export const timeIn = (place: string): string => /^[^#]*(?=#)/.exec(place)?.[0] ?? '';

/** A webhook's entry says what became of it, so that counting an hour reads no rows, which hold bodies. */
export const webhookPlace = (receivedAt: string, webhookId: string, outcome: string): string =>
  `${iso(Date.parse(receivedAt))}#${webhookId}#${outcome}`;
export const outcomeIn = (place: string): string => place.slice(place.lastIndexOf('#') + 1);

export const timePartition = (kind: 'A' | 'W', shard: number): string => `${kind}#${shard}`;
export const openPartition = (shard: number): string => `O#${shard}`;
export const fallbackPartition = (shard: number): string => `F#${shard}`;
/** Deliveries of a destination that wait without a message, the most urgent first. */
export const parkedPartition = (destination: string): string => `P#${destination}`;
/** Ranks of parked deliveries, the highest first: severities, and -1 for what may have arrived. */
export const parkedRanks: readonly number[] = [4, 3, 2, 1, 0, -1];
const parkedRank = (rank: number): number => parkedRanks.indexOf(Math.max(-1, Math.min(4, rank)));
/** The place of a parked delivery; its id makes an order among those of one time. */
export const parkedPlace = (rank: number, dueMs: number, id: string): string =>
  `${parkedRank(rank)}#${iso(dueMs)}#${createHash('sha1').update(id).digest('hex').slice(0, 8)}`;
/** The places of a rank that were due before a time. */
export const parkedPlaces = (rank: number, beforeMs: number) => ({
  from: `${parkedRank(rank)}#`,
  to: `${parkedRank(rank)}#${iso(beforeMs)}${HIGHEST}`,
});
export const listedPartition = (status: string, shard: number): string => `${status}#${shard}`;

export const timePartitionOf = (kind: 'A' | 'W', id: string): string => timePartition(kind, shardOf(id));
export const openPartitionOf = (id: string): string => openPartition(shardOf(id));
export const fallbackPartitionOf = (id: string): string => fallbackPartition(shardOf(id));
export const listedPartitionOf = (status: string, id: string): string => listedPartition(status, shardOf(id));

/** Rows are deleted by DynamoDB some time after this (epoch seconds). */
export const expiresAt = (nowMs: number, days: number): number => Math.floor(nowMs / 1000) + days * 86_400;
