import { remembered } from '../values/remembered.ts';

/** Both ends belong to it. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * A time interval as Alertmanager has it (https://prometheus.io/docs/alerting/latest/configuration/#time_interval-0): a time
 * lies in it when every field that is there holds one of its ranges. By the clock of its zone.
 */
export interface TimeInterval {
  /** Minutes of the day; the end does not belong to it. */
  readonly times?: readonly Range[];
  /** 0 is Sunday. */
  readonly weekdays?: readonly Range[];
  /** From 1; negative days count from the end of the month. */
  readonly daysOfMonth?: readonly Range[];
  /** From 1. */
  readonly months?: readonly Range[];
  readonly years?: readonly Range[];
  /** An IANA time zone, such as `Europe/Berlin`. */
  readonly location: string;
}

/** A moment by the clock of a zone. */
export interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  /** Of the day. */
  readonly minute: number;
}

export const MINUTE_MS = 60_000;
const MINUTES_IN_HOUR = 60;

const formatOf = remembered(
  (timeZone) =>
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    }),
  { most: 64, longest: 100 },
);

/** The clock of a zone at a time (epoch ms). */
export function localTime(ms: number, location: string): LocalTime {
  const parts = Object.fromEntries(
    formatOf(location)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday, minute: hour * MINUTES_IN_HOUR + minute };
}

const holds = (ranges: readonly Range[] | undefined, value: number): boolean =>
  ranges === undefined || ranges.some(({ from, to }) => from <= value && value <= to);

const daysIn = ({ year, month }: LocalTime): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** A range of days in a month of so many; a day that the month does not have is its last one, at the end of a range. */
function holdsDay(ranges: TimeInterval['daysOfMonth'], local: LocalTime): boolean {
  if (ranges === undefined) return true;
  const days = daysIn(local);
  const dayOf = (day: number): number => (day < 0 ? days + day + 1 : day);
  return ranges.some(({ from, to }) => dayOf(from) <= local.day && local.day <= Math.min(dayOf(to), days));
}

/** Whether a moment of its zone's clock lies in an interval. */
const isWithinLocal = ({ times, weekdays, daysOfMonth, months, years }: TimeInterval, local: LocalTime): boolean =>
  (times === undefined || times.some(({ from, to }) => from <= local.minute && local.minute < to)) &&
  holds(weekdays, local.weekday) &&
  holdsDay(daysOfMonth, local) &&
  holds(months, local.month) &&
  holds(years, local.year);

/** Whether a time (epoch ms) lies in an interval. */
export const isWithin = (interval: TimeInterval, ms: number): boolean =>
  isWithinLocal(interval, localTime(ms, interval.location));
