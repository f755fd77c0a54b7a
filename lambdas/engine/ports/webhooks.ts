import type { WebhookOutcome } from '../../domain/counters.ts';
import type { StoredWebhook, WebhookMessage } from '../../domain/webhook.ts';

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

/** How far a webhook is routed: its first alerts are recorded and sent. */
export interface RouteProgress {
  readonly alerts: number;
  /** Of these alerts. A release that parses the same bytes to others begins again, so that it skips none. */
  readonly digest: string;
  /** Every one of them was recorded by another webhook before. */
  readonly isDuplicate: boolean;
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
  /** How far a webhook is routed that could not be routed at once; nothing when none of it counts as routed. */
  loadProgress(webhookId: string): Promise<RouteProgress | undefined>;
  /** Keeps how far a webhook is routed; with nothing, forgets it. */
  saveProgress(webhookId: string, progress: RouteProgress | undefined): Promise<void>;
}
