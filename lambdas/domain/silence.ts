import type { Alert } from './alert.ts';
import { readMatch } from './match.ts';
import { readMatchers } from './matchers.ts';
import { matcher } from './routing.ts';
import type { SilenceRepeats, SilenceRequest } from './silence-request.ts';
import { systemAlert } from './system-alert.ts';
import { isWithin, type TimeInterval } from './times/interval.ts';
import { recurrenceOf, type Wrong } from './times/recurrence.ts';
import type { TimeIntervals } from './times/route-times.ts';
import { durationSeconds } from './values/duration.ts';
import { defined } from './values/json-fields.ts';
import { toTime } from './values/time.ts';

/** A silence as it is kept. Times are RFC 3339 UTC. `count` is how many alerts it held back. */
export interface Silence {
  readonly id: string;
  readonly match: Readonly<Record<string, unknown>>;
  readonly matchers?: readonly string[];
  readonly from: string;
  readonly until: string;
  /** How it comes back, as it was asked for; and when it holds then. */
  readonly repeats?: SilenceRepeats;
  readonly within?: readonly TimeInterval[];
  readonly author: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly count: number;
  readonly ended: boolean;
  /** Its end was told. */
  readonly announced: boolean;
}

/** When a silence ends: at a time, or so long after it begins. */
function endOf({ until, duration }: SilenceRequest, from: string): string | Wrong {
  if ((until === undefined) === (duration === undefined))
    return { wrong: 'until: expected either until, an RFC 3339 time, or duration, such as "2h"' };
  if (until !== undefined)
    return (
      toTime(until) ?? { wrong: `until: found "${until}"; allowed: an RFC 3339 time such as "2026-12-24T06:00:00Z"` }
    );
  const seconds = durationSeconds(duration ?? '') ?? 0;
  return seconds > 0
    ? new Date(Date.parse(from) + seconds * 1000).toISOString()
    : { wrong: `duration: found "${duration}"; allowed: a time such as "30m", "2h" or "7d"` };
}

/** From when until when a silence holds. */
function spanOf(request: SilenceRequest, now: string): { readonly from: string; readonly until: string } | Wrong {
  const from = request.from === undefined ? now : toTime(request.from);
  if (from === undefined)
    return { wrong: `from: found "${request.from}"; allowed: an RFC 3339 time such as "2026-12-24T06:00:00Z"` };
  const until = endOf(request, from);
  if (typeof until !== 'string') return until;
  return until <= now || until <= from
    ? { wrong: `until: found "${request.until ?? until}", which is over; allowed: a time to come` }
    : { from, until };
}

/** What is wrong with the conditions of a silence. */
function conditionsMistake({ match = {} }: SilenceRequest, matchers: readonly string[]): Wrong | undefined {
  if (Object.keys(match).length === 0 && matchers.length === 0)
    return {
      wrong: 'match: found nothing, which would silence everything; name at least one field in match or matchers',
    };
  const [problem] = [...readMatch(match, ['match']).problems, ...readMatchers(matchers, ['matchers']).problems];
  return problem === undefined ? undefined : { wrong: `${problem.path.join('.')}: ${problem.message}` };
}

/** A request made whole, or what is wrong with it. */
export function toSilence(
  request: SilenceRequest,
  id: string,
  now: string,
  intervals: TimeIntervals = {},
): Silence | Wrong {
  const { match = {}, repeats, author, reason } = request;
  const matchers = [request.matchers ?? []].flat();
  const span = spanOf(request, now);
  if ('wrong' in span) return span;
  const mistake = conditionsMistake(request, matchers);
  if (mistake !== undefined) return mistake;
  const within = repeats === undefined ? undefined : recurrenceOf(repeats, intervals);
  if (within !== undefined && 'wrong' in within) return within;
  const asked = { match, matchers: matchers.length === 0 ? undefined : matchers, repeats, within };
  return defined({ id, ...asked, ...span, author, reason, createdAt: now, count: 0, ended: false, announced: false });
}

/** Whether a silence does not hold any more, nor will again. */
export const isOver = ({ until, ended }: Silence, now: string): boolean => ended || until <= now;

/** Whether a silence holds at a time. */
export const isActive = (silence: Silence, now: string): boolean =>
  !isOver(silence, now) &&
  silence.from <= now &&
  (silence.within === undefined || silence.within.some((interval) => isWithin(interval, Date.parse(now))));

type Matcher = ReturnType<typeof matcher>;

/** Prepared once for each silence, however many alerts it is asked about. */
const matchers = new WeakMap<Silence, Matcher>();

function matcherOf(silence: Silence): Matcher {
  const known = matchers.get(silence);
  if (known !== undefined) return known;
  const written = readMatchers(silence.matchers ?? [], []).matchers;
  const made = matcher({ ...readMatch(silence.match, []), matchers: written });
  matchers.set(silence, made);
  return made;
}

/** The first active silence that an alert falls under; Tocsin's own alerts never do. */
export function silencedBy(alert: Alert, silences: readonly Silence[], now: string): Silence | undefined {
  if (alert.kind === 'system') return undefined;
  return silences.find((silence) => isActive(silence, now) && matcherOf(silence)(alert));
}

/** Tells that a silence is over: whose it was, why, and how many alerts it held back. */
export const silenceEndedAlert = (silence: Silence, now: string): Alert =>
  systemAlert({
    identity: ['silence-ended', silence.id],
    product: 'Routing',
    type: 'silence_ended',
    title: `A silence ended: it held back ${silence.count} ${silence.count === 1 ? 'alert' : 'alerts'}`,
    description: `${silence.author} silenced alerts from ${silence.from} to ${silence.until}: ${silence.reason}. What it held back is listed at /v1/alerts?status=suppressed.`,
    severity: 'info',
    state: 'resolved',
    occurredAt: silence.until < now ? silence.until : now,
    actor: { user: silence.author },
    target: { kind: 'silence' },
    facts: { silence: silence.id, match: JSON.stringify(silence.matchers ?? silence.match), reason: silence.reason },
    now,
  });
