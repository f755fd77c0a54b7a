import type { DeliveriesMessage } from '../../core/delivery.ts';
import type { WebhookMessage } from '../../core/webhook.ts';
import type { AlertRow } from '../../engine/ports/alerts.ts';
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

/** Whether it was written. When the alert was there before, nothing was. */
export type RecordRouted = (routed: RoutedAlert) => Promise<boolean>;

interface Parts {
  readonly stores: Pick<SqliteStores, 'recordNew'>;
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

/** Records an alert, queues its deliveries, and completes the job of its webhook, in one work instead of three. */
export function createRecordRouted({ stores, deliveryQueue, database }: Parts): RecordRouted {
  const known = knownMessages(database);
  return async ({ row, messages, webhook }) => {
    const deliveries = deliveryQueue.prepare(messages);
    const n = await stores.recordNew(row, () => {
      deliveries.insert();
      removeJob(webhook.job.n, database);
    });
    if (n === undefined) return false;
    known(webhook.message).removedJob = webhook.job.n;
    for (const message of messages)
      if ('alert' in message) known(message).subject = subjectFor(row, n, message.destination);
    deliveries.announce();
    return true;
  };
}
