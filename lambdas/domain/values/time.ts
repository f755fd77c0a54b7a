import { remembered } from './remembered.ts';

const SECONDS_BELOW = 1e11; // 5138-11-16 in seconds, 1973-03-03 in milliseconds
const MILLIS_BELOW = 1e14;
const MICROS_BELOW = 1e17;

// Windows FILETIME, in 100 ns since 1601: 1970 to 2100, which as nanoseconds would be the seventies.
const FILETIME_FROM = 116_444_736e9;
const FILETIME_BELOW = 157_469_184e9;
const FILETIME_EPOCH = -11_644_473_600_000;

function epochMillis(value: number): number {
  const size = Math.abs(value);
  if (size < SECONDS_BELOW) return value * 1000;
  if (size < MILLIS_BELOW) return value;
  if (size < MICROS_BELOW) return value / 1e3;
  if (value >= FILETIME_FROM && value < FILETIME_BELOW) return value / 1e4 + FILETIME_EPOCH;
  return value / 1e6;
}

// RFC 3339 with 0 to 9 digits of a second, a space for the T, `+0000`, `UTC`, or no zone at all (taken as UTC); and as Go
// and Java print it, `2026-08-31 16:30:00 +0000 UTC` and `2026-08-31T16:30:00Z[UTC]`, with the zone's name behind its offset.
const timestamp =
  /^(\d{4}-\d{2}-\d{2}|\d{4}\/\d{2}\/\d{2}|\d{4}\.\d{2}\.\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)([.,]\d+)?\s*(?:(Z|UTC|[+-]\d{2}(?::?\d{2})?)(?: [A-Z]{2,5}|\[[\w/+-]+\])?(?: m=[+-][\d.]+)?)?$/i;

/** The basic format of ISO 8601, `20260831T152650Z`. */
const basic = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?=\D|$)/i;

// RFC 2822 and Java's `Date.toString`, with a zone: without one Date.parse takes the machine's, and it reads a date into prose.
const named =
  /^(?:[a-z]{3},? )?(?:\d{1,2} [a-z]{3}|[a-z]{3} \d{1,2}),? .*\d{2}:\d{2}.*(?:GMT|UTC|Z|[+-]\d{2}:?\d{2})\b.*$/i;

/** As web servers, Windows programs and C print one, without a zone as UTC: `30/Nov/2026:10:00:00 +0000`, `30-Nov-2026 10:00:00`. */
const dayFirst =
  /^(\d{1,2})[-/ ]([a-z]{3})[-/ ](\d{4})[ :T](\d{2}:\d{2}(?::\d{2})?)(?: ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}))?$/i;

/** `Mon Nov 30 10:00:00 2026`. */
const asctime = /^[a-z]{3} ([a-z]{3}) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2}) (\d{4})$/i;

const months = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$/i;

/** A time that stands in other orders than those of the standards. */
function otherMillis(text: string): number {
  const [, day = '', month = '', year = '', clock = '', zone = 'UTC'] = dayFirst.exec(text) ?? [];
  if (months.test(month)) return Date.parse(`${day} ${month} ${year} ${clock} ${zone}`);
  const [, name = '', date = '', at = '', of = ''] = asctime.exec(text) ?? [];
  return months.test(name) ? Date.parse(`${date} ${name} ${of} ${at} UTC`) : Number.NaN;
}

/** A time that is longer is prose; the pattern takes the cube of this. */
const NAMED_MAX = 80;

const startsWithDigit = /^\d/;

/** As most senders write a time. */
const usual = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z$/;

/** A time with the name of its month. */
function namedMillis(text: string): number {
  const millis = otherMillis(text);
  return Number.isNaN(millis) && named.test(text) ? Date.parse(text) : millis;
}

function textMillis(text: string): number {
  if (usual.test(text)) return Date.parse(text);
  // Most texts that are asked are no times, and begin with a letter.
  const match = startsWithDigit.test(text) ? timestamp.exec(text.replace(basic, '$1-$2-$3T$4:$5:$6')) : null;
  if (match === null) return text.length <= NAMED_MAX ? namedMillis(text) : Number.NaN;
  const [, day = '', clock, fraction = '', zone = 'Z'] = match;
  const offset = /^(utc|z)$/i.test(zone)
    ? 'Z'
    : zone.replace(/^([+-]\d{2}):?(\d{2})?$/, (_, h, m = '00') => `${h}:${m}`);
  return Date.parse(`${day.replace(/[/.]/g, '-')}T${clock}${fraction.replace(',', '.').slice(0, 4)}${offset}`);
}

function timeOf(millis: number): string | undefined {
  if (!Number.isFinite(millis) || Math.abs(millis) > 8.64e15 || millis === 0) return undefined;
  const at = new Date(Math.floor(millis)).toISOString();
  return at.startsWith('+') || at.startsWith('-') ? undefined : at;
}

const digitsAlone = /^-?\d+(\.\d+)?$/;

/** Several readers of a record ask for the same few texts. */
const timeIn = remembered(
  (text) => {
    const trimmed = text.trim();
    return timeOf(digitsAlone.test(trimmed) ? epochMillis(Number(text)) : textMillis(trimmed));
  },
  { most: 1_024, longest: 64 },
);

/**
 * A vendor's time as RFC 3339 UTC with milliseconds. Numbers (and strings of digits) are taken as seconds,
 * milliseconds, microseconds, nanoseconds or Windows file time by their size. `undefined` for what is no time, or 0.
 */
export function toTime(value: unknown): string | undefined {
  if (typeof value === 'string') return timeIn(value);
  if (typeof value !== 'number') return undefined;
  // A time stands in a record several times, with each of its parts.
  return Number.isSafeInteger(value) ? timeIn(String(value)) : timeOf(epochMillis(value));
}
