import { isIP } from 'node:net';

// What the standards take of an alert's numbers and texts. What is outside of it stays among the unmapped.

const INT_MAX = 2_147_483_647;
const PORT_MAX = 65_535;

/** A whole number from 0 to `max`; by default what a signed integer of 32 bits takes. */
export const wholeIn = (value: number | undefined, max = INT_MAX): number | undefined =>
  value !== undefined && Number.isInteger(value) && value >= 0 && value <= max ? value : undefined;

/** A port of TCP or UDP. */
export const portIn = (value: number | undefined): number | undefined => wholeIn(value, PORT_MAX);

/** A number from 0 to `max`, which need not be whole. */
export const scoreIn = (value: number | undefined, max = 100): number | undefined =>
  value !== undefined && value >= 0 && value <= max ? value : undefined;

/** Epoch milliseconds of a time after 1970; nothing for what is no time. */
export function millisIn(text: string | undefined): number | undefined {
  const millis = text === undefined ? Number.NaN : Date.parse(text);
  return millis >= 0 ? millis : undefined;
}

/** `isIP` also takes zones (`fe80::1%eth0`), which receivers refuse. */
export const isAddress = (text: string | undefined): text is string =>
  text !== undefined && text.length <= 40 && isIP(text) > 0 && !text.includes('%');

/** A country by its two letters (ISO 3166-1). */
export const isCountryCode = (text: string | undefined): text is string =>
  text !== undefined && /^[A-Z]{2}$/.test(text);

/** The last part of a path of Unix or Windows. */
export function baseName(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path;
}
