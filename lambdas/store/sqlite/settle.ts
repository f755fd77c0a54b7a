import { moved } from '../../domain/counters.ts';
import type { DeliveryStatus } from '../../domain/delivery.ts';
import type { Claimable, Settlement } from '../../engine/ports/deliveries.ts';
import { readStatus } from '../rows.ts';
import { type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { addOwn, completeMemberRow, readDelivery, settledColumns, settleHeldRow, settleRow } from './delivery-rows.ts';
import type { Held } from './known.ts';
import type { Counting } from './ledger.ts';
import { list, relist, unlist } from './listed.ts';
import { batchRow, membersOf, type Subject, subjectOf } from './subjects.ts';

/** Counts that all deliveries that a row speaks for go from one state to another. */
function countMoved(
  subject: Subject,
  from: DeliveryStatus,
  to: DeliveryStatus,
  count: Counting,
  database: Database,
): void {
  if (from === to || subject.hour === '') return;
  const members = subject.n > 0 ? 1 : membersOf(subject, database).length;
  count(subject.hour, { [from]: -members, [to]: members });
}

function noteSplitOut({ n }: Subject, settlement: Settlement, database: Database): void {
  if (settlement.kind !== 'waiting' || settlement.splitOut === undefined) return;
  database.sql('UPDATE batch SET split_out = ? WHERE n = ?').run(JSON.stringify(settlement.splitOut), -n);
}

/** Lets go of a claimed delivery; `false` when the lease was lost meanwhile. */
export function settle(
  message: Claimable,
  owner: string,
  settlement: Settlement,
  count: Counting,
  database: Database,
): boolean {
  const subject = subjectOf(message, database);
  const row = subject === undefined ? undefined : readDelivery(subject, database);
  if (subject === undefined || row === undefined || textOrNothing(row, 'owner') !== owner) return false;
  settleRow(subject, settlement, database);
  noteSplitOut(subject, settlement, database);
  relist(subject, readStatus(textIn(row, 'status')), settlement.status, database);
  countMoved(subject, readStatus(textIn(row, 'counted')), settlement.status, count, database);
  return true;
}

/** Ends a delivery that waits as a member of a group; answers the state that it was counted in, or nothing. */
export function completeMember(
  message: Claimable,
  settlement: Extract<Settlement, { kind: 'ended' }>,
  count: Counting,
  database: Database,
): DeliveryStatus | undefined {
  const subject = subjectOf(message, database);
  const row = subject === undefined ? undefined : readDelivery(subject, database);
  if (subject === undefined || row === undefined || !completeMemberRow(subject, settlement, database)) return undefined;
  const counted = readStatus(textIn(row, 'counted'));
  relist(subject, readStatus(textIn(row, 'status')), settlement.status, database);
  countMoved(subject, counted, settlement.status, count, database);
  return counted;
}

/** Lets go of a delivery that this process claimed; `false` when the lease was lost. */
export function settleHeld(
  { subject, owner, counted }: Held,
  settlement: Settlement,
  count: Counting,
  database: Database,
): boolean {
  if (!settleHeldRow(subject, owner, settlement, database)) return false;
  // A claimed delivery is in no list.
  list(settlement.status, subject, subject.destination, database);
  countMoved(subject, counted, settlement.status, count, database);
  return true;
}

/** The row that holds the state of a delivery without a row of its own. */
export function sharedRow({ n, destination }: Subject, database: Database): Row | undefined {
  const alert = database.sql('SELECT batch, batch_destinations FROM alert WHERE n = ?').get(n);
  return alert === undefined ? undefined : batchRow(alert, destination, database);
}

/** Gives a delivery of a batch a row of its own, because it fared differently; nothing when it has one. */
export function split(
  message: Claimable,
  settlement: Settlement,
  firstMs: number,
  count: Counting,
  database: Database,
): void {
  const subject = subjectOf(message, database);
  if (subject === undefined) return;
  const shared = sharedRow(subject, database);
  if (!addOwn(subject, settledColumns(settlement), firstMs, database)) return;
  if (shared !== undefined) unlist(readStatus(textIn(shared, 'status')), subject, subject.destination, database);
  list(settlement.status, subject, subject.destination, database);
  count(subject.hour, moved(subject.counted, settlement.status));
}
