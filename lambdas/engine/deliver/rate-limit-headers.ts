import type { OutboundResponse } from '../../domain/outbound.ts';

/**
 * Pairs of headers that say how many requests are left and when there are more again: GitHub's and Discord's
 * (`x-ratelimit-*`), Jira's (`x-ratelimit-reset` as a date), GitLab's and the IETF draft's (`ratelimit-*`).
 */
const pairs = [
  ['x-ratelimit-remaining', 'x-ratelimit-reset-after'],
  ['x-ratelimit-remaining', 'x-ratelimit-reset'],
  ['ratelimit-remaining', 'ratelimit-reset'],
  ['x-rate-limit-remaining', 'x-rate-limit-reset'],
] as const;

/** A number up to here is a span in seconds; beyond, a time in epoch seconds. */
const SPAN_MAX = 10_000_000;
/** A header that asks for more is a mistake or a daily quota, which `Retry-After` will tell of when it is met. */
const HOUR_MS = 3_600_000;

function resetMs(value: string, nowMs: number): number {
  const number = Number(value);
  if (Number.isNaN(number)) return Date.parse(value);
  return number > SPAN_MAX ? number * 1000 : nowMs + number * 1000;
}

/** Until when (epoch ms) a service wants no more requests, when its answer says that none are left. */
export function exhaustedUntilMs({ headers, at }: OutboundResponse): number | undefined {
  const times = pairs
    .filter(([remaining, reset]) => headers[remaining]?.trim() === '0' && headers[reset] !== undefined)
    .map(([, reset]) => resetMs(headers[reset] ?? '', at));
  const [untilMs] = times.filter((ms) => ms > at);
  return untilMs === undefined ? undefined : Math.min(untilMs, at + HOUR_MS);
}
