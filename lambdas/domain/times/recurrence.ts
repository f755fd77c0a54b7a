import { durationSeconds } from '../values/duration.ts';
import { isTimeZone } from '../values/time-zone.ts';
import type { TimeInterval } from './interval.ts';
import type { TimeIntervals } from './route-times.ts';

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const MINUTES_IN_DAY = 1_440;
const DAYS_IN_WEEK = 7;

/** How something comes back: within intervals by name, or every day or week from a time on for so long. */
export interface Recurrence {
  readonly times?: readonly string[] | undefined;
  readonly every?: 'day' | 'week' | undefined;
  readonly at?: string | undefined;
  readonly for?: string | undefined;
  readonly location?: string | undefined;
}

/** What is wrong, by the name of its setting. */
export interface Wrong {
  readonly wrong: string;
}

interface Begin {
  readonly day?: number;
  readonly minute: number;
}

/** `sunday 02:00` or `02:00`. */
function beginOf(at: string): Begin | undefined {
  const [, name, hours = '', minutes = ''] = /^(?:([a-z]+) )?(\d{2}):(\d{2})$/i.exec(at.trim()) ?? [];
  if (hours === '' || Number(hours) > 23 || Number(minutes) > 59) return undefined;
  const minute = Number(hours) * 60 + Number(minutes);
  if (name === undefined) return { minute };
  const day = days.indexOf(name.toLowerCase());
  return day < 0 ? undefined : { day, minute };
}

const found = (value: unknown): string => (value === undefined ? 'found nothing' : `found ${JSON.stringify(value)}`);

/** The days that it lasts into, each as an interval; by a clock, so that it begins at the same time all the year. */
function spanning({ day, minute }: Begin, lengthMinutes: number, location: string): TimeInterval[] {
  const count = Math.ceil((minute + lengthMinutes) / MINUTES_IN_DAY);
  return Array.from({ length: count }, (_, i) => {
    const from = i === 0 ? minute : 0;
    const to = Math.min(minute + lengthMinutes - i * MINUTES_IN_DAY, MINUTES_IN_DAY);
    const weekday = day === undefined ? undefined : (day + i) % DAYS_IN_WEEK;
    return {
      times: [{ from, to }],
      ...(weekday === undefined ? {} : { weekdays: [{ from: weekday, to: weekday }] }),
      location,
    };
  });
}

function byName(names: readonly string[], intervals: TimeIntervals): readonly TimeInterval[] | Wrong {
  const unknown = names.find((name) => !Object.hasOwn(intervals, name));
  if (unknown === undefined) return names.flatMap((name) => intervals[name] ?? []);
  const known = Object.keys(intervals).sort();
  const allowed =
    known.length === 0 ? 'none are defined in timeIntervals of tocsin.yaml' : `allowed: ${known.join(', ')}`;
  return { wrong: `repeats.times: found "${unknown}"; ${allowed}` };
}

const periods = {
  day: { mostMinutes: MINUTES_IN_DAY, example: '02:00' },
  week: { mostMinutes: DAYS_IN_WEEK * MINUTES_IN_DAY, example: 'sunday 02:00' },
} as const;

function everyPeriod(every: 'day' | 'week', { at, for: length, location = 'UTC' }: Recurrence): TimeInterval[] | Wrong {
  const { mostMinutes, example } = periods[every];
  const begin = beginOf(at ?? '');
  if (begin === undefined || (begin.day === undefined) !== (every === 'day'))
    return { wrong: `repeats.at: ${found(at)}; expected when it begins each ${every}, such as "${example}"` };
  const minutes = (durationSeconds(length ?? '') ?? 0) / 60;
  if (minutes < 1 || minutes > mostMinutes || !Number.isInteger(minutes))
    return { wrong: `repeats.for: ${found(length)}; expected 1m to 1 ${every}, such as "2h"` };
  if (!isTimeZone(location))
    return { wrong: `repeats.location: ${found(location)}; expected a time zone such as "Europe/Berlin"` };
  return spanning(begin, minutes, location);
}

/** The intervals in which something that comes back holds. */
export function recurrenceOf(recurrence: Recurrence, intervals: TimeIntervals): readonly TimeInterval[] | Wrong {
  const { times, every } = recurrence;
  if ((times === undefined) === (every === undefined))
    return {
      wrong:
        'repeats: expected times (names of timeIntervals), or every, at and for, such as {"every": "week", "at": "sunday 02:00", "for": "2h"}',
    };
  return times === undefined ? everyPeriod(every ?? 'day', recurrence) : byName(times, intervals);
}
