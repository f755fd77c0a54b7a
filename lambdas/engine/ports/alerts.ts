import type { Alert } from '../../domain/alert.ts';
import type { CarriedAlert } from '../../domain/delivery.ts';
import type { AlertPage, AlertQuery } from '../../domain/listing.ts';
import type { StoredWebhook } from '../../domain/webhook.ts';

/** The fields of an alert that decide the states of its planned deliveries without a row. */
export interface Planned {
  readonly alertId: string;
  /** The destinations that must be notified. */
  readonly planned: readonly string[];
  /** The silence that suppresses its deliveries. */
  readonly silence?: string;
  /** The batch whose row its deliveries share, at destinations that take batches. */
  readonly batch?: string;
  /** Those destinations among the planned ones. */
  readonly batchDestinations?: readonly string[];
}

/** An alert as it is first recorded. */
export interface AlertRow extends Omit<Planned, 'alertId'> {
  readonly alert: Alert;
  readonly webhookId: string;
  /** The hour whose counters count it; empty for system alerts, which are not counted. */
  readonly hour: string;
  /** The alert is the only one of its webhook, so this row is the record of the webhook too. */
  readonly alone: boolean;
  /** The raw webhook, for replay, when the alert is alone in it and the store keeps webhooks nowhere else. */
  readonly body?: StoredWebhook;
  /** The vendor's record as JSON text, when one of its destinations has `format: raw`. */
  readonly raw?: string;
  /** The evidence without redaction, as JSON text, when one of its destinations has `evidence: full`. */
  readonly evidence?: string;
  /** Of a digest or summary: the members that it carries. */
  readonly carries?: readonly CarriedAlert[];
  /** The `traceparent` that the sender gave with the webhook. */
  readonly trace?: string;
}

/** An alert's row as it was recorded. */
export type StoredAlert = Omit<AlertRow, 'alone'>;

/**
 * `new`: recorded now. `own`: an earlier attempt at the same webhook recorded it, so its messages may be missing; the
 * values of the row are used. `repeat`: another webhook contained the same alert before.
 */
export type Recorded =
  | { readonly kind: 'new' }
  | ({ readonly kind: 'own' } & Pick<Planned, 'planned' | 'silence' | 'batch'>)
  | { readonly kind: 'repeat' };

/** The alerts that are kept. */
export interface Alerts {
  /** Writes the row of an alert if there is none; the first row of an id is kept. */
  record(row: AlertRow): Promise<Recorded>;
  /** Replaces the content of an alert's row; returns its planned destinations. */
  rewrite(row: Pick<AlertRow, 'alert' | 'raw'>): Promise<readonly string[]>;
  load(alertId: string): Promise<StoredAlert | undefined>;
  /** Adds a planned destination to an alert; `false` when it is planned already, or there is no such alert. */
  addDestination(alertId: string, destination: string): Promise<boolean>;
  /** Recent alerts, newest first, by page. */
  list(query: AlertQuery, nowMs: number): Promise<AlertPage>;
}
