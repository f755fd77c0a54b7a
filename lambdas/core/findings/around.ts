import { factsOf, mergeFacts } from '../record.ts';

/** What a record came wrapped in. */
export interface Around {
  /** What the wrapping says. */
  readonly facts: Readonly<Record<string, string>>;
  /** The wrapping with nothing but this inside: what `format: raw` sends. */
  wrap(inner: unknown): unknown;
}

export const bare: Around = { facts: {}, wrap: (inner) => inner };

/** One wrapping more, inside the others. */
export const inside = (around: Around, rest: unknown, wrap: Around['wrap']): Around => ({
  facts: mergeFacts(factsOf(rest), around.facts),
  wrap: (inner) => around.wrap(wrap(inner)),
});
