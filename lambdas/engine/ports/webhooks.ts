import type { WebhookOutcome } from '../../core/ledger.ts';
import type { StoredWebhook, WebhookMessage } from '../../core/webhook.ts';

/** What became of a webhook, for the ledger and for replay. */
export interface WebhookRow {
  readonly webhookId: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly hour: string;
  readonly outcome: WebhookOutcome;
  readonly reason?: string;
  readonly body?: StoredWebhook;
  /** It came from the heartbeat of a source and not from a sender: it was never accepted, so nothing counts it. */
  readonly isHeartbeat?: true;
}

/** A webhook as it is kept, to be read again. */
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
  /** The body to keep in a row, moved into a blob when a row has no room; nothing where the store keeps webhooks itself. */
  keep(message: WebhookMessage): Promise<StoredWebhook | undefined>;
}
