import { negate } from '../../domain/counters.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import { alertCounts, COUNTED_COLUMNS, type PlannedRow, plannedRows, webhookCounts } from './counted-states.ts';
import type { Database } from './database.ts';
import { hasEnded } from './delivery-rows.ts';
import type { Counting } from './ledger.ts';

/** Alerts that one step looks at, each with all its deliveries; and rows of other kinds. */
const ALERTS = 40;
const OTHERS = 100;

/** What one step came to. */
export interface Expired {
  /** Whether another step has something to look at. */
  readonly isMore: boolean;
  /** Blobs that no row names any more; they can be removed now that this is durable. */
  readonly blobKeys: readonly string[];
}

interface Place {
  readonly received: number;
  readonly n: number;
}
const BOTTOM: Place = { received: Number.MIN_SAFE_INTEGER, n: 0 };

interface Step {
  /** Where the next step goes on; nothing when all were looked at. */
  readonly next: Place | undefined;
  readonly blobKeys: readonly string[];
}

function nextOf(rows: readonly Row[], limit: number): Place | undefined {
  const last = rows.at(-1);
  if (last === undefined || rows.length < limit) return undefined;
  return { received: numberIn(last, 'received'), n: numberIn(last, 'n') };
}

const isOpen = (alert: Row, planned: readonly PlannedRow[]): boolean =>
  planned.some(({ row }) => (row === undefined ? textOrNothing(alert, 'silence') === undefined : !hasEnded(row)));

const UNLIST = `DELETE FROM listed WHERE status IN ('retrying', 'unknown', 'dead') AND received = ? AND alert = ?`;

/** Its counters go with it, so that counters and rows agree for ever. */
function removeAlert(alert: Row, planned: readonly PlannedRow[], count: Counting, database: Database): void {
  const n = numberIn(alert, 'n');
  count(textIn(alert, 'hour'), negate(alertCounts(alert, planned)));
  database.sql(UNLIST).run(numberIn(alert, 'received'), n);
  database.sql('DELETE FROM delivery WHERE subject = ?').run(n);
  database.sql('DELETE FROM alert WHERE n = ?').run(n);
}

/** A batch goes with the last of its alerts. */
function removeBatch(name: string, database: Database): void {
  if (database.sql('SELECT 1 FROM alert WHERE batch = ? LIMIT 1').get(name) !== undefined) return;
  database.sql('DELETE FROM delivery WHERE subject IN (SELECT -n FROM batch WHERE name = ?)').run(name);
  database.sql('DELETE FROM batch WHERE name = ?').run(name);
}

const OLD_ALERTS = `SELECT ${COUNTED_COLUMNS} FROM alert
  WHERE (received, n) > (?, ?) AND received < ? ORDER BY received, n LIMIT ${ALERTS}`;

function expireAlerts(from: Place, beforeMs: number, count: Counting, database: Database): Step {
  const old = database.sql(OLD_ALERTS).all(from.received, from.n, beforeMs);
  const removed: Row[] = [];
  for (const alert of old) {
    const planned = plannedRows(alert, database);
    if (isOpen(alert, planned)) continue;
    removeAlert(alert, planned, count, database);
    removed.push(alert);
  }
  for (const name of new Set(removed.flatMap((alert) => textOrNothing(alert, 'batch') ?? [])))
    removeBatch(name, database);
  return { next: nextOf(old, ALERTS), blobKeys: [] };
}

const OLD_WEBHOOKS = `SELECT n, id, received, hour, outcome, counted, blob FROM webhook
  WHERE (received, n) > (?, ?) AND received < ? ORDER BY received, n LIMIT ${OTHERS}`;

const isQueued = (webhook: Row, database: Database): boolean =>
  database.sql('SELECT 1 FROM job WHERE ref = ? LIMIT 1').get(textIn(webhook, 'id')) !== undefined;

function removeWebhook(webhook: Row, count: Counting, database: Database): void {
  if (numberIn(webhook, 'counted') === 1)
    count(textOrNothing(webhook, 'hour') ?? '', negate(webhookCounts(textOrNothing(webhook, 'outcome') ?? '')));
  database.sql('DELETE FROM webhook WHERE n = ?').run(numberIn(webhook, 'n'));
}

function expireWebhooks(from: Place, beforeMs: number, count: Counting, database: Database): Step {
  const old = database.sql(OLD_WEBHOOKS).all(from.received, from.n, beforeMs);
  const removed = old.filter((webhook) => !isQueued(webhook, database));
  for (const webhook of removed) removeWebhook(webhook, count, database);
  return { next: nextOf(old, OTHERS), blobKeys: removed.flatMap((webhook) => textOrNothing(webhook, 'blob') ?? []) };
}

const OLD_GROUPS = `DELETE FROM notification_group WHERE (destination, name) IN (
  SELECT destination, name FROM notification_group WHERE expires < ? AND look IS NULL ORDER BY expires LIMIT ${OTHERS})`;
const OLD_SILENCES = `DELETE FROM silence WHERE id IN (
  SELECT id FROM silence WHERE expires < ? ORDER BY expires LIMIT ${OTHERS})`;
const OLD_REPLAYS = `DELETE FROM replay WHERE id IN (
  SELECT id FROM replay WHERE expires < ? ORDER BY expires LIMIT ${OTHERS})`;
const OLD_PROBLEMS = `DELETE FROM problem WHERE fingerprint IN (
  SELECT fingerprint FROM problem WHERE expires < ? ORDER BY expires LIMIT ${OTHERS})`;

const OLD_NOTES = `DELETE FROM note WHERE name IN (
  SELECT name FROM note WHERE expires < ? ORDER BY expires LIMIT ${OTHERS})`;
const OLD_INHIBITORS = `DELETE FROM inhibitor WHERE (key, fingerprint) IN (
  SELECT key, fingerprint FROM inhibitor WHERE expires < ? ORDER BY expires LIMIT ${OTHERS})`;

function expireOthers(nowMs: number, database: Database): boolean {
  const groups = Number(database.sql(OLD_GROUPS).run(nowMs).changes);
  const silences = Number(database.sql(OLD_SILENCES).run(nowMs).changes);
  const replays = Number(database.sql(OLD_REPLAYS).run(nowMs).changes);
  const problems = Number(database.sql(OLD_PROBLEMS).run(nowMs).changes);
  const notes = Number(database.sql(OLD_NOTES).run(nowMs).changes);
  const inhibitors = Number(database.sql(OLD_INHIBITORS).run(nowMs).changes);
  return [groups, silences, replays, problems, notes, inhibitors].includes(OTHERS);
}

/**
 * Removes what is older than the retention, a step at a time, each a short transaction. What has an open delivery, or
 * waits in the queue, stays until it has ended.
 */
export function createExpiry(
  database: Database,
  count: Counting,
  retentionMs: number,
): (nowMs: number) => Promise<Expired> {
  let [alerts, webhooks] = [BOTTOM, BOTTOM];
  return async (nowMs) => {
    const beforeMs = nowMs - retentionMs;
    const ofAlerts = await database.write(() => expireAlerts(alerts, beforeMs, count, database));
    const ofWebhooks = await database.write(() => expireWebhooks(webhooks, beforeMs, count, database));
    const isMore = await database.write(() => expireOthers(nowMs, database));
    [alerts, webhooks] = [ofAlerts.next ?? BOTTOM, ofWebhooks.next ?? BOTTOM];
    return {
      isMore: isMore || ofAlerts.next !== undefined || ofWebhooks.next !== undefined,
      blobKeys: ofWebhooks.blobKeys,
    };
  };
}
