import { ledgerNames } from '../../domain/counters.ts';

/** The ids of the last increments of counters: each worker writes to one of these. */
export const incrementMarks = [
  'by0',
  'by1',
  'by2',
  'by3',
  'by4',
  'by5',
  'by6',
  'by7',
  'by8',
  'by9',
  'by10',
  'by11',
  'by12',
  'by13',
  'by14',
  'by15',
] as const;

/** All attributes of the table but its keys; nothing else spells them. Their contents are in `items.ts`. */
export const attributes = [
  // Of every row: the version of its form, and when DynamoDB may delete it (epoch seconds).
  'v',
  'expiresAt',
  // Of what one of several may write: its id, by which a repeated request finds that it was done.
  'writeId',
  // Keys of indexes.
  'timePk',
  'timeSk',
  'openPk',
  'pausedBy',
  'openSk',
  'listedPk',
  'listedSk',
  // Alerts and webhooks.
  'doc',
  'webhook',
  'hour',
  'alone',
  'silence',
  'batch',
  'batchDestinations',
  // Deliveries and batches.
  'status',
  'counted',
  'owner',
  'dueMs',
  'leaseMs',
  'firstMs',
  'claimedMs',
  'attempts',
  'reason',
  'receipt',
  'mergedInto',
  'alertIds',
  'splitOut',
  // Groups, with `owner`, `dueMs` and `leaseMs`.
  'members',
  'notified',
  'sequence',
  'firstId',
  'rank',
  'lastMs',
  'announcedBy',
  'acknowledged',
  'roster',
  'renotifyMs',
  // Circuit breakers, with `reason`, and rate limits.
  'sinceMs',
  'isReported',
  'nextProbeMs',
  'probes',
  'requestTimes',
  'blockedUntilMs',
  'version',
  // Counters, with `version` (as replay jobs); a name each for what is counted (`planned` is that of alerts, too).
  'touchedMs',
  'verifiedVersion',
  'verifiedMs',
  'through',
  'correctedVersion',
  ...ledgerNames,
  ...incrementMarks,
  // Silences.
  'count',
  'ended',
  'announced',
  // Reports, with `count`, `sequence` and `dueMs`.
  'examples',
  // Notes.
  'note',
  'untilMs',
  // Heartbeats.
  'lastSeenMs',
  'reportedMs',
] as const;

export type Attribute = (typeof attributes)[number];
