import type { Severity } from '../../domain/alert.ts';
import { DIGEST_WAIT_MS } from '../../domain/group-times.ts';
import { type Permit, permitFor, recent } from '../deliver/rate-limit.ts';
import type { RateWindow } from '../ports/destinations.ts';
import type { Place } from './place.ts';

/** Permits of the rate limiter, by the times of requests. */
function createPermits(perMinute: number | undefined): (severity: Severity, nowMs: number) => Permit {
  let window: RateWindow = { requestTimes: [], blockedUntilMs: 0, version: 0 };
  return (severity, nowMs) => {
    if (perMinute === undefined) return { kind: 'go' };
    window = recent(window, nowMs);
    const permit = permitFor(window, severity, perMinute, nowMs);
    if (permit.kind === 'go') window = { ...window, requestTimes: [...window.requestTimes, nowMs] };
    return permit;
  };
}

const isUrgent = (severity: Severity): boolean => severity === 'critical' || severity === 'high';

/** The requests of one destination. */
export interface Requests {
  /** A message about several alerts, or one that repeats a problem: it waits for its permit, and is counted now. */
  message(severity: Severity): void;
  /** An alert that notifies. `batch`: alerts of one webhook share requests where the destination takes several. */
  alert(severity: Severity, batch: string): void;
}

/**
 * Counts the requests of one destination. What finds no permit waits, or goes into a digest as `mayOverflow` of deliver
 * has it for alerts that have just come; how long it waits is an estimate.
 */
export function createRequests({ counter, perMinute, audience, maxItems, timeline }: Place): Requests {
  const permits = createPermits(perMinute);
  let digested = 0;
  let open = { batch: '', count: 0 };

  function flushDigest(): void {
    digested = 0;
    message('high');
  }

  function intoDigest(): void {
    if (digested === 0) timeline.plan(timeline.now() + DIGEST_WAIT_MS, flushDigest);
    digested += 1;
    counter.ended('digested');
  }

  function permit(severity: Severity): Permit {
    const given = permits(severity, timeline.now());
    if (given.kind !== 'go') counter.withoutPermit();
    return given;
  }

  function message(severity: Severity): void {
    permit(severity);
    counter.request(timeline.now());
  }

  function notify(): void {
    counter.ended('notified');
    counter.request(timeline.now());
  }

  /** Whether an alert that has just come goes into a digest. A high one waits a minute for a permit before that. */
  const mayOverflow = (severity: Severity, { kind }: Permit): boolean =>
    kind === 'full' && audience === 'people' && !isUrgent(severity);

  /** Whether it goes with the request of the alert before it. */
  function isShared(batch: string): boolean {
    const isSame = open.batch === batch && open.count < maxItems;
    open = { batch, count: isSame ? open.count + 1 : 1 };
    return isSame;
  }

  return {
    message,
    alert(severity, batch) {
      if (maxItems > 1 && isShared(batch)) counter.ended('notified');
      else if (mayOverflow(severity, permit(severity))) intoDigest();
      else notify();
    },
  };
}
