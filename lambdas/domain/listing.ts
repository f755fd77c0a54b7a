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
  /** RFC 3339: received before. */
  readonly until?: string;
  /** Alerts with a delivery to this destination; with `status`, with one in that state. */
  readonly destination?: string;
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

/** A cursor that no page of this store has ended with. */
export class WrongCursor extends Error {
  override readonly name = 'WrongCursor';
  constructor(found: string) {
    super(
      `cursor: found "${found.slice(0, 60)}"; allowed: the cursor of the page before, unchanged; leave it out to begin anew`,
    );
  }
}
