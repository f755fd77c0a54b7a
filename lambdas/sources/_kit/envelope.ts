import { exactly } from '../../domain/fingerprint.ts';
import { factsOf, mergeFacts } from '../../domain/values/json-fields.ts';

/** What a record came wrapped in. */
export interface Around {
  /** What the wrapping says. */
  readonly facts: Readonly<Record<string, string>>;
  /** The wrapping with nothing but this inside: what `format: raw` sends. */
  wrap(inner: unknown): unknown;
}

export const bare: Around = { facts: {}, wrap: (inner) => inner };

/** More than this for each record again and again would outgrow the payload itself. */
const REPEATED_MAX = 1_048_576;
/** What a fact costs beside its text, as characters: very many short ones take their time too. */
const EACH = 16;

const textsOf = (facts: Around['facts']): string[] => Object.entries(facts).map(([name, text]) => `${name}=${text}`);

/**
 * What each of many records in one wrapping came wrapped in. Where that would be told too often the first record alone has
 * it, and the others a digest: which wrapping they came in still tells them apart.
 */
export function shared(around: Around, records: number): (i: number) => Around {
  if (records === 1) return () => around;
  const texts = textsOf(around.facts);
  const size = texts.reduce((sum, { length }) => sum + length + EACH, 0);
  if (records * size <= REPEATED_MAX) return () => around;
  const facts = { wrapping: `${texts.length} fields, told with the first record: ${exactly(...texts.sort())}` };
  const told: Around = { facts, wrap: (inner) => inner };
  return (i) => (i === 0 ? around : told);
}

/** One wrapping more, inside the others. */
export const inside = (around: Around, rest: unknown, wrap: Around['wrap']): Around => ({
  facts: mergeFacts(factsOf(rest), around.facts),
  wrap: (inner) => around.wrap(wrap(inner)),
});
