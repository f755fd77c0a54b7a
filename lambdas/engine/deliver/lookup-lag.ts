import type { Connected } from '../../destinations/_kit/connected.ts';
import { type Decision, type Job, waiting } from './job.ts';

const DEFERRED = 'lookup_deferred';
/** An uncertain attempt is this old only when nothing was tried for long, or when the clock was set ahead since. */
const OLD_MS = 30 * 60_000;

/** Noted once, so that the next look is reckoned from a time of the clock as it is now. */
function deferred(job: Job, nowMs: number, lagMs: number): Decision {
  const record = { at: new Date(nowMs).toISOString(), outcome: 'unknown', reason: DEFERRED, durationMs: 0 } as const;
  const noted = { ...job, claimed: { ...job.claimed, attempts: [...job.claimed.attempts, record] } };
  return { job, settlement: waiting(noted, DEFERRED, nowMs + lagMs) };
}

/**
 * A search does not find at once what was sent: so long is nothing looked for, or what arrived would be sent a second
 * time. A worker that died may have sent in its last moment, and a clock that was set says nothing of how long ago.
 */
export function afterLookupLag(job: Job, { lookup }: Connected, nowMs: number): Decision {
  const last = job.claimed.attempts.at(-1);
  if (lookup === undefined || lookup.lagSeconds === 0 || last?.outcome !== 'unknown') return { job };
  const [lagMs, sentMs] = [lookup.lagSeconds * 1000, Date.parse(last.at)];
  const agoMs = nowMs - sentMs;
  const wasSet = agoMs <= -lagMs || (agoMs >= OLD_MS && last.reason !== DEFERRED);
  if (wasSet) return deferred(job, nowMs, lagMs);
  return agoMs >= lagMs ? { job } : { job, settlement: waiting(job, last.reason ?? 'unknown', sentMs + lagMs) };
}
