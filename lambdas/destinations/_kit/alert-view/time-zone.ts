import type { Connected } from '../connected.ts';
import { withAttempts } from '../with-attempts.ts';

/** A destination whose messages show times in the time zone of its readers, beside UTC, unless an attempt says another. */
export const withTimeZone = (connected: Connected, timeZone: string | undefined): Connected =>
  timeZone === undefined ? connected : withAttempts(connected, (attempt) => ({ timeZone, ...attempt }));
