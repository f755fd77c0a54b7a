import * as z from 'zod/mini';
import type { Alert } from './alert.ts';
import { readMatch } from './match.ts';
import { matcher } from './routing.ts';
import { systemAlert } from './system-alert.ts';
import { toTime } from './values/time.ts';

/** What somebody asks for: which alerts, until when, who, and why. `match` is as in a route. */
export const SilenceRequest = z.strictObject({
  match: z.record(z.string(), z.unknown()),
  from: z.optional(z.string()),
  until: z.string(),
  author: z.string().check(z.minLength(1)),
  reason: z.string().check(z.minLength(1)),
});
export type SilenceRequest = z.infer<typeof SilenceRequest>;

/** A silence as it is kept. Times are RFC 3339 UTC. `count` is how many alerts it held back. */
export interface Silence extends SilenceRequest {
  readonly id: string;
  readonly from: string;
  readonly createdAt: string;
  readonly count: number;
  readonly ended: boolean;
  /** Its end was told. */
  readonly announced: boolean;
}

/** A request made whole, or what is wrong with it. */
export function toSilence(request: SilenceRequest, id: string, now: string): Silence | { readonly wrong: string } {
  const until = toTime(request.until);
  const from = request.from === undefined ? now : toTime(request.from);
  if (until === undefined || from === undefined)
    return { wrong: `until (and from): found "${request.until}"; allowed: an RFC 3339 time` };
  if (until <= now || until <= from)
    return { wrong: `until: found "${request.until}", which is over; allowed: a time to come` };
  if (Object.keys(request.match).length === 0)
    return { wrong: 'match: found nothing, which would silence everything; name at least one field' };
  const [problem] = readMatch(request.match, ['match']).problems;
  if (problem !== undefined) return { wrong: `${problem.path.join('.')}: ${problem.message}` };
  return { ...request, id, from, until, createdAt: now, count: 0, ended: false, announced: false };
}

export const isActive = ({ from, until, ended }: Silence, now: string): boolean => !ended && from <= now && now < until;

type Matcher = ReturnType<typeof matcher>;

/** Prepared once for each silence, however many alerts it is asked about. */
const matchers = new WeakMap<Silence, Matcher>();

function matcherOf(silence: Silence): Matcher {
  const known = matchers.get(silence);
  if (known !== undefined) return known;
  const made = matcher(readMatch(silence.match, []));
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
    facts: { silence: silence.id, match: JSON.stringify(silence.match), reason: silence.reason },
    now,
  });
