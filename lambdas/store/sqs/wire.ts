import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { Variables } from '../../config/env.ts';
import { RefusedMessages } from '../../engine/ports/queue.ts';
import { bounded } from '../bounded-client.ts';
import { clientOptions } from '../client-options.ts';
import { Unavailable } from '../unavailable.ts';
import {
  batches,
  isRefusal,
  isRefused,
  isTooLarge,
  type QueueMessage,
  type Sendable,
  sendableOf,
  TOO_LARGE,
} from './batches.ts';

const MAX_DELAY_SECONDS = 900;
const SEND_CONCURRENCY = 6;
const TRIES = 3;

/**
 * One queue of SQS. All functions throw when SQS does not take a message: `RefusedMessages` when it refuses some for what
 * they hold, and then it has taken all others.
 */
export interface Wire {
  send(message: QueueMessage): Promise<void>;
  sendAll(messages: readonly QueueMessage[]): Promise<void>;
  /** Shown after so many seconds; SQS delays for 15 minutes at most. */
  sendLater(message: QueueMessage, afterSeconds: number): Promise<void>;
  /** Hides a received message for so many seconds more. */
  hide(receiptHandle: string, seconds: number): Promise<void>;
}

interface Refused {
  readonly message: QueueMessage;
  readonly reason: string;
}

/** A batch may succeed in part: what failed is sent again, what keeps failing is an error; answers what is refused. */
async function sendBatch(
  client: SQSClient,
  url: string,
  batch: readonly Sendable[],
  triesLeft = TRIES,
): Promise<Refused[]> {
  const Entries = batch.map(({ entry }) => entry);
  const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  const failures = new Map(Failed.map((failure) => [failure.Id, failure]));
  const refused = batch.flatMap(({ message, entry }): Refused[] => {
    const failure = failures.get(entry.Id);
    return failure !== undefined && isRefused(failure) ? [{ message, reason: failure.Code ?? 'no code' }] : [];
  });
  const again = batch.filter(({ entry }) => {
    const failure = failures.get(entry.Id);
    return failure !== undefined && !isRefused(failure);
  });
  if (again.length === 0) return refused;
  if (triesLeft <= 1) {
    const code = failures.get(again[0]?.entry.Id)?.Code ?? 'no code';
    throw new Unavailable(`SQS refused ${again.length} of ${batch.length} messages: ${code}`);
  }
  return [...refused, ...(await sendBatch(client, url, again, triesLeft - 1))];
}

function throwRefused(refused: readonly Refused[]): void {
  const [first] = refused;
  if (first === undefined) return;
  throw new RefusedMessages(
    refused.map(({ message }) => message),
    first.reason,
  );
}

/** Sends all; a batch that fails keeps no other from being sent. */
async function sendAll(client: SQSClient, url: string, messages: readonly QueueMessage[]): Promise<void> {
  const all = messages.map(sendableOf);
  const refused: Refused[] = all.filter(isTooLarge).map(({ message }) => ({ message, reason: TOO_LARGE }));
  const pending = batches(all.filter((each) => !isTooLarge(each)));
  const worker = async (): Promise<void> => {
    for (let batch = pending.shift(); batch !== undefined; batch = pending.shift())
      refused.push(...(await sendBatch(client, url, batch)));
  };
  const done = await Promise.allSettled(Array.from({ length: SEND_CONCURRENCY }, worker));
  for (const each of done) if (each.status === 'rejected') throw each.reason;
  throwRefused(refused);
}

async function sendOne(
  client: SQSClient,
  url: string,
  message: QueueMessage,
  options: Pick<SendMessageCommandInput, 'DelaySeconds'> = {},
): Promise<void> {
  const sendable = sendableOf(message);
  if (isTooLarge(sendable)) throw new RefusedMessages([message], TOO_LARGE);
  const { Id: _, ...entry } = sendable.entry;
  await client.send(new SendMessageCommand({ QueueUrl: url, ...entry, ...options })).catch((error: unknown) => {
    throw isRefusal(error) ? new RefusedMessages([message], error.name) : error;
  });
}

export function createWire(url: string, variables: Variables): Wire {
  // With an emulator the URL's host is a name that nobody resolves.
  const client = bounded(
    new SQSClient({
      ...clientOptions(variables, 'SQS'),
      useQueueUrlAsEndpoint: variables['AWS_ENDPOINT_URL_SQS'] === undefined,
    }),
  );
  return {
    send: (message) => sendOne(client, url, message),
    sendLater(message, afterSeconds) {
      const DelaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.round(afterSeconds)));
      return sendOne(client, url, message, { DelaySeconds });
    },
    sendAll: (messages) => sendAll(client, url, messages),
    async hide(receiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle: receiptHandle, VisibilityTimeout: seconds }),
      );
    },
  };
}
