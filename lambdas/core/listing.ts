import type { Severity } from './alert.ts';
import type { DeliveryStatus } from './delivery.ts';

/** What `GET /v1/alerts` may be asked. */
export interface AlertQuery {
  readonly source?: string;
  readonly severity?: Severity;
  /** Alerts with at least one delivery in this state. */
  readonly status?: DeliveryStatus;
  /** RFC 3339: received then or later. */
  readonly since?: string;
  readonly cursor?: string;
}

/** One alert in a list, with how many of its deliveries stand in which state. */
export interface AlertSummary {
  readonly id: string;
  readonly source: string;
  readonly title: string;
  readonly severity: string;
  readonly state: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly deliveries: Readonly<Partial<Record<DeliveryStatus, number>>>;
}

/** A page of a list, newest first; no cursor on the last one. */
export interface AlertPage {
  readonly alerts: readonly AlertSummary[];
  readonly cursor?: string;
}
