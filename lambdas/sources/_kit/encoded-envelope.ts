import { type Around, inside } from './envelope.ts';
import { openEnvelope } from './transport-envelope.ts';

/** A value, and what it came wrapped in. */
interface Wrapped {
  readonly value: unknown;
  readonly around: Around;
}

/**
 * What an envelope carries as Base64, such as a push request of Pub/Sub, with the envelope around it. Other envelopes stay:
 * the fields beside their data say what it is, and are read with it.
 */
export function decoded({ value, around }: Wrapped): Wrapped {
  const opened = openEnvelope(value);
  return opened?.isEncoded === true
    ? { value: opened.inner, around: inside(around, opened.envelope, opened.wrap) }
    : { value, around };
}
