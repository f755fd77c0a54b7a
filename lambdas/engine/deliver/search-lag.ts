import type { Connected } from '../../core/connected.ts';
import type { AttemptRecord } from '../../core/delivery.ts';
import type { Job } from './attempt.ts';
import { type Decision, waiting } from './decisions.ts';

/** The attempt whose answer nobody knows, as made now: it was noted by a clock that was set back since. */
const notedNow = ({ message, claimed }: Job, last: AttemptRecord, nowMs: number): Job => ({
  message,
  claimed: { ...claimed, attempts: [...claimed.attempts.slice(0, -1), { ...last, at: new Date(nowMs).toISOString() }] },
});

/**
 * A worker that died may have sent in its last moment, and a search does not find at once what was sent: so long is
 * nothing looked for, or what arrived would be sent a second time.
 */
export function afterSearchLag(job: Job, { lookup }: Connected, nowMs: number): Decision {
  const last = job.claimed.attempts.at(-1);
  if (lookup === undefined || last?.outcome !== 'unknown') return { job };
  const [lagMs, sentMs, reason] = [lookup.lagSeconds * 1000, Date.parse(last.at), last.reason ?? 'unknown'];
  if (nowMs - sentMs >= lagMs) return { job };
  if (sentMs - nowMs < lagMs) return { job, settlement: waiting(job, reason, sentMs + lagMs) };
  return { job, settlement: waiting(notedNow(job, last, nowMs), reason, nowMs + lagMs) };
}
