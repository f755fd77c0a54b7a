import { type Severity, severities } from '../../domain/alert.ts';
import { partsOfBatchId, partsOfDeliveryId } from '../../domain/delivery.ts';
import { numberIn, type Row, textIn } from './columns.ts';
import type { Database } from './database.ts';

/** Entries that are looked at, oldest first, so that a long backlog holds up no other work. */
const MOST_LISTED = 5_000;

/** The oldest alert of a severity with a delivery in a state that is listed. */
export const OLDEST_LISTED = `SELECT waiting.received AS received
  FROM (SELECT received, alert FROM listed WHERE status = ? ORDER BY received LIMIT ${MOST_LISTED}) AS waiting
  CROSS JOIN alert ON alert.n = waiting.alert WHERE alert.severity = ? LIMIT 1`;

/** The oldest ready job of a severity: a delivery or batch that nobody has claimed yet. */
export const OLDEST_READY = `SELECT ref FROM job WHERE queue = 'deliveries' AND message_group = ? AND due = 0 AND rank = ?
  AND ref NOT LIKE 'group/%' ORDER BY n LIMIT 1`;

const OF_ALERT = 'SELECT received FROM alert WHERE id = ?';
const OF_BATCH = 'SELECT received FROM alert WHERE batch = ? LIMIT 1';

const times = (row: Row | undefined): number[] => (row === undefined ? [] : [numberIn(row, 'received')]);

/** When the alert of a job was received; all alerts of a batch came in one webhook. */
function receivedOf(ref: string, { sql }: Database): number[] {
  const batch = partsOfBatchId(ref);
  const row =
    batch === undefined ? sql(OF_ALERT).get(partsOfDeliveryId(ref)?.alertId ?? '') : sql(OF_BATCH).get(batch.name);
  return times(row);
}

/**
 * When the oldest alert of a severity was received that one of these destinations has not accepted: one that waits after
 * an attempt, or whose turn has not come.
 */
export function oldestOpen(
  severity: Severity,
  destinations: readonly string[],
  database: Database,
): number | undefined {
  const { sql } = database;
  const listed = ['retrying', 'unknown'].flatMap((status) => times(sql(OLDEST_LISTED).get(status, severity)));
  const ready = destinations.flatMap((destination) => {
    const row = sql(OLDEST_READY).get(destination, severities.indexOf(severity));
    return row === undefined ? [] : receivedOf(textIn(row, 'ref'), database);
  });
  const all = [...listed, ...ready];
  return all.length === 0 ? undefined : Math.min(...all);
}
