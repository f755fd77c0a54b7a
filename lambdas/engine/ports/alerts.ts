import type { Alert } from '../../core/alert.ts';
import type { AlertPage, AlertQuery } from '../../core/listing.ts';
import type { StoredWebhook } from '../../core/webhook.ts';

/** What decides the states of an alert's planned deliveries that have no row of their own. */
export interface Planned {
  readonly alertId: string;
  /** The destinations that must be notified. */
  readonly planned: readonly string[];
  /** The silence that holds its deliveries back. */
  readonly silence?: string;
  /** The batch that its deliveries share a row of, at destinations that take batches. */
  readonly batch?: string;
  /** Those destinations among the planned ones. */
  readonly batchDestinations?: readonly string[];
}

/** An alert as it is first recorded. */
export interface AlertRow extends Omit<Planned, 'alertId'> {
  readonly alert: Alert;
  readonly webhookId: string;
  /** The hour whose counters count it; empty for system alerts, which no sender sent. */
  readonly hour: string;
  /** The alert is all there was in its webhook, so this row is the webhook's record too. */
  readonly alone: boolean;
  /** The raw webhook, for replay, when the alert is alone in it and the store keeps webhooks nowhere else. */
  readonly body?: StoredWebhook;
  /** The vendor's own record as JSON text, when one of its destinations wants it raw. */
  readonly raw?: string;
  /** The evidence as it came, credentials included, as JSON text, when one of its destinations wants it so. */
  readonly evidence?: string;
}

/** An alert's row as it was recorded. */
export type StoredAlert = Omit<AlertRow, 'alone'>;

/**
 * `new`: recorded now. `own`: this very webhook recorded it in an earlier attempt, so its messages may not have left;
 * what the row says stands. `repeat`: another webhook brought the same alert before.
 */
export type Recorded =
  | { readonly kind: 'new' }
  | ({ readonly kind: 'own' } & Pick<Planned, 'planned' | 'silence' | 'batch'>)
  | { readonly kind: 'repeat' };

/** The alerts that are kept. */
export interface Alerts {
  /** Writes an alert's row if there is none; of one id the first stands. */
  record(row: AlertRow): Promise<Recorded>;
  /** Writes an alert's content over what its row has; answers the destinations that the row plans. */
  rewrite(row: Pick<AlertRow, 'alert' | 'raw'>): Promise<readonly string[]>;
  load(alertId: string): Promise<StoredAlert | undefined>;
  /** Adds a destination to an alert's plan; `false` when it is in it already, or there is no such alert. */
  addDestination(alertId: string, destination: string): Promise<boolean>;
  /** Recent alerts, newest first, by page. */
  list(query: AlertQuery, nowMs: number): Promise<AlertPage>;
}
