import type { WebhookOutcome } from '../../core/ledger.ts';
import type { StoredWebhook, WebhookMessage } from '../../core/webhook.ts';

/** The record of a webhook, for the ledger and for replay. */
export interface WebhookRow {
  readonly webhookId: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly hour: string;
  readonly outcome: WebhookOutcome;
  readonly reason?: string;
  readonly body?: StoredWebhook;
  /** It reports a heartbeat and was not sent by a sender, so it is not counted. */
  readonly isHeartbeat?: true;
}

/** A webhook as it is kept, to be parsed again. */
export interface KeptWebhook {
  readonly source: string;
  readonly receivedAt: string;
  readonly body?: StoredWebhook;
}

/** The webhooks that were accepted. */
export interface Webhooks {
  /** Whether this call recorded it; `false` when it was recorded already. */
  record(row: WebhookRow): Promise<boolean>;
  load(webhookId: string): Promise<KeptWebhook | undefined>;
  /**
   * The body to keep in a row, or a reference to a blob when it is too large; nothing when the store keeps webhooks
   * itself.
   */
  keep(message: WebhookMessage): Promise<StoredWebhook | undefined>;
}
