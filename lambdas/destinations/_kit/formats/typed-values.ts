import { millisIn, portIn, scoreIn, wholeIn } from './_kit/bounds.ts';

/** Whether a value of an alert has the form that a format asks for; what has not stays among the unmapped. */

export const isPort = (value: number): boolean => portIn(value) !== undefined;

/** A process id, as a signed integer of 32 bits holds it. */
export const isPid = (value: number): boolean => wholeIn(value) !== undefined;

export const isCount = (value: number | undefined): value is number => (wholeIn(value) ?? 0) > 0;

/** 0 to 100, as risk scores and confidences are. */
export const isScore = (value: number | undefined): value is number => scoreIn(value) !== undefined;

/** Where the digests of a file or a program stand in an alert: the one that is most searched for comes first. */
export const digestsAt = (place: string): string[] =>
  ['sha256', 'sha512', 'sha1', 'md5'].map((name) => `${place}.hashes.${name}`);

const YEAR_10000 = 253_402_300_800_000;

/** Epoch milliseconds of a time of year 1970 to 9999. */
export function millisOf(text: string | undefined): number | undefined {
  const millis = millisIn(text);
  return millis !== undefined && millis < YEAR_10000 ? millis : undefined;
}
