import * as z from 'zod/mini';
import type { Range, TimeInterval } from '../domain/times/interval.ts';
import type { TimeIntervals } from '../domain/times/route-times.ts';
import { defined } from '../domain/values/json-fields.ts';
import { isTimeZone } from '../domain/values/time-zone.ts';
import { clockMinutes, dayRange, monthRange, type ReadRange, weekdayRange, yearRange } from './time-ranges.ts';

/** Texts as Alertmanager writes ranges; a number stands for itself. */
const ranges = (read: ReadRange, about: string) =>
  z
    .array(
      z.union([z.string(), z.number()]).check(
        z.refine((value) => typeof read(String(value)) !== 'string', {
          error: ({ input }) => `found ${JSON.stringify(input)}; ${read(String(input))}`,
        }),
      ),
    )
    .check(z.minLength(1), z.describe(about));

const isClock = (text: string): boolean => clockMinutes(text) !== undefined;
const clock = z.string().check(
  z.refine(isClock, {
    error: ({ input }) => `found ${JSON.stringify(input)}; expected a time of the day such as "08:30", or "24:00"`,
  }),
);

type Times = { readonly [name in 'start_time' | 'end_time' | 'startTime' | 'endTime']?: string | undefined };
const startOf = ({ start_time, startTime = start_time }: Times): number | undefined => clockMinutes(startTime ?? '');
const endOf = ({ end_time, endTime = end_time }: Times): number | undefined => clockMinutes(endTime ?? '');

function timesMistake(times: Times): string | undefined {
  const [start, end] = [startOf(times), endOf(times)];
  if (start === undefined || end === undefined) return 'expected startTime and endTime, such as "09:00" and "17:30"';
  return start < end ? undefined : 'its start is not before its end; write two: until "24:00", and from "00:00"';
}

const TimesSetting = z
  .strictObject({
    startTime: z.optional(clock),
    endTime: z.optional(clock),
    start_time: z.optional(clock),
    end_time: z.optional(clock),
  })
  .check(
    z.refine((times) => timesMistake(times) === undefined, {
      error: ({ input }) => timesMistake(input as Times) ?? 'expected a start before an end',
    }),
  );

const zone = z.string().check(
  z.refine((name) => isTimeZone(name), {
    error: ({ input }) => `found ${JSON.stringify(input)}; expected a time zone such as "Europe/Berlin" or "UTC"`,
  }),
);

const days = ranges(dayRange, 'Days of the month: `15`, `1:5`, `-3:-1` for the last three.');

/** An interval in Alertmanager's form. Its names of two words are taken in both spellings. */
const IntervalSetting = z.strictObject({
  times: z.optional(z.array(TimesSetting).check(z.minLength(1))),
  weekdays: z.optional(ranges(weekdayRange, 'Days of the week: `saturday`, `monday:friday`.')),
  daysOfMonth: z.optional(days),
  days_of_month: z.optional(days),
  months: z.optional(ranges(monthRange, 'Months: `december`, `1:3`, `may:august`.')),
  years: z.optional(ranges(yearRange, 'Years: `2026`, `2026:2028`.')),
  location: z.optional(zone),
});
type IntervalSetting = z.infer<typeof IntervalSetting>;

/** The intervals of a configuration by name, each a list in Alertmanager's form. */
export const TimeIntervalsSetting = z.record(z.string(), z.array(IntervalSetting).check(z.minLength(1)));

/** The names that may stand in an interval, and in one of its times. */
export const intervalNames = Object.keys(IntervalSetting.shape);
export const timesNames = ['startTime', 'endTime', 'start_time', 'end_time'];

const rangesIn = (values: readonly (string | number)[] | undefined, read: ReadRange): Range[] | undefined =>
  values?.flatMap((value) => {
    const range = read(String(value));
    return typeof range === 'string' ? [] : [range];
  });

const timesIn = (times: IntervalSetting['times']): Range[] | undefined =>
  times?.map((each) => ({ from: startOf(each) ?? 0, to: endOf(each) ?? 0 }));

const toInterval = (setting: IntervalSetting): TimeInterval => {
  const { times, weekdays, daysOfMonth, days_of_month: alias, months, years, location = 'UTC' } = setting;
  return defined({
    times: timesIn(times),
    weekdays: rangesIn(weekdays, weekdayRange),
    daysOfMonth: rangesIn(daysOfMonth ?? alias, dayRange),
    months: rangesIn(months, monthRange),
    years: rangesIn(years, yearRange),
    location,
  });
};

/** The intervals of a checked configuration. */
export const toTimeIntervals = (setting: z.infer<typeof TimeIntervalsSetting>): TimeIntervals =>
  Object.fromEntries(Object.entries(setting).map(([name, intervals]) => [name, intervals.map(toInterval)]));
