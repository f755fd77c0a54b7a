import type { OutboundResponse } from '../../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry, unconfirmed } from '../../../domain/outcome.ts';

/**
 * What concerns the credential or the address, never one alert: payment required, not found, method or representation
 * not allowed, a proxy that wants a login, gone, the wrong server, a protocol that the server has given up, blocked by
 * law (RFC 9110 §15.5, RFC 7725).
 */
const refusing = new Set([401, 402, 403, 404, 405, 406, 407, 410, 421, 426, 451]);

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

export const isSuccess = ({ status }: OutboundResponse): boolean => status >= 200 && status < 300;

/** Whether a body is HTML or XML: a login page, a proxy's error. A vendor whose word is XML looks for it first. */
export const isMarkup = ({ headers, body }: OutboundResponse): boolean =>
  /^\s*text\/html\b/i.test(headers['content-type'] ?? '') || body.trimStart().startsWith('<');

/** A 2xx that is not what the vendor documents. */
export const unconfirmedResponse: Outcome = unconfirmed('unconfirmed_response');

/** Too many requests; `seconds` is what the vendor asks for elsewhere than in `Retry-After`. */
export const judgeBusy = (response: OutboundResponse, seconds?: number): Outcome =>
  retry('rate_limited', retryAfterSeconds(response) ?? seconds);

/** The outcome of a status that is not 2xx, where the vendor's own words say nothing about it. */
function judgeFailure(response: OutboundResponse, reason: string): Outcome {
  const { status } = response;
  if (refusing.has(status) || (status >= 300 && status < 400)) return refused(reason);
  if (status === 413) return rejected(reason);
  return status === 429 ? judgeBusy(response) : retry(reason, retryAfterSeconds(response));
}

/**
 * The outcome of an answer without the vendor's word, where the vendor documents one for what it accepted. 2xx: may not
 * have arrived. Redirects and what concerns credential or address: the destination refuses. 413: this message is too
 * large. Everything else: not accepted, and nothing says that it is about this message. `reason` is the vendor's name
 * for the error, where it does not say what it is about.
 */
export const judgeWithoutWord = (response: OutboundResponse, reason = `http_${response.status}`): Outcome =>
  isSuccess(response) ? unconfirmedResponse : judgeFailure(response, reason);

/** As `judgeWithoutWord`, where the vendor documents a status alone: any 2xx confirms, unless its body is markup. */
export const judgeByStatus = (response: OutboundResponse): Outcome =>
  isSuccess(response) && !isMarkup(response) ? delivered() : judgeWithoutWord(response);
