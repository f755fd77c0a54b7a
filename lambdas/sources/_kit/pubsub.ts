import { type Fields, isFields, jsonOf, textOf } from '../../domain/values/json-fields.ts';
import { jsonIn } from './body/payload.ts';
import { type Around, inside } from './envelope.ts';

/** A value, and what it came wrapped in. */
interface Wrapped {
  readonly value: unknown;
  readonly around: Around;
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** The message of a push subscription of Google Pub/Sub, when its data is JSON. */
function messageIn(value: unknown): { readonly message: Fields; readonly inner: unknown } | undefined {
  const message = isFields(value) ? value['message'] : undefined;
  if (!isFields(message) || typeof message['data'] !== 'string') return undefined;
  if (textOf(message['messageId'] ?? message['message_id']) === undefined) return undefined;
  const inner = jsonIn(Buffer.from(message['data'], 'base64').toString('utf8'));
  return inner === undefined ? undefined : { message, inner };
}

/** What a push request of Pub/Sub carries (https://docs.cloud.google.com/pubsub/docs/push), with the request around it. */
export function fromPubSub({ value, around }: Wrapped): Wrapped {
  const { message, inner } = messageIn(value) ?? {};
  if (message === undefined || !isFields(value)) return { value, around };
  const { data: _, ...rest } = message;
  const wrap = (it: unknown) => ({ ...value, message: { ...message, data: base64(jsonOf(it)) } });
  return { value: inner, around: inside(around, { ...value, message: rest }, wrap) };
}
