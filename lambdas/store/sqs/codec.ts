import type { DeliveriesMessage } from '../../domain/delivery.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';

/** So large a body travels in its message: SQS takes 1 MiB, base64 adds a third, and the rest needs room too. */
export const INLINE_BYTES = 740_000;

const VERSION = 2;

/** A message that this release cannot read: of another version, or none at all. It waits, and its neighbours do not. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
  /** Whether it has a version, and another one than ours. */
  readonly isOfAnotherRelease: boolean;
  constructor(queue: string, found: string, isOfAnotherRelease = false) {
    super(
      `message on the ${queue} queue: found ${found}; allowed: JSON with "v": ${VERSION}; another release or somebody else wrote it: run the release that knows it, or delete it`,
    );
    this.isOfAnotherRelease = isOfAnotherRelease;
  }
}

/** The fields of a text that is a JSON object. */
export function fieldsIn(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The fields of a message of our version. Who may send to our queues is granted to our functions alone. */
function messageIn(text: string, queue: string): Fields {
  const message = fieldsIn(text);
  if (message === undefined) throw new UnreadableMessage(queue, `no JSON object in ${text.length} characters`);
  const { v } = message;
  if (v !== VERSION) throw new UnreadableMessage(queue, `version ${JSON.stringify(v)}`, typeof v === 'number');
  return message;
}

/** A webhook's message as text: JSON, with the bytes of the body in base64. */
export function encodeWebhook({ body, ...message }: WebhookMessage): string {
  if (body.in === 'blob') return JSON.stringify({ ...message, body });
  const { bytes, ...rest } = body;
  // A view and not a copy: bodies have up to 740 kB.
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return JSON.stringify({ ...message, body: { ...rest, base64 } });
}

/** The message in a text that `encodeWebhook` wrote. */
export function decodeWebhook(text: string): WebhookMessage {
  const message = messageIn(text, 'webhooks');
  if (!isFields(message['body'])) throw new UnreadableMessage('webhooks', 'no body');
  const { base64, ...rest } = message['body'];
  const body = typeof base64 === 'string' ? { ...rest, bytes: Buffer.from(base64, 'base64') } : rest;
  return { ...message, body } as unknown as WebhookMessage;
}

export const encodeDelivery = (message: DeliveriesMessage): string => JSON.stringify(message);

const isOfKind = (message: Fields): boolean =>
  isFields(message['flush']) ||
  (typeof message['deliveryId'] === 'string' && (isFields(message['alert']) || Array.isArray(message['items'])));

/** The message in a text that `encodeDelivery` wrote. */
export function decodeDelivery(text: string): DeliveriesMessage {
  const message = messageIn(text, 'deliveries');
  if (!isOfKind(message)) throw new UnreadableMessage('deliveries', 'neither a delivery, nor a batch, nor a flush');
  return message as unknown as DeliveriesMessage;
}
