import type { Range } from '../domain/times/interval.ts';
import { nearest } from '../domain/values/nearest.ts';

/** Reads a range as Alertmanager writes it, `a` or `a:b`; a text says what is wrong. */
export type ReadRange = (text: string) => Range | string;

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** Minutes of the day in `HH:MM`; `24:00` is its end. */
export function clockMinutes(text: string): number | undefined {
  const [, hours = '', minutes = ''] = /^(\d{2}):(\d{2})$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return hours !== '' && Number(minutes) < 60 && minute <= 1_440 ? minute : undefined;
}

type ReadEnd = (text: string) => number | undefined;

/** Reads both ends; `expected` says what an end may be. */
const rangeOf =
  (readEnd: ReadEnd, expected: (end: string) => string): ReadRange =>
  (text) => {
    const [first = '', last = first, ...more] = text.trim().toLowerCase().split(':');
    const [from, to] = [readEnd(first), readEnd(last)];
    if (from === undefined || to === undefined || more.length > 0) return expected(from === undefined ? first : last);
    return from <= to ? { from, to } : `its start is after its end; write two: "${first}" and "${last}", or two ranges`;
  };

const numberWithin =
  (least: number, most: number): ReadEnd =>
  (text) => {
    const value = /^-?\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
    return value >= least && value <= most && value !== 0 ? value : undefined;
  };

const named = (names: readonly string[], example: string) => (end: string) => {
  const near = nearest(end, names);
  const hint = near === undefined ? '' : `; did you mean "${near}"?`;
  return `allowed: ${names.join(', ')}, or a range such as "${example}"${hint}`;
};

export const weekdayRange: ReadRange = rangeOf(
  (text) => {
    const day = weekdays.indexOf(text);
    return day < 0 ? undefined : day;
  },
  named(weekdays, 'monday:friday'),
);

export const monthRange: ReadRange = rangeOf(
  (text) => {
    const month = months.indexOf(text);
    return month < 0 ? numberWithin(1, 12)(text) : month + 1;
  },
  (end) => `${named(months, 'may:august')(end)}; 1 to 12 too`,
);

const days = rangeOf(
  numberWithin(-31, 31),
  () => 'allowed: 1 to 31, -1 to -31 from the end of the month, or a range such as "1:5" or "-3:-1"',
);
export const dayRange: ReadRange = (text) => {
  // From the first to the last days of a month, `1:-1`, is in order although 1 is more than -1.
  const [first = '', last = first, ...more] = text.trim().split(':');
  const [from, to] = [numberWithin(1, 31)(first), numberWithin(-31, -1)(last)];
  return more.length === 0 && from !== undefined && to !== undefined ? { from, to } : days(text);
};

export const yearRange: ReadRange = rangeOf(
  numberWithin(1970, 9999),
  () => 'allowed: a year such as "2026", or a range such as "2026:2028"',
);
