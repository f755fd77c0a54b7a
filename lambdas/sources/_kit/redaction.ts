import { type Removed, redact } from '../../domain/redact/redact.ts';

/** A text without its credentials, and what was removed from it. */
export interface Redacted {
  readonly text: string;
  readonly removed: Removed;
}

/** Texts that were redacted before, by what they were. */
export type RedactedTexts = ReadonlyMap<string, Redacted>;

/** The redaction of the texts of one alert. */
export interface Redaction {
  /** The credentials that were removed. */
  readonly removed: Removed;
  readonly redact: (text: string) => string;
  /** Notes a text that has no credentials any more. */
  readonly keep: (text: string) => void;
}

/** Redacts the texts of one alert; what was redacted before is not searched again. */
export function redaction(before?: RedactedTexts): Redaction {
  const removed: Removed = new Set();
  const clean = new Set<string>();
  return {
    removed,
    keep: (text) => void clean.add(text),
    redact(text) {
      const known = before?.get(text);
      // To look up a text in an empty set costs its hash.
      if (known === undefined) return clean.size > 0 && clean.has(text) ? text : redact(text, removed);
      for (const each of known.removed) removed.add(each);
      return known.text;
    },
  };
}
