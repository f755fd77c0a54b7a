import { moved } from '../../domain/counters.ts';
import { type DeliveryStatus, partsOfDeliveryId } from '../../domain/delivery.ts';
import { readStatus } from '../rows.ts';
import { type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { addOwn, hasEnded, readDelivery } from './delivery-rows.ts';
import type { Counting } from './ledger.ts';
import { unlist } from './listed.ts';
import { sharedRow } from './settle.ts';
import { alertSubject, isPlanned, type Subject } from './subjects.ts';

const REOPEN = `UPDATE delivery SET status = 'queued', counted = 'queued', due = ?, lease = 0, look = ?, first = ?,
  owner = NULL, reason = NULL, merged_into = NULL WHERE subject = ? AND destination = ?`;

/** It may have arrived, and waits: for a look-up, another attempt, or a person. */
const isUncertain = (row: Row): boolean => textIn(row, 'status') === 'unknown' && row['owner'] === null;

function reopenOwn(subject: Subject, row: Row, nowMs: number, database: Database): DeliveryStatus | undefined {
  if (!hasEnded(row) && !isUncertain(row)) return undefined;
  database.sql(REOPEN).run(nowMs, nowMs, nowMs, subject.n, subject.destination);
  unlist(readStatus(textIn(row, 'status')), subject, subject.destination, database);
  return readStatus(textIn(row, 'counted'));
}

/** Its batch or a silence decides its state: it gets a row of its own when that state is an end. */
function reopenShared(subject: Subject, nowMs: number, database: Database): DeliveryStatus | undefined {
  if (!isPlanned(subject, database)) return undefined;
  const shared = sharedRow(subject, database);
  const isOver = shared === undefined ? subject.counted === 'suppressed' : hasEnded(shared);
  if (!isOver) return undefined;
  const attempts = shared === undefined ? '[]' : textIn(shared, 'attempts');
  const receipt = (shared === undefined ? undefined : textOrNothing(shared, 'receipt')) ?? null;
  const open = {
    status: 'queued',
    due: nowMs,
    look: nowMs,
    reason: null,
    receipt,
    mergedInto: null,
    attempts,
  } as const;
  addOwn(subject, open, nowMs, database);
  unlist(subject.counted, subject, subject.destination, database);
  return subject.counted;
}

/** Opens an ended delivery again; answers the state that the ledger counted it in, or nothing when it has not ended. */
export function reopen(
  deliveryId: string,
  nowMs: number,
  count: Counting,
  database: Database,
): DeliveryStatus | undefined {
  const parts = partsOfDeliveryId(deliveryId);
  const subject = parts === undefined ? undefined : alertSubject(parts.alertId, parts.destination, database);
  if (subject === undefined) return undefined;
  const row = readDelivery(subject, database);
  const before = row === undefined ? reopenShared(subject, nowMs, database) : reopenOwn(subject, row, nowMs, database);
  if (before !== undefined) count(subject.hour, moved(before, 'queued'));
  return before;
}
