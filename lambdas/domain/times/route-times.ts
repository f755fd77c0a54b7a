import { firstTime } from './changes.ts';
import { isWithin, type TimeInterval } from './interval.ts';

/** The intervals of a configuration by name; a name stands for all of its intervals. */
export type TimeIntervals = Readonly<Record<string, readonly TimeInterval[]>>;

/** When a route notifies, by the names of intervals. */
export interface RouteTimes {
  /** Within one of these alone; absent: always. */
  readonly active?: readonly string[];
  /** Not within any of these. */
  readonly mute?: readonly string[];
  /** What becomes of an alert at other times: it waits until they begin, or it is dropped. */
  readonly outside: 'hold' | 'drop';
}

/** Names that are not configured any more keep nothing back. */
const intervalsOf = (names: readonly string[], intervals: TimeIntervals): readonly TimeInterval[] =>
  names.flatMap((name) => (Object.hasOwn(intervals, name) ? (intervals[name] ?? []) : []));

/** Whether a route notifies at a time (epoch ms). */
function isOpenAt({ active = [], mute = [] }: RouteTimes, intervals: TimeIntervals, ms: number): boolean {
  const activeIntervals = intervalsOf(active, intervals);
  const isIn = (interval: TimeInterval): boolean => isWithin(interval, ms);
  return (activeIntervals.length === 0 || activeIntervals.some(isIn)) && !intervalsOf(mute, intervals).some(isIn);
}

/** A delivery waits for its times for so many days at most. */
export const LONGEST_HOLD_DAYS = 14;

/** When a route notifies at the earliest from a time on; nothing when that is too far ahead. */
export function openFrom(times: RouteTimes, intervals: TimeIntervals, ms: number): number | undefined {
  if (isOpenAt(times, intervals, ms)) return ms;
  const all = intervalsOf([...(times.active ?? []), ...(times.mute ?? [])], intervals);
  return firstTime(all, ms, LONGEST_HOLD_DAYS, (at) => isOpenAt(times, intervals, at));
}

/** The names of a route's times, as a reason has them. */
const namesOf = ({ active = [], mute = [] }: RouteTimes): string =>
  [...active, ...mute.map((name) => `not ${name}`)].join(', ');

/** When a delivery may be sent: now or later (epoch ms), or not at all, with the names of the times that keep it back. */
export type Release =
  | { readonly kind: 'at'; readonly ms: number; readonly names: string }
  | { readonly kind: 'dropped'; readonly names: string }
  | { readonly kind: 'never'; readonly names: string };

/**
 * When what came at a time may be sent, where several routes lead to one destination: as soon as one of them lets it
 * through. A route that drops decides by the time at which it came.
 */
export function releaseOf(all: readonly RouteTimes[], intervals: TimeIntervals, cameMs: number): Release {
  const names = all.map(namesOf).join('; ');
  const holding = all.filter(({ outside }) => outside === 'hold');
  const isPassed = all.length === 0 || all.some((times) => isOpenAt(times, intervals, cameMs));
  if (isPassed) return { kind: 'at', ms: cameMs, names };
  if (holding.length === 0) return { kind: 'dropped', names };
  const found = holding.flatMap((times) => openFrom(times, intervals, cameMs) ?? []);
  return found.length === 0 ? { kind: 'never', names } : { kind: 'at', ms: Math.min(...found), names };
}
