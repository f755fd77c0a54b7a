import type { Alert } from '../../core/alert.ts';
import type { BatchMessage, DeliveryMessage } from '../../core/delivery.ts';
import type { Counts, WebhookOutcome } from '../../core/ledger.ts';
import type { Silence } from '../../core/silence.ts';
import type { StoredWebhook } from '../../core/webhook.ts';

/** An alert as it is first written down. */
export interface AlertRow {
  readonly alert: Alert;
  readonly webhookId: string;
  readonly hour: string;
  /** The destinations that must hear of it. */
  readonly planned: readonly string[];
  /** The alert is all there was in its webhook, so this row is the webhook's record too. */
  readonly alone: boolean;
  /** The raw webhook, for replay, when the alert is alone in it. */
  readonly body?: StoredWebhook;
  /** The vendor's own record as JSON text, when one of its destinations wants it raw. */
  readonly raw?: string;
  /** The evidence as it came, credentials included, as JSON text, when one of its destinations wants it so. */
  readonly evidence?: string;
  /** The silence that holds its deliveries back. */
  readonly silence?: string;
  /** The batch that its deliveries share a row of, at destinations that take batches. */
  readonly batch?: string;
  /** Those destinations among the planned ones. */
  readonly batchDestinations?: readonly string[];
}

/** What became of a webhook, for the ledger and for replay. */
export interface WebhookRow {
  readonly webhookId: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly hour: string;
  readonly outcome: WebhookOutcome;
  readonly reason?: string;
  readonly body?: StoredWebhook;
}

/**
 * `new`: written now. `own`: this very webhook wrote it in an earlier attempt, so its messages may not have left.
 * `repeat`: another webhook brought the same alert before.
 */
export type Recorded =
  | { readonly kind: 'new' }
  | {
      readonly kind: 'own';
      readonly planned: readonly string[];
      readonly silence?: string;
      readonly batch?: string;
    }
  | { readonly kind: 'repeat' };

export interface Ports {
  load(key: string): Promise<Uint8Array>;
  store(key: string, bytes: Uint8Array): Promise<void>;
  recordAlert(row: AlertRow): Promise<Recorded>;
  /** Writes an alert's content over what its row has, and answers the destinations that the row plans. */
  rewriteAlert(row: AlertRow): Promise<readonly string[]>;
  /** Sends a delivery again although it is settled; `false` when there is none of this id. */
  replay(deliveryId: string): Promise<boolean>;
  /** Whether this call wrote it; `false` when it was there already. */
  recordWebhook(row: WebhookRow): Promise<boolean>;
  send(messages: readonly (DeliveryMessage | BatchMessage)[]): Promise<void>;
  increment(hour: string, counts: Counts): Promise<void>;
  /** Notes that a source was heard, for those that are expected to be. */
  seen(source: string, receivedAt: string): Promise<void>;
  /** Records an alert of Tocsin's own and sends it to destinations; of one id the first stands. */
  emitSystemAlert(alert: Alert, destinations: readonly string[]): Promise<void>;
  /** Whether a destination was told of a problem, and not yet that it is over. */
  isOpen(destination: string, fingerprint: string): Promise<boolean>;
  /** Silences that may be active. */
  silences(): Promise<readonly Silence[]>;
  /** Adds to the number of alerts that a silence held back. */
  countSilenced(silenceId: string, alerts: number): Promise<void>;
  /** Lets others have the thread for a moment: a webhook of thousands of alerts would hold it for a second. */
  pause(): Promise<void>;
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}
