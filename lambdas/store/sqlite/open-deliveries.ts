import { batchIdOf, deliveryIdOf, partsOfBatchId } from '../../domain/delivery.ts';
import { groupIdOf, partsOfGroupId } from '../../domain/group.ts';
import type { OpenDeliveries, Overdue, StoredBatch } from '../../engine/ports/deliveries.ts';
import { LONGEST_WAIT_MS } from '../../engine/ports/limits.ts';
import { readTexts } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { oldestOpen } from './oldest.ts';
import { subjectOf } from './subjects.ts';

/** Rows that are looked at in one call. */
const STEP = 200;

const DELIVERIES = `SELECT look, subject, destination, hour FROM delivery
  WHERE look IS NOT NULL AND look >= ? AND look < ? ORDER BY look LIMIT ${STEP}`;
const GROUPS = `SELECT look, destination, name FROM notification_group
  WHERE look IS NOT NULL AND look >= ? AND look < ? ORDER BY look LIMIT ${STEP}`;

function idOf(row: Row, database: Database): string | undefined {
  const destination = textIn(row, 'destination');
  const name = row['name'];
  if (typeof name === 'string') return groupIdOf({ destination, name });
  const subject = numberIn(row, 'subject');
  if (subject > 0) {
    const alert = database.sql('SELECT id FROM alert WHERE n = ?').get(subject);
    return alert === undefined ? undefined : deliveryIdOf(textIn(alert, 'id'), destination);
  }
  const batch = database.sql('SELECT name FROM batch WHERE n = ?').get(-subject);
  return batch === undefined ? undefined : batchIdOf(textIn(batch, 'name'), destination);
}

const hasJob = (id: string, database: Database): boolean =>
  database.sql('SELECT 1 FROM job WHERE ref = ? LIMIT 1').get(id) !== undefined;

function overdueIn(rows: readonly Row[], database: Database): Overdue[] {
  return rows.flatMap((row) => {
    const id = idOf(row, database);
    return id === undefined || hasJob(id, database) ? [] : [{ id, mark: String(numberIn(row, 'look')) }];
  });
}

/** Walks through what is late, some at a time, and begins anew after its end: much of it may be waiting for its turn. */
function createWalk(statement: string, database: Database): (beforeMs: number) => Row[] {
  let from = Number.MIN_SAFE_INTEGER;
  return (beforeMs) => {
    const late = database.sql(statement).all(from, beforeMs);
    const last = late.at(-1);
    from = late.length < STEP || last === undefined ? Number.MIN_SAFE_INTEGER : numberIn(last, 'look') + 1;
    // Set before the clock was set back.
    const ahead = database.sql(statement).all(beforeMs + LONGEST_WAIT_MS, Number.MAX_SAFE_INTEGER);
    return [...late, ...ahead];
  };
}

function postpone({ id, mark }: Overdue, untilMs: number, database: Database): boolean {
  const group = partsOfGroupId(id);
  const until = Math.ceil(untilMs);
  if (group !== undefined) {
    const update = 'UPDATE notification_group SET look = ? WHERE destination = ? AND name = ? AND look = ?';
    return database.sql(update).run(until, group.destination, group.name, Number(mark)).changes === 1;
  }
  const subject = subjectOf({ deliveryId: id, hour: '' }, database);
  if (subject === undefined) return false;
  const update = 'UPDATE delivery SET look = ? WHERE subject = ? AND destination = ? AND look = ?';
  return database.sql(update).run(until, subject.n, subject.destination, Number(mark)).changes === 1;
}

const BATCH = `SELECT b.destination, b.alert_ids, d.hour FROM batch b
  JOIN delivery d ON d.subject = -b.n AND d.destination = b.destination WHERE b.name = ? AND b.destination = ?`;

function batchOf(deliveryId: string, database: Database): StoredBatch | undefined {
  const parts = partsOfBatchId(deliveryId);
  const row = parts === undefined ? undefined : database.sql(BATCH).get(parts.name, parts.destination);
  if (row === undefined) return undefined;
  return {
    destination: textIn(row, 'destination'),
    hour: textOrNothing(row, 'hour') ?? '',
    alertIds: readTexts(textIn(row, 'alert_ids')),
  };
}

/** Deliveries, batches and groups that have not ended, are late, and have no job that stands for them. */
export function createOpenDeliveries(database: Database): OpenDeliveries {
  const walks = [createWalk(DELIVERIES, database), createWalk(GROUPS, database)];
  return {
    overdue: async (beforeMs) => walks.flatMap((walk) => overdueIn(walk(beforeMs), database)),
    postpone: (overdue, untilMs) => database.write(() => postpone(overdue, untilMs, database)),
    batch: async (deliveryId) => batchOf(deliveryId, database),
    oldest: async (severity, destinations) => oldestOpen(severity, destinations, database),
  };
}
