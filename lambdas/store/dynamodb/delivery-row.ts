import { type AttemptRecord, type DeliveryState, type DeliveryStatus, deliveryStatuses } from '../../core/delivery.ts';
import type { Receipt } from '../../core/outcome.ts';
import type { Claim } from '../../engine/ports/deliveries.ts';

/** A delivery's row as the document client hands it over. */
export type Row = Readonly<Record<string, unknown>> | undefined;

const statusOf = (value: unknown, otherwise: DeliveryStatus): DeliveryStatus =>
  deliveryStatuses.find((status) => status === value) ?? otherwise;

const millis = (value: unknown): number => (typeof value === 'number' ? value : 0);

const attemptsOf = (row: Row): readonly AttemptRecord[] =>
  typeof row?.['attempts'] === 'string' ? JSON.parse(row['attempts']) : [];
/** A worker that died while it was sending leaves a doubt, which stays whatever later attempts come to. */
const withDoubt = (row: Row): readonly AttemptRecord[] => {
  const attempts = attemptsOf(row);
  if (row?.['status'] !== 'sending') return attempts;
  const at = new Date(millis(row['leaseUntilMs'])).toISOString();
  return [...attempts, { at, outcome: 'unknown', reason: 'worker_died', durationMs: 0 }];
};
const receiptOf = (row: Row): { readonly receipt?: Receipt } =>
  typeof row?.['receipt'] === 'string' ? { receipt: JSON.parse(row['receipt']) } : {};

/** The status that the ledger has a row booked under: what was last settled. */
export const countedStatus = (row: Row): DeliveryStatus => statusOf(row?.['counted'], 'queued');

/** The row as it was before a successful claim. */
export const claimFrom = (old: Row, nowMs: number): Claim => ({
  kind: 'claimed',
  before: statusOf(old?.['status'], 'queued'),
  counted: countedStatus(old),
  attempts: withDoubt(old),
  firstAt: millis(old?.['firstMs']) || nowMs,
  ...(Array.isArray(old?.['splitOut']) ? { splitOut: old['splitOut'].map(String) } : {}),
});

/** The row that refused a claim. */
export function refusalFrom(row: Row, nowMs: number): Claim {
  if (row?.['status'] === undefined) return { kind: 'leased', untilMs: nowMs };
  if (row['openPk'] === undefined) return { kind: 'completed' };
  return { kind: 'leased', untilMs: Math.max(millis(row['leaseUntilMs']), millis(row['dueMs'])) };
}

/** What a planned delivery is that nobody has claimed yet: held back by a silence, or queued. */
export const unclaimedStatus = (silence: string | undefined): DeliveryStatus =>
  silence === undefined ? 'queued' : 'suppressed';

/** What people see of a delivery; one without a row is still queued, or held back by the silence of its alert. */
export function stateOf(id: string, destination: string, row: Row, silence?: string): DeliveryState {
  const reason = row === undefined && silence !== undefined ? `silence ${silence}` : row?.['reason'];
  return {
    id,
    destination,
    status: statusOf(row?.['status'], unclaimedStatus(silence)),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...receiptOf(row),
    ...(typeof row?.['mergedInto'] === 'string' ? { mergedInto: row['mergedInto'] } : {}),
    attempts: attemptsOf(row),
  };
}
