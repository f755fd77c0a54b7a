import type { DeliveriesMessage } from '../../lambdas/domain/delivery.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import type { Queues, Stores } from '../../lambdas/engine/ports/index.ts';
import type { Table } from '../../lambdas/store/dynamodb/client.ts';
import { dynamodbStores } from '../../lambdas/store/dynamodb/index.ts';
import { alertIdIn, alertKey, openIdIn } from '../../lambdas/store/dynamodb/keys.ts';
import { keyIn } from '../../lambdas/store/dynamodb/requests.ts';
import { decodeDelivery, decodeWebhook } from '../../lambdas/store/sqs/codec.ts';
import { deliveryQueueOver, webhookQueueOver } from '../../lambdas/store/sqs/queue.ts';
import { asClient, type MemoryTable, memoryTable } from './memory-table.ts';
import { type MemoryQueue, type MemoryWire, memoryQueue } from './queue.ts';
import { direct, type Inbox, type WorldQueue, type WorldStore } from './world-store.ts';

/** How long a message is hidden from other workers: longer than a function runs. */
const HIDDEN_MS = 200_000;

export const tableOf = (rows: Pick<MemoryTable, 'send' | 'destroy'>, name: string): Table => ({
  client: asClient(rows),
  name,
  retentionDays: 30,
});

/** A batch is worked on as a whole by whoever received it. */
const inboxOf = (wire: MemoryWire): Inbox => ({
  done: (handle) => wire.remove(handle),
  // Another worker has it by now, or it is done with.
  back: (handle, afterSeconds) => wire.hide(handle, afterSeconds).catch(() => undefined),
});

const worldQueueOf = <Message>(queue: MemoryQueue, decode: (body: string) => Message): WorldQueue<Message> => ({
  receive: async (max) =>
    queue.receive(max, HIDDEN_MS).map(({ body, receiptHandle }) => ({ message: decode(body), handle: receiptHandle })),
  nextMs: queue.nextMs,
  redeliver: async () => queue.redeliver(),
  refuseAfter: queue.refuseAfter,
  get size() {
    return queue.size;
  },
  get mostReceives() {
    return queue.mostReceives;
  },
});

const bucketOf = (): Stores['blobs'] => {
  const bucket = new Map<string, Uint8Array>();
  return {
    load: async (key) => bucket.get(key) ?? new Uint8Array(),
    store: async (key, bytes) => {
      bucket.set(key, bytes);
    },
  };
};

const queuesOver = (webhooks: MemoryWire, deliveries: MemoryWire): Queues => ({
  webhookQueue: webhookQueueOver(webhooks),
  deliveryQueue: deliveryQueueOver(deliveries),
});

/** What a table with an open delivery, batch or group says of it. */
function openIn(rows: MemoryTable) {
  const open = rows.rows().filter((row) => row['openPk'] !== undefined);
  return open.map((row) => ({
    id: openIdIn(keyIn(row)),
    status: String(row['status']),
    reason: String(row['reason']),
  }));
}

const settledIn = (rows: MemoryTable): string[] =>
  rows
    .rows()
    .filter(({ sk, status }) => String(sk).startsWith('D#') && (status === 'delivered' || status === 'merged'))
    .map((row) => openIdIn(keyIn(row)));

/** DynamoDB, SQS and S3: a table that answers as DynamoDB does, with queues and a bucket in memory. */
export function dynamodbWorld(
  random: () => number,
  rows: MemoryTable = memoryTable(),
  tableName = 'table',
): WorldStore {
  const [webhooks, deliveries] = [memoryQueue(Date.now, random), memoryQueue(Date.now, random)];
  const blobs = bucketOf();
  const outside = { ...dynamodbStores(tableOf(rows, tableName), blobs), ...queuesOver(webhooks.wire, deliveries.wire) };
  return {
    isOneProcess: false,
    thresholds: { overdueMs: 120_000, quietMs: 8_000, blankHours: 3, verifiedForMs: 0, replayMs: 1_000 },
    open({ through = direct }) {
      const wires = [through('webhooks', webhooks.wire), through('deliveries', deliveries.wire)] as const;
      const stores = dynamodbStores(tableOf(through('table', rows), tableName), through('bucket', blobs));
      return {
        stores: { ...stores, ...queuesOver(...wires) },
        webhooks: inboxOf(wires[0]),
        deliveries: inboxOf(wires[1]),
      };
    },
    outside,
    webhooks: worldQueueOf<WebhookMessage>(webhooks, decodeWebhook),
    deliveries: worldQueueOf<DeliveriesMessage>(deliveries, decodeDelivery),
    alertIds: async () =>
      rows
        .rows()
        .filter(({ sk }) => sk === alertKey('').sk)
        .map((row) => alertIdIn(keyIn(row))),
    openThings: async () => openIn(rows),
    settledIds: async () => settledIn(rows),
  };
}
