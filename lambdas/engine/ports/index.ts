import type { DeliveriesMessage } from '../../domain/delivery.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import type { Alerts } from './alerts.ts';
import type { Blobs } from './blobs.ts';
import type { Deliveries, OpenDeliveries } from './deliveries.ts';
import type { Circuits, Pauses, RateLimits } from './destinations.ts';
import type { Fallbacks } from './fallbacks.ts';
import type { Groups } from './groups.ts';
import type { Heartbeats } from './heartbeats.ts';
import type { Inhibitors } from './inhibitors.ts';
import type { LedgerCounters } from './ledger.ts';
import type { Notes } from './notes.ts';
import type { Parked } from './parked.ts';
import type { Problems } from './problems.ts';
import type { Queue } from './queue.ts';
import type { Replays } from './replays.ts';
import type { Reports } from './reports.ts';
import type { Silences } from './silences.ts';
import type { Webhooks } from './webhooks.ts';

/** Everything that the engine keeps, by noun. Each stage takes the ports that it uses. */
export interface Stores {
  readonly alerts: Alerts;
  readonly webhooks: Webhooks;
  readonly deliveries: Deliveries;
  readonly openDeliveries: OpenDeliveries;
  readonly groups: Groups;
  readonly circuits: Circuits;
  readonly pauses: Pauses;
  readonly rateLimits: RateLimits;
  readonly fallbacks: Fallbacks;
  /** Absent where the queue holds messages as long as they wait. */
  readonly parked?: Parked;
  readonly problems: Problems;
  readonly inhibitors: Inhibitors;
  readonly ledger: LedgerCounters;
  readonly notes: Notes;
  readonly silences: Silences;
  readonly replays: Replays;
  readonly heartbeats: Heartbeats;
  readonly reports: Reports;
  readonly blobs: Blobs;
}

/** The two queues between the stages. */
export interface Queues {
  readonly webhookQueue: Queue<WebhookMessage>;
  readonly deliveryQueue: Queue<DeliveriesMessage>;
}
