import type { Connected } from '../../core/connected.ts';
import type { Job } from './attempt.ts';
import { type Decision, waiting } from './decisions.ts';

/**
 * A worker that died may have sent in its last moment, and a search does not find at once what was sent: so long is
 * nothing looked for, or what arrived would be sent a second time.
 */
export function afterSearchLag(job: Job, { lookup }: Connected, nowMs: number): Decision {
  const last = job.claimed.attempts.at(-1);
  if (lookup === undefined || last?.outcome !== 'unknown') return { job };
  const lagMs = lookup.lagSeconds * 1000;
  const sentMs = Date.parse(last.at);
  // A time far ahead was noted before the clock was set back.
  if (Math.abs(nowMs - sentMs) >= lagMs) return { job };
  return { job, settlement: waiting(job, last.reason ?? 'unknown', sentMs + lagMs) };
}
