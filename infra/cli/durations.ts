import { InvalidArgumentError } from 'commander';
import { durationSeconds } from '../../lambdas/domain/values/duration.ts';

const allowed = 'a duration such as 30m, 1h or 7d, or an RFC 3339 time such as 2026-11-21T20:00:00Z';
const time = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A length of time in milliseconds: `30m`, `1h30m`, `7d`. */
export function durationMs(text: string): number {
  const seconds = durationSeconds(text);
  if (seconds === undefined || seconds === 0)
    throw new InvalidArgumentError(`found ${JSON.stringify(text)}; allowed: a duration such as 30m, 1h or 7d.`);
  return seconds * 1000;
}

const momentOf = (text: string, ofDuration: (ms: number) => number): string => {
  const seconds = durationSeconds(text);
  const ms = seconds === undefined ? (time.test(text) ? Date.parse(text) : Number.NaN) : ofDuration(seconds * 1000);
  if (Number.isNaN(ms)) throw new InvalidArgumentError(`found ${JSON.stringify(text)}; allowed: ${allowed}.`);
  return new Date(ms).toISOString();
};

/** A time in the past: `1h` is an hour ago. */
export const pastTime = (text: string): string => momentOf(text, (ms) => Date.now() - ms);

/** A time in the future: `2h` is in two hours. */
export const futureTime = (text: string): string => momentOf(text, (ms) => Date.now() + ms);

/** A whole number from 1 to a most. */
export const upTo =
  (most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (value >= 1 && value <= most) return value;
    throw new InvalidArgumentError(`found ${JSON.stringify(text)}; allowed: a whole number from 1 to ${most}.`);
  };
