import type { OutboundResponse } from '../destination.ts';
import { delivered, type Outcome, refused, rejected, retry } from '../outcome.ts';

const retryable = new Set([408, 425, 429]);
const refusing = new Set([401, 403]);

/**
 * Seconds until another attempt is welcome, from `Retry-After`: a number of seconds or an HTTP date (RFC 9110 §10.2.3).
 * Nonsense gives `undefined`, the past 0; the engine caps what is too long.
 */
export function retryAfterSeconds(response: OutboundResponse): number | undefined {
  const value = response.headers['retry-after']?.trim();
  if (value === undefined || value === '') return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Math.ceil(Number(value));
  // `Date.parse` takes almost anything for a date; an HTTP date begins with the name of a day.
  const at = /^[a-z]{3}/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - response.at) / 1000));
}

/**
 * The verdict that fits every well-behaved HTTP API: 2xx delivered; 408, 425, 429 and 5xx again; 401 and 403 mean that
 * the destination refuses everybody; the rest never succeeds by repetition.
 */
export function judgeByStatus(response: OutboundResponse): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return delivered();
  if (refusing.has(status)) return refused(`http_${status}`);
  if (status === 429) return retry('rate_limited', retryAfterSeconds(response));
  if (retryable.has(status) || status >= 500) return retry(`http_${status}`, retryAfterSeconds(response));
  return rejected(`http_${status}`);
}
