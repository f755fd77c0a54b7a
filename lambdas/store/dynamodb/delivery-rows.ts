import type { AttemptRecord, DeliveryState, DeliveryStatus } from '../../domain/delivery.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Claim } from '../../engine/ports/deliveries.ts';
import { isDueSince, isLeaseOver } from '../../engine/ports/limits.ts';
import { readAttempts, readReceipt } from '../rows.ts';
import { countedIn, type DeliveryItem, type StateItem } from './items.ts';
import { iso } from './keys.ts';

const attemptsIn = ({ attempts }: StateItem): readonly AttemptRecord[] =>
  attempts === undefined ? [] : readAttempts(attempts);

/** A worker that died while it was sending leaves a doubt, which stays whatever later attempts come to. */
function withDoubt(row: DeliveryItem, nowMs: number): readonly AttemptRecord[] {
  if (row.status !== 'sending') return attemptsIn(row);
  const at = iso(Math.min(row.leaseMs ?? nowMs, nowMs));
  return [...attemptsIn(row), { at, outcome: 'unknown', reason: 'worker_died', durationMs: 0 }];
}

/** The row as it was before a successful claim; none when nobody had claimed it yet. */
export const claimFrom = (row: DeliveryItem | undefined, nowMs: number): Claim => ({
  kind: 'claimed',
  before: row?.status ?? 'queued',
  counted: countedIn(row),
  attempts: row === undefined ? [] : withDoubt(row, nowMs),
  firstAt: row?.firstMs ?? nowMs,
  ...defined({ splitOut: row?.splitOut }),
  ...(row?.mergedInto === undefined ? {} : defined({ mergedInto: row.mergedInto, reason: row.reason })),
});

/** The row that refused a claim. */
export function refusalFrom(row: DeliveryItem, nowMs: number): Claim {
  if (row.openPk === undefined && row.status !== 'sending') return { kind: 'completed' };
  const { dueMs = 0, leaseMs = 0, claimedMs = 0 } = row;
  const waits = [isLeaseOver(leaseMs, nowMs) ? nowMs : leaseMs, isDueSince(claimedMs, dueMs, nowMs) ? nowMs : dueMs];
  return { kind: 'leased', untilMs: Math.max(...waits) };
}

/** What a planned delivery is that nobody has claimed yet: held back by a silence, or queued. */
export const unclaimedStatus = (silence: string | undefined): DeliveryStatus =>
  silence === undefined ? 'queued' : 'suppressed';

/** What people see of a delivery that has a row, its own or its batch's. */
export const stateIn = (row: StateItem, id: string, destination: string): DeliveryState => ({
  id,
  destination,
  status: row.status,
  ...defined({
    reason: row.reason,
    receipt: row.receipt === undefined ? undefined : readReceipt(row.receipt),
    mergedInto: row.mergedInto,
  }),
  attempts: attemptsIn(row),
});

/** One that nobody has claimed is queued, or held back by the silence of its alert. */
export const unclaimed = (id: string, destination: string, silence: string | undefined): DeliveryState => ({
  id,
  destination,
  status: unclaimedStatus(silence),
  ...(silence === undefined ? {} : { reason: `silence ${silence}` }),
  attempts: [],
});
