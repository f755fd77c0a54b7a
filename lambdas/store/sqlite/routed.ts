import type { DeliveriesMessage, DeliveryMessage } from '../../domain/delivery.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import type { AlertRow } from '../../engine/ports/alerts.ts';
import type { Ahead } from './ahead.ts';
import type { Database } from './database.ts';
import type { SqliteStores } from './index.ts';
import type { Job } from './job-row.ts';
import { removeJob } from './jobs.ts';
import { knownMessages } from './known.ts';
import type { JobQueue } from './queue.ts';
import type { Subject } from './subjects.ts';

/** All that routing a webhook with one new alert writes. */
export interface RoutedAlert {
  readonly row: AlertRow;
  /** The messages of its deliveries, which no batch and no silence concerns. */
  readonly messages: readonly DeliveriesMessage[];
  /** The webhook, and the job that is run for it. */
  readonly webhook: { readonly job: Job; readonly message: WebhookMessage };
}

/**
 * Keeps a place for a delivery that will be run at once, so that it can be claimed as it is queued; nothing when it has to
 * wait. The place is given back by the function that it answers, once the delivery is queued.
 */
export type Reserve = (destination: string) => (() => void) | undefined;

/** Whether it was written. When the alert was there before, nothing was. */
export type RecordRouted = (routed: RoutedAlert, reserve: Reserve) => Promise<boolean>;

interface Parts {
  readonly stores: Pick<SqliteStores, 'recordNew' | 'aheads'>;
  readonly deliveryQueue: JobQueue<DeliveriesMessage>;
  readonly database: Database;
}

const subjectFor = ({ alert, hour }: AlertRow, n: number, destination: string): Subject => ({
  n,
  destination,
  hour,
  received: Date.parse(alert.receivedAt),
  counted: 'queued',
});

interface Placed {
  readonly message: DeliveryMessage;
  readonly leave: (() => void) | undefined;
  ahead?: Ahead;
}

/** An ending may have to wait for what it ends. */
const placed = (messages: readonly DeliveriesMessage[], reserve: Reserve): Placed[] =>
  messages.flatMap((message) =>
    'alert' in message
      ? { message, leave: message.alert.state === 'resolved' ? undefined : reserve(message.destination) }
      : [],
  );

/**
 * Records an alert, queues its deliveries, claims those that are run at once, and completes the job of its webhook, in one
 * work instead of four.
 */
export function createRecordRouted({ stores, deliveryQueue, database }: Parts): RecordRouted {
  const known = knownMessages(database);
  const { aheads, recordNew } = stores;
  return async ({ row, messages, webhook }, reserve) => {
    const deliveries = deliveryQueue.prepare(messages);
    const places = placed(messages, reserve);
    try {
      const n = await recordNew(row, (number) => {
        deliveries.insert();
        for (const place of places)
          if (place.leave !== undefined) place.ahead = aheads.write(subjectFor(row, number, place.message.destination));
        removeJob(webhook.job.n, database);
      });
      if (n === undefined) return false;
      known(webhook.message).removedJob = webhook.job.n;
      for (const { message, ahead } of places) {
        if (ahead === undefined) known(message).subject = subjectFor(row, n, message.destination);
        else aheads.keep(message.deliveryId, ahead);
      }
    } finally {
      for (const { leave } of places) leave?.();
    }
    deliveries.announce();
    return true;
  };
}
