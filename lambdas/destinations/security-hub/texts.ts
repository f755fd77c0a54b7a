import { oneLine, truncate, truncateBytes, visible } from '../../domain/values/text.ts';

// What the AWS Security Finding Format takes for a text: it must hold something that is seen.

const NAME_MAX = 128;
// 50 pairs of 2048 characters are allowed, but not above 240 KB together.
const PAIRS_MAX = 50;
const VALUE_BYTES = 1000;

export type Pairs = readonly (readonly [name: string, value: string | number | undefined])[];

export const line = (text: string | undefined, max: number, absent: string): string =>
  truncate(oneLine(text ?? '') || absent, max);

/** Nothing where nothing would be seen. */
export const lineOrNone = (text: string | undefined, max: number): string | undefined =>
  text === undefined ? undefined : truncate(oneLine(text), max) || undefined;

/** At most so many pairs; names that turn out alike are told apart by the first. */
export function bounded(pairs: Pairs): Record<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value = ''] of pairs) {
    if (kept.size >= PAIRS_MAX) break;
    const key = truncate(oneLine(name), NAME_MAX);
    const text = visible(String(value));
    if (key !== '' && !kept.has(key) && /\S/.test(text)) kept.set(key, truncateBytes(text, VALUE_BYTES));
  }
  return Object.fromEntries(kept);
}

/** ISO 8601 of four-digit years; nothing for what is no time. */
export function timeOf(text: string | undefined): string | undefined {
  const millis = text === undefined ? Number.NaN : Date.parse(text);
  return millis > 0 && millis < 253_402_300_800_000 ? new Date(millis).toISOString() : undefined;
}
