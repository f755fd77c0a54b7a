import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { carriable } from '../../core/carriable.ts';
import { type DeliveriesMessage, destinationOf } from '../../core/delivery.ts';
import type { Variables } from '../../core/env.ts';
import type { WebhookMessage } from '../../core/webhook.ts';
import type { Queue } from '../../engine/ports/queue.ts';
import { clientOptions } from '../client-options.ts';
import { encodeWebhook } from './codec.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html, less some room. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 1_000_000;
const MAX_DELAY_SECONDS = 900;

export interface QueueMessage {
  readonly body: string;
  /** Fair queues: one group's backlog does not hold up the others. */
  readonly group: string;
}

/** One queue of SQS. All functions throw when SQS does not take the message. */
export interface Wire {
  send(message: QueueMessage): Promise<void>;
  sendAll(messages: readonly QueueMessage[]): Promise<void>;
  /** Shown after so many seconds; SQS delays for 15 minutes at most. */
  sendLater(message: QueueMessage, afterSeconds: number): Promise<void>;
  /** Hides a received message for so many seconds more. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
}

type Entry = SendMessageBatchRequestEntry;

function batches(messages: readonly QueueMessage[]): Entry[][] {
  const all: { entries: Entry[]; bytes: number }[] = [];
  for (const [i, { body: text, group }] of messages.entries()) {
    const body = carriable(text);
    const bytes = Buffer.byteLength(body);
    const last = all.at(-1);
    const entry = { Id: String(i), MessageBody: body, MessageGroupId: group };
    if (last !== undefined && last.entries.length < BATCH_ENTRIES && last.bytes + bytes <= BATCH_BYTES) {
      last.entries.push(entry);
      last.bytes += bytes;
    } else all.push({ entries: [entry], bytes });
  }
  return all.map(({ entries }) => entries);
}

/** A batch may succeed in part; what failed is sent again, and what keeps failing is an error. */
async function sendBatch(client: SQSClient, url: string, entries: readonly Entry[], triesLeft = 3): Promise<void> {
  const answer = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: [...entries] }));
  const failed = answer.Failed ?? [];
  if (failed.length === 0) return;
  if (triesLeft <= 1)
    throw new Error(`SQS refused ${failed.length} of ${entries.length} messages: ${failed[0]?.Code ?? 'no code'}`);
  const again = new Set(failed.map(({ Id }) => Id));
  await sendBatch(
    client,
    url,
    entries.filter(({ Id }) => again.has(Id)),
    triesLeft - 1,
  );
}

const SEND_CONCURRENCY = 6;

export function createWire(url: string, variables: Variables): Wire {
  // With an emulator the URL's host is a name that nobody resolves.
  const client = new SQSClient({
    ...clientOptions(variables, 'SQS'),
    useQueueUrlAsEndpoint: variables['AWS_ENDPOINT_URL_SQS'] === undefined,
  });
  return {
    async send({ body, group }) {
      await client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: carriable(body), MessageGroupId: group }));
    },
    async sendLater({ body, group }, afterSeconds) {
      const DelaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.round(afterSeconds)));
      await client.send(
        new SendMessageCommand({ QueueUrl: url, MessageBody: carriable(body), MessageGroupId: group, DelaySeconds }),
      );
    },
    async sendAll(messages) {
      const pending = batches(messages);
      const worker = async (): Promise<void> => {
        for (let entries = pending.shift(); entries !== undefined; entries = pending.shift())
          await sendBatch(client, url, entries);
      };
      await Promise.all(Array.from({ length: SEND_CONCURRENCY }, worker));
    },
    async hide(receiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }),
      );
    },
  };
}

/** How the messages of a queue become texts, and which group each is of. */
interface Codec<Message> {
  encode(message: Message): string;
  groupOf(message: Message): string;
}

const queueOver = <Message>(wire: Wire, { encode, groupOf }: Codec<Message>): Queue<Message> => {
  const wired = (message: Message): QueueMessage => ({ body: encode(message), group: groupOf(message) });
  return {
    send([first, ...rest]) {
      if (first === undefined) return Promise.resolve();
      return rest.length === 0 ? wire.send(wired(first)) : wire.sendAll([first, ...rest].map(wired));
    },
    sendLater: (message, afterSeconds) => wire.sendLater(wired(message), afterSeconds),
  };
};

/** The deliveries queue over SQS: one group a destination. */
export const deliveryQueueOver = (wire: Wire): Queue<DeliveriesMessage> =>
  queueOver(wire, { encode: (message) => JSON.stringify(message), groupOf: destinationOf });

/** The webhooks queue over SQS: one group a source. */
export const webhookQueueOver = (wire: Wire): Queue<WebhookMessage> =>
  queueOver(wire, { encode: encodeWebhook, groupOf: ({ source }) => source });
