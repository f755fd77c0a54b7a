import { isIP } from 'node:net';

/** Whether a value of an alert has the form that machine formats ask for. An alert may hold any text and any number. */

const PORT_MAX = 65_535;
const INT32_MAX = 2_147_483_647;
const SCORE_MAX = 100;

const isWhole = (value: number | undefined, max: number): value is number =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value <= max;

/** An IP address without a zone (`fe80::1%eth0`), which no receiver takes for an address. */
export const isAddress = (text: string | undefined): text is string =>
  text !== undefined && isIP(text) > 0 && !text.includes('%');

export const isPort = (value: number | undefined): value is number => isWhole(value, PORT_MAX);

/** A process id; also what a signed 32-bit integer holds of counts and lines. */
export const isPid = (value: number | undefined): value is number => isWhole(value, INT32_MAX);

export const isCount = (value: number | undefined): value is number => isWhole(value, INT32_MAX) && value > 0;

/** 0 to 100, as risk scores and confidences are. */
export const isScore = (value: number | undefined): value is number =>
  value !== undefined && value >= 0 && value <= SCORE_MAX;

/** Epoch milliseconds of a time of year 1970 to 9999. */
export function millisOf(text: string | undefined): number | undefined {
  const millis = text === undefined ? Number.NaN : Date.parse(text);
  return millis >= 0 && millis < 253_402_300_800_000 ? millis : undefined;
}
