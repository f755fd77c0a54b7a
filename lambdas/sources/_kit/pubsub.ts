import { type Around, inside } from './envelope.ts';
import { openEnvelope } from './transport-envelope.ts';

/** A value, and what it came wrapped in. */
interface Wrapped {
  readonly value: unknown;
  readonly around: Around;
}

/** What a push request of Pub/Sub carries (https://docs.cloud.google.com/pubsub/docs/push), with the request around it. */
export function fromPubSub({ value, around }: Wrapped): Wrapped {
  const opened = openEnvelope(value);
  // Of other envelopes the fields beside the data say what it is: they are read with it.
  const isClosed =
    opened !== undefined &&
    ('message' in opened.envelope || (typeof value === 'object' && value !== null && 'data_base64' in value));
  return isClosed ? { value: opened.inner, around: inside(around, opened.envelope, opened.wrap) } : { value, around };
}
