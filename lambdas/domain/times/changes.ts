import { localTime, MINUTE_MS, type TimeInterval } from './interval.ts';

const DAY_MS = 86_400_000;
const MINUTES_IN_DAY = 1_440;

/** How far the clock of a zone is ahead of UTC at a time, in ms. */
function offsetMs(ms: number, location: string): number {
  const { year, month, day, minute } = localTime(ms, location);
  return Date.UTC(year, month - 1, day, 0, minute) - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

/** When the offset of a zone changes between two times; nothing when it does not. */
function offsetChange(fromMs: number, toMs: number, location: string): number | undefined {
  const before = offsetMs(fromMs, location);
  if (before === offsetMs(toMs, location)) return undefined;
  let [low, high] = [fromMs, toMs];
  while (high - low > MINUTE_MS) {
    const middle = Math.floor((low + high) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetMs(middle, location) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Minutes of a day at which an interval may begin or end. */
const edgesOf = ({ times = [] }: TimeInterval): number[] => [
  ...new Set([0, ...times.flatMap(({ from, to }) => [from, to % MINUTES_IN_DAY])]),
];

/**
 * The times within a day of UTC at which an interval may begin or end: the edges of its times and midnight by its clock,
 * by each offset that the zone has around that day, and the change of the offset itself.
 */
function edgesWithin(interval: TimeInterval, dayMs: number): number[] {
  const { location } = interval;
  const [first, last] = [dayMs - DAY_MS, dayMs + 2 * DAY_MS];
  const offsets = new Set([first, dayMs, dayMs + DAY_MS, last].map((ms) => offsetMs(ms, location)));
  const localDays = [-1, 0, 1].map((days) => dayMs + days * DAY_MS);
  const edges = localDays.flatMap((local) =>
    edgesOf(interval).flatMap((minute) => [...offsets].map((offset) => local + minute * MINUTE_MS - offset)),
  );
  const change = offsets.size > 1 ? offsetChange(first, last, location) : undefined;
  const all = change === undefined ? edges : [...edges, change];
  return all.filter((ms) => dayMs <= ms && ms < dayMs + DAY_MS);
}

/** The first time after one, within so many days, at which something that depends on intervals alone holds. */
export function firstTime(
  intervals: readonly TimeInterval[],
  afterMs: number,
  days: number,
  holds: (ms: number) => boolean,
): number | undefined {
  const today = Math.floor(afterMs / DAY_MS) * DAY_MS;
  for (let day = 0; day <= days; day += 1) {
    const edges = [...new Set(intervals.flatMap((interval) => edgesWithin(interval, today + day * DAY_MS)))];
    const found = edges
      .filter((ms) => ms > afterMs)
      .toSorted((a, b) => a - b)
      .find(holds);
    if (found !== undefined) return found;
  }
  return undefined;
}
