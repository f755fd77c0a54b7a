/** What became of an alert at a destination. */
export const ends = ['notified', 'merged', 'digested', 'suppressed', 'silenced', 'dead'] as const;
export type End = (typeof ends)[number];

/** What one configuration makes of the alerts at one destination. */
export interface Figures extends Readonly<Record<End, number>> {
  /** Alerts that are routed to it. */
  readonly alerts: number;
  /** Alerts that still waited at the end of the time: for business hours, an escalation or a group. */
  readonly waiting: number;
  /** Alerts that waited for the times of their routes. They are released together, in an order that nobody knows before. */
  readonly held: number;
  /** Requests in all: notifications, and the summaries of groups and digests. */
  readonly requests: number;
  /** The most requests in one minute. */
  readonly busiestMinute: number;
  /** The requests that its vendor takes in a minute, where there is such a limit. */
  readonly perMinute?: number;
  /** Requests that found no permit: they waited, or their alerts went into a digest. */
  readonly withoutPermit: number;
}

const MINUTE_MS = 60_000;

/** Counts what happens at one destination. */
export interface Counter {
  routed(): void;
  held(): void;
  ended(end: End, count?: number): void;
  request(ms: number): void;
  withoutPermit(): void;
  figures(): Figures;
}

export function createCounter(perMinute: number | undefined): Counter {
  const counts: Record<End, number> = { notified: 0, merged: 0, digested: 0, suppressed: 0, silenced: 0, dead: 0 };
  let [alerts, held, requests, busiestMinute, withoutPermit] = [0, 0, 0, 0, 0];
  // Requests come in the order of time, so that one minute is enough.
  let [minute, inMinute] = [0, 0];
  return {
    routed: () => {
      alerts += 1;
    },
    held: () => {
      held += 1;
    },
    ended: (end, count = 1) => {
      counts[end] += count;
    },
    request: (ms) => {
      const at = Math.floor(ms / MINUTE_MS);
      inMinute = at === minute ? inMinute + 1 : 1;
      minute = at;
      requests += 1;
      busiestMinute = Math.max(busiestMinute, inMinute);
    },
    withoutPermit: () => {
      withoutPermit += 1;
    },
    figures: () => ({
      alerts,
      ...counts,
      waiting: alerts - ends.reduce((sum, end) => sum + counts[end], 0),
      held,
      requests,
      busiestMinute,
      ...(perMinute === undefined ? {} : { perMinute }),
      withoutPermit,
    }),
  };
}
