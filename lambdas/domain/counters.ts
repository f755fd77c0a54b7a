import { type DeliveryStatus, deliveryStatuses } from './delivery.ts';

/** What became of a webhook as a whole. */
export type WebhookOutcome = 'alerts' | 'empty' | 'ignored' | 'duplicate';

export const ledgerNames = [
  'accepted',
  'empty',
  'ignored',
  'duplicate',
  'alerts',
  'planned',
  ...deliveryStatuses,
] as const;
export type LedgerName = (typeof ledgerNames)[number];

/** Numbers by name; what is missing is 0. `planned` counts alert × destination once, whatever becomes of it. */
export type Counts = Readonly<Partial<Record<LedgerName, number>>>;

/** `GET /v1/ledger` (design §4.2). */
export interface Ledger {
  readonly webhooks: Readonly<Record<'accepted' | 'empty' | 'ignored' | 'duplicate', number>>;
  readonly alerts: number;
  readonly deliveries: Readonly<Record<DeliveryStatus, number>>;
  /** Every planned delivery stands in exactly one state. */
  readonly balanced: boolean;
}

export function add(...all: readonly Counts[]): Counts {
  const sum: Partial<Record<LedgerName, number>> = {};
  for (const name of ledgerNames) {
    const total = all.reduce((n, counts) => n + (counts[name] ?? 0), 0);
    if (total !== 0) sum[name] = total;
  }
  return sum;
}

export const negate = (counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).map(([name, n]) => [name, -(n ?? 0)]));

export const isZero = (counts: Counts): boolean => Object.values(counts).every((n) => n === 0);

/** A delivery goes from one state to another. */
export const moved = (from: DeliveryStatus, to: DeliveryStatus): Counts => (from === to ? {} : { [from]: -1, [to]: 1 });

export function toLedger(counts: Counts): Ledger {
  const of = (name: LedgerName) => counts[name] ?? 0;
  const booked = deliveryStatuses.reduce((n, status) => n + of(status), 0);
  return {
    webhooks: { accepted: of('accepted'), empty: of('empty'), ignored: of('ignored'), duplicate: of('duplicate') },
    alerts: of('alerts'),
    deliveries: {
      queued: of('queued'),
      sending: of('sending'),
      retrying: of('retrying'),
      unknown: of('unknown'),
      delivered: of('delivered'),
      merged: of('merged'),
      suppressed: of('suppressed'),
      dead: of('dead'),
    },
    balanced: booked === of('planned') && deliveryStatuses.every((status) => of(status) >= 0),
  };
}

/** The hour a webhook was received in, the page of the ledger that everything of it is booked on: `2026-11-21T20`. */
export const hourOf = (receivedAt: string): string => receivedAt.slice(0, 13);
