/** Intervals against a slow reference: every minute, by another way to the clock of a zone. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, type Range, type TimeInterval } from '../../../lambdas/domain/times/interval.ts';
import { openFrom, type RouteTimes, releaseOf } from '../../../lambdas/domain/times/route-times.ts';
import { leastEffortMs } from '../../effort.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const clocks = new Map<string, Intl.DateTimeFormat>();
function formatter(key: string, made: () => Intl.DateTimeFormat): Intl.DateTimeFormat {
  const format = clocks.get(key) ?? made();
  clocks.set(key, format);
  return format;
}
const clockOf = (timeZone: string) =>
  formatter(timeZone, () => new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }));
const weekdayOf = (timeZone: string) =>
  formatter(`${timeZone} day`, () => new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' }));

/** `2026-03-29 03:00` by the clock of a zone, and the weekday's number. */
function referenceClock(ms: number, timeZone: string) {
  const [date = '', time = ''] = clockOf(timeZone).format(ms).split(' ');
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
  const weekday = names.indexOf(weekdayOf(timeZone).format(ms));
  return { year, month, day, weekday, minute: 60 * hour + minute };
}

/** As the documentation of Alertmanager says it. */
function referenceWithin(interval: TimeInterval, ms: number): boolean {
  const local = referenceClock(ms, interval.location);
  const lastDay = new Date(Date.UTC(local.year, local.month, 0)).getUTCDate();
  const any = (ranges: readonly Range[] | undefined, fits: (range: Range) => boolean) =>
    ranges === undefined || ranges.some(fits);
  const fromEnd = local.day - lastDay - 1;
  const dayIn = ({ from, to }: Range): boolean =>
    (from > 0 ? local.day >= from : fromEnd >= from) && (to > 0 ? local.day <= to : fromEnd <= to);
  return (
    any(interval.times, ({ from, to }) => local.minute >= from && local.minute < to) &&
    any(interval.weekdays, ({ from, to }) => local.weekday >= from && local.weekday <= to) &&
    any(interval.daysOfMonth, dayIn) &&
    any(interval.months, ({ from, to }) => local.month >= from && local.month <= to) &&
    any(interval.years, ({ from, to }) => local.year >= from && local.year <= to)
  );
}

const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];

const range = (least: number, most: number): fc.Arbitrary<Range> =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most })).map(([a, b]) => ({
    from: Math.min(a, b),
    to: Math.max(a, b),
  }));
const some = <T>(of: fc.Arbitrary<T>) => fc.option(fc.array(of, { minLength: 1, maxLength: 3 }), { nil: undefined });
const times = fc.tuple(fc.nat(1_439), fc.integer({ min: 1, max: 600 })).map(([from, length]) => ({
  from,
  to: Math.min(from + length, 1_440),
}));
const dayRanges = fc.oneof(
  range(1, 31),
  range(-31, -1),
  fc.tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: -31, max: -1 })).map(([from, to]) => ({ from, to })),
);

const interval: fc.Arbitrary<TimeInterval> = fc
  .record({
    times: some(times),
    weekdays: some(range(0, 6)),
    daysOfMonth: some(dayRanges),
    months: some(range(1, 12)),
    location: fc.constantFrom(...zones),
  })
  .map((made) => Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined)) as never);

/** Times near changes of the clock, and any. */
const moment = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-29T01:00Z',
        '2026-10-25T01:00Z',
        '2026-03-08T07:00Z',
        '2026-11-01T06:00Z',
        '2026-04-04T15:00Z',
      ),
      fc.integer({ min: -2_000, max: 2_000 }),
    )
    .map(([at, minutes]) => Date.parse(at) + minutes * MINUTE_MS),
  fc.integer({ min: 0, max: 3 * 365 * 24 * 60 }).map((minutes) => Date.UTC(2026, 0, 1) + minutes * MINUTE_MS),
);

describe('a time interval', () => {
  it('holds what the reference holds', async () => {
    await fc.assert(
      fc.property(interval, moment, fc.nat(59_999), (each, ms, within) => {
        expect(isWithin(each, ms + within)).toBe(referenceWithin(each, ms));
      }),
      { numRuns: 2_000 },
    );
  });

  it('begins next in the minute in which the reference begins', async () => {
    const HOURS = 30;
    const property = fc.property(
      fc.array(interval, { minLength: 1, maxLength: 2 }),
      fc.array(interval, { maxLength: 1 }),
      moment,
      (active, mute, ms) => {
        const intervals = { active, mute };
        const route: RouteTimes = { active: ['active'], mute: ['mute'], outside: 'hold' };
        const isOpen = (at: number) =>
          active.some((each) => referenceWithin(each, at)) && !mute.some((each) => referenceWithin(each, at));
        const minutes = Array.from({ length: HOURS * 60 }, (_, i) => ms + i * MINUTE_MS);
        const expected = minutes.find(isOpen);
        const found = openFrom(route, intervals, ms);
        if (expected !== undefined) expect(found).toBe(expected);
        else expect(found ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(ms + HOURS * HOUR_MS);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });
});

describe('the clock change of Berlin', () => {
  const night: TimeInterval = { times: [{ from: 150, to: 180 }], location: 'Europe/Berlin' };
  const hold: RouteTimes = { active: ['night'], outside: 'hold' };

  it('leaves out 02:30 to 03:00 in spring: it begins a day later', () => {
    expect(openFrom(hold, { night: [night] }, Date.parse('2026-03-29T00:00Z'))).toBe(Date.parse('2026-03-30T00:30Z'));
  });

  it('has 02:30 to 03:00 twice in autumn', () => {
    const first = Date.parse('2026-10-25T00:30Z');
    expect(openFrom(hold, { night: [night] }, first - HOUR_MS)).toBe(first);
    expect(openFrom(hold, { night: [night] }, first + 31 * MINUTE_MS)).toBe(first + HOUR_MS);
  });
});

describe('the release of what came outside the times', () => {
  const office: TimeInterval = {
    times: [{ from: 540, to: 1_020 }],
    weekdays: [{ from: 1, to: 5 }],
    location: 'UTC',
  };
  const intervals = { office: [office], never: [{ years: [{ from: 1970, to: 1970 }], location: 'UTC' }] };
  const saturday = Date.parse('2026-11-28T03:00Z');
  const monday = Date.parse('2026-11-30T09:00Z');
  const of = (...all: RouteTimes[]) => releaseOf(all, intervals, saturday);

  it.each<[string, RouteTimes[], object]>([
    ['waits until they begin', [{ active: ['office'], outside: 'hold' }], { kind: 'at', ms: monday }],
    ['is dropped', [{ active: ['office'], outside: 'drop' }], { kind: 'dropped', names: 'office' }],
    [
      'goes at once past a mute that does not hold',
      [{ mute: ['office'], outside: 'drop' }],
      { kind: 'at', ms: saturday },
    ],
    [
      'waits when one route waits',
      [
        { active: ['office'], outside: 'drop' },
        { active: ['office'], outside: 'hold' },
      ],
      { kind: 'at', ms: monday },
    ],
    [
      'goes when one route is open',
      [
        { active: ['office'], outside: 'hold' },
        { mute: ['office'], outside: 'drop' },
      ],
      { kind: 'at', ms: saturday },
    ],
    ['never goes', [{ active: ['never'], outside: 'hold' }], { kind: 'never', names: 'never' }],
    [
      'goes when its interval is not configured any more',
      [{ active: ['gone'], outside: 'hold' }],
      { kind: 'at', ms: saturday },
    ],
  ])('%s', (_, times, expected) => {
    expect(of(...times)).toMatchObject(expected);
  });

  it('looks ahead for two weeks, and quickly', () => {
    const many = { all: Array.from({ length: 20 }, () => ({ ...office, months: [{ from: 2, to: 2 }] })) };
    const look = () => expect(openFrom({ active: ['all'], outside: 'hold' }, many, saturday)).toBeUndefined();
    // Minute by minute it would take many seconds.
    expect(leastEffortMs(look, 2)).toBeLessThan(1_000);
  });
});
