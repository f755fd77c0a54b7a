import type { AttemptRecord, DeliveryStatus } from '../../domain/delivery.ts';
import type { Settlement } from '../../engine/ports/deliveries.ts';
import { ESCALATION } from '../../engine/ports/held.ts';
import { isDueSince, isLeaseOver, LEASE_MS } from '../../engine/ports/limits.ts';
import { readAttempts } from '../rows.ts';
import { numberIn, orNull, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import type { Subject } from './subjects.ts';

const endedStatuses: ReadonlySet<string> = new Set(['delivered', 'merged', 'suppressed', 'dead']);

export const hasEnded = (row: Row): boolean => endedStatuses.has(textIn(row, 'status'));

const READ = 'SELECT * FROM delivery WHERE subject = ? AND destination = ?';

export const readDelivery = ({ n, destination }: Subject, database: Database): Row | undefined =>
  database.sql(READ).get(n, destination);

const CLAIM_NEW = `INSERT INTO delivery
  (subject, destination, status, counted, hour, received, first, claimed, due, lease, look, owner, attempts)
  VALUES (?, ?, 'sending', ?, ?, ?, ?, ?, 0, ?, ?, ?, '[]') ON CONFLICT DO NOTHING`;

/** Makes the row of a delivery that nobody has claimed yet; `false` when it has one. */
export function claimNew(
  { n, destination, counted, hour, received }: Subject,
  owner: string,
  nowMs: number,
  database: Database,
): boolean {
  const leaseMs = nowMs + LEASE_MS;
  const insert = database.sql(CLAIM_NEW);
  return insert.run(n, destination, counted, hour, received, nowMs, nowMs, leaseMs, leaseMs, owner).changes === 1;
}

const CLAIM_AGAIN = `UPDATE delivery SET status = 'sending', owner = ?, claimed = ?, due = 0, lease = ?, look = ?
  WHERE subject = ? AND destination = ?`;

/** Leases a row that is there and free. */
export function claimAgain({ n, destination }: Subject, owner: string, nowMs: number, database: Database): void {
  const leaseMs = nowMs + LEASE_MS;
  database.sql(CLAIM_AGAIN).run(owner, nowMs, leaseMs, leaseMs, n, destination);
}

/** Until when a row that has not ended is not to be claimed; nothing when it is free. `run`: the leases that hold. */
export function heldUntil(row: Row, nowMs: number, run: string): number | undefined {
  const [due, lease] = [numberIn(row, 'due'), numberIn(row, 'lease')];
  const isLeased = (textOrNothing(row, 'owner') ?? '').startsWith(run) && !isLeaseOver(lease, nowMs);
  const hasCome = isDueSince(numberIn(row, 'claimed'), due, nowMs);
  if (!isLeased && hasCome) return undefined;
  return Math.max(isLeased ? lease : 0, hasCome ? 0 : due);
}

/** A worker that died while it was sending leaves a doubt, which stays whatever later attempts come to. */
export function attemptsIn(row: Row, nowMs: number): readonly AttemptRecord[] {
  const attempts = readAttempts(textIn(row, 'attempts'));
  if (textIn(row, 'status') !== 'sending') return attempts;
  const at = new Date(Math.min(numberIn(row, 'lease'), nowMs)).toISOString();
  return [...attempts, { at, outcome: 'unknown', reason: 'worker_died', durationMs: 0 }];
}

/** The columns that a settlement writes. */
interface Settled {
  readonly status: DeliveryStatus;
  readonly due: number;
  readonly look: number | null;
  readonly reason: string | null;
  readonly receipt: string | null;
  readonly mergedInto: string | null;
  readonly attempts: string;
}

const attemptsText = (attempts: readonly AttemptRecord[]): string =>
  attempts.length === 0 ? '[]' : JSON.stringify(attempts);

export function settledColumns(settlement: Settlement): Settled {
  const { status, reason } = settlement;
  const attempts = attemptsText(settlement.attempts);
  if (settlement.kind === 'waiting') {
    // SQLite keeps whole milliseconds.
    const due = Math.ceil(settlement.dueMs);
    const mergedInto = orNull(settlement.mergedInto);
    return { status, due, look: due, reason: orNull(reason), receipt: null, mergedInto, attempts };
  }
  const receipt = settlement.receipt === undefined ? null : JSON.stringify(settlement.receipt);
  return {
    status,
    due: 0,
    look: null,
    reason: orNull(reason),
    receipt,
    mergedInto: orNull(settlement.mergedInto),
    attempts,
  };
}

const SETTLE = `UPDATE delivery SET status = ?, counted = ?, due = ?, lease = 0, look = ?, owner = NULL, reason = ?,
  receipt = coalesce(?, receipt), merged_into = ?, attempts = ? WHERE subject = ? AND destination = ?`;

const SETTLE_HELD = `${SETTLE} AND owner = ?`;

export function settleRow({ n, destination }: Subject, settlement: Settlement, database: Database): void {
  const { status, due, look, reason, receipt, mergedInto, attempts } = settledColumns(settlement);
  database.sql(SETTLE).run(status, status, due, look, reason, receipt, mergedInto, attempts, n, destination);
}

const COMPLETE_MEMBER = `UPDATE delivery SET status = ?, counted = ?, due = 0, look = NULL, reason = coalesce(?, reason),
  merged_into = ? WHERE subject = ? AND destination = ? AND owner IS NULL AND (look IS NOT NULL OR status = 'dead')
  AND (merged_into IS NOT NULL OR (status = 'queued' AND reason LIKE '${ESCALATION}%'))`;

/** Ends a member of a group, or an escalation that waits; `false` when it is none that waits. */
export function completeMemberRow(
  { n, destination }: Subject,
  { status, reason, mergedInto }: Extract<Settlement, { kind: 'ended' }>,
  database: Database,
): boolean {
  const update = database.sql(COMPLETE_MEMBER);
  return update.run(status, status, orNull(reason), orNull(mergedInto), n, destination).changes === 1;
}

/** Settles the row if the owner still has it; `false` when not. */
export function settleHeldRow(
  { n, destination }: Subject,
  owner: string,
  settlement: Settlement,
  database: Database,
): boolean {
  const { status, due, look, reason, receipt, mergedInto, attempts } = settledColumns(settlement);
  const update = database.sql(SETTLE_HELD);
  const { changes } = update.run(
    status,
    status,
    due,
    look,
    reason,
    receipt,
    mergedInto,
    attempts,
    n,
    destination,
    owner,
  );
  return changes === 1;
}

const OWN = `INSERT INTO delivery
  (subject, destination, status, counted, hour, received, first, claimed, due, lease, look, reason, receipt, merged_into,
  attempts) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;

/** Makes the row of a delivery whose state another row held until now; `false` when it has one. */
export function addOwn(
  { n, destination, hour, received }: Subject,
  { status, due, look, reason, receipt, mergedInto, attempts }: Settled,
  firstMs: number,
  database: Database,
): boolean {
  const { changes } = database
    .sql(OWN)
    .run(
      n,
      destination,
      status,
      status,
      hour,
      received,
      firstMs,
      firstMs,
      due,
      look,
      reason,
      receipt,
      mergedInto,
      attempts,
    );
  return changes === 1;
}
