import { isNotification, type NotifiedProblem } from '../../domain/deduplication.ts';
import { problemKey } from '../../domain/group.ts';
import type { DedupCandidate, Deduplicated } from '../../engine/ports/groups.ts';
import { readTexts } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { groupRow } from './group-rows.ts';

/** Deliveries that are remembered as first ones of a problem. */
const MOST_REMEMBERED = 100;

const WRITE = `INSERT INTO notification_group
  (destination, name, first_id, rank, last_ms, notified, announced_by, expires) VALUES (?, ?, ?, ?, ?, 1, ?, ?)
  ON CONFLICT DO UPDATE SET first_id = excluded.first_id, rank = excluded.rank, last_ms = excluded.last_ms,
  notified = 1, acknowledged = 0, announced_by = excluded.announced_by, expires = excluded.expires`;

const knownIn = (row: Row): NotifiedProblem => ({
  first: textOrNothing(row, 'first_id'),
  rank: row['rank'] === null ? undefined : numberIn(row, 'rank'),
  lastMs: numberIn(row, 'last_ms'),
  isAcknowledged: numberIn(row, 'acknowledged') === 1,
});

/**
 * Makes one delivery the one that notifies of a problem. Everybody else repeats it; one that notified before somebody
 * else took over goes on for itself, for people may have seen its message.
 */
export function deduplicate(
  candidate: DedupCandidate,
  nowMs: number,
  retentionMs: number,
  database: Database,
): Deduplicated {
  const { destination, fingerprint, deliveryId, rank } = candidate;
  const key = problemKey(destination, fingerprint);
  const row = groupRow(key, database);
  const announcedBy = row === undefined ? [] : readTexts(textIn(row, 'announced_by'));
  if (!isNotification(row && knownIn(row), candidate, nowMs)) {
    const of = (row === undefined ? undefined : textOrNothing(row, 'first_id')) ?? deliveryId;
    return announcedBy.includes(deliveryId) ? { kind: 'first' } : { kind: 'repeat', of };
  }
  const remembered = [...announcedBy.filter((id) => id !== deliveryId), deliveryId].slice(-MOST_REMEMBERED);
  database
    .sql(WRITE)
    .run(destination, key.name, deliveryId, rank, nowMs, JSON.stringify(remembered), nowMs + retentionMs);
  const wasAcknowledged = row !== undefined && numberIn(row, 'acknowledged') === 1;
  return wasAcknowledged ? { kind: 'first', wasAcknowledged } : { kind: 'first' };
}
