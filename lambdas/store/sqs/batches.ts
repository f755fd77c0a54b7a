import type { BatchResultErrorEntry, SendMessageBatchRequestEntry } from '@aws-sdk/client-sqs';
import { carriable } from '../../domain/values/sqs-safe.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html, batches less some room. */
const BATCH_ENTRIES = 10;
const BATCH_BYTES = 1_000_000;
const MESSAGE_BYTES = 1_048_576;

export interface QueueMessage {
  readonly body: string;
  /** Fair queues: one group's backlog does not hold up the others. */
  readonly group: string;
}

export type Entry = SendMessageBatchRequestEntry;

/** A message as it is sent, with the message that it was. */
export interface Sendable {
  readonly message: QueueMessage;
  readonly entry: Entry;
  readonly bytes: number;
}

export function sendableOf(message: QueueMessage, n = 0): Sendable {
  const body = carriable(message.body);
  const entry = { Id: String(n), MessageBody: body, MessageGroupId: message.group };
  return { message, entry, bytes: Buffer.byteLength(body) };
}

/** SQS would refuse it, and in some answers for reasons that it has for other requests, too. */
export const isTooLarge = ({ bytes }: Sendable): boolean => bytes > MESSAGE_BYTES;
export const TOO_LARGE = `more than ${MESSAGE_BYTES} bytes`;

/** Messages as SQS takes them together. */
export function batches(all: readonly Sendable[]): Sendable[][] {
  const made: { each: Sendable[]; bytes: number }[] = [];
  for (const each of all) {
    const last = made.at(-1);
    if (last !== undefined && last.each.length < BATCH_ENTRIES && last.bytes + each.bytes <= BATCH_BYTES) {
      last.each.push(each);
      last.bytes += each.bytes;
    } else made.push({ each: [each], bytes: each.bytes });
  }
  return made.map(({ each }) => each);
}

/** What SQS calls messages that it refuses for what they hold. */
const contentCodes: ReadonlySet<string> = new Set(['InvalidMessageContents', 'InvalidParameterValue']);

/** Whether an entry failed for what it holds; a key that may not be used, for one, is a fault of the sender, too. */
export const isRefused = ({ SenderFault, Code = '' }: BatchResultErrorEntry): boolean =>
  SenderFault === true && contentCodes.has(Code);

/** Whether a request with one message failed for what it holds. */
export const isRefusal = (error: unknown): error is Error =>
  error instanceof Error && error.name === 'InvalidMessageContents';
