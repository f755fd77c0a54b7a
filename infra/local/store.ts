import type { DeliveriesMessage } from '../../lambdas/domain/delivery.ts';
import { defaultLimits } from '../../lambdas/domain/delivery-limits.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import type { Blobs } from '../../lambdas/engine/ports/blobs.ts';
import type { Database } from '../../lambdas/store/sqlite/database.ts';
import { deliveryCodec, type GiveUpAfter } from '../../lambdas/store/sqlite/delivery-queue.ts';
import { type SqliteStores, sqliteStores } from '../../lambdas/store/sqlite/index.ts';
import { type JobQueue, queueOver } from '../../lambdas/store/sqlite/queue.ts';
import { createRecordRouted, type RecordRouted } from '../../lambdas/store/sqlite/routed.ts';
import { webhookCodec } from '../../lambdas/store/sqlite/webhook-queue.ts';

const defaultTime: GiveUpAfter = () => defaultLimits.giveUpAfterMs;

/** Days that alerts and webhooks are kept. */
const RETENTION_DAYS = 30;

/** What the system on one machine keeps. */
export interface LocalStore {
  readonly stores: SqliteStores;
  readonly webhookQueue: JobQueue<WebhookMessage>;
  readonly deliveryQueue: JobQueue<DeliveriesMessage>;
  readonly recordRouted: RecordRouted;
}

/** Stores and queues over one database; `giveUpAfter` is how long the deliveries of each destination are tried. */
export function localStore(database: Database, blobs: Blobs, giveUpAfter: GiveUpAfter = defaultTime): LocalStore {
  const stores = sqliteStores(database, blobs, { retentionDays: RETENTION_DAYS, now: Date.now });
  const deliveryQueue = queueOver('deliveries', deliveryCodec(database, giveUpAfter), database);
  return {
    stores,
    webhookQueue: queueOver('webhooks', webhookCodec(database), database),
    deliveryQueue,
    recordRouted: createRecordRouted({ stores, deliveryQueue, database }),
  };
}
