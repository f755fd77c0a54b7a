import type { OutboundResponse } from '../../domain/outbound.ts';
import {
  delivered,
  type Outcome,
  type Receipt,
  refused,
  rejected,
  retry,
  unconfirmed,
  unknown,
} from '../../domain/outcome.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { isSuccess, judgeWithoutWord, retryAfterSeconds } from '../_kit/http/http-status.ts';

export function jsonOf({ body }: OutboundResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

export function receiptIn(issue: unknown): Receipt | undefined {
  const iid = isFields(issue) ? issue['iid'] : undefined;
  if (!isFields(issue) || !Number.isSafeInteger(iid)) return undefined;
  const page = httpUrl(String(issue['web_url']));
  return { id: String(iid), ...(page?.endsWith(`/${iid}`) === true ? { url: page } : {}) };
}

/** The headers are missing now and then (https://gitlab.com/gitlab-org/gitlab/-/issues/365728); a limit is by the minute. */
function limited(response: OutboundResponse): Outcome {
  const reset = Number(response.headers['ratelimit-reset'] ?? Number.NaN);
  const untilReset = reset > 0 ? Math.max(1, Math.ceil(reset - response.at / 1000)) : 60;
  return retry('rate_limited', retryAfterSeconds(response) ?? untilReset);
}

/** These come from the settings alone, so every alert would fail on them. */
const ofSettings = ['confidential', 'issue_type', 'labels'] as const;
/** These are made of the alert. */
const ofTheAlert = ['title', 'description', 'note', 'body'] as const;

/**
 * Which fields GitLab did not take; never what it says of them, which may quote the alert or a credential. A text that
 * was sent and is "missing" or "blank" has been lost on the way, whatever the alert
 * (https://docs.gitlab.com/api/rest/troubleshooting/).
 */
function invalid(response: OutboundResponse): Outcome {
  if (isSpam(response)) return rejected('taken_for_spam');
  const body = jsonOf(response);
  const { message, error } = isFields(body) ? body : {};
  const words = isFields(message) ? JSON.stringify(message) : String(error ?? message ?? '');
  const said = isFields(message) ? Object.keys(message).join(' ') : words;
  const names = [...ofTheAlert, ...ofSettings].filter((name) => new RegExp(`\\b${name}\\b`).test(said));
  if (names.length === 0) return judgeWithoutWord(response);
  const reason = `invalid_fields: ${names.join(' ')}`.slice(0, 60);
  if (ofSettings.some((name) => names.includes(name))) return refused(reason);
  return /missing|blank/i.test(words) ? retry(reason) : rejected(reason);
}

/** https://docs.gitlab.com/api/rest/troubleshooting/#requests-detected-as-spam */
function isSpam(response: OutboundResponse): boolean {
  const body = jsonOf(response);
  if (!isFields(body)) return false;
  return body['needs_captcha_response'] === true || /recognized as spam/i.test(JSON.stringify(body['message'] ?? ''));
}

/**
 * https://docs.gitlab.com/api/rest/troubleshooting/#status-codes. A project that the token may not see is a 404, which is
 * not about one alert. A gateway that lost patience, or a conflict, does not say whether there is an issue now.
 */
export function judgeRefusal(response: OutboundResponse): Outcome {
  const { status } = response;
  if (status >= 300 && status < 400) return refused('project_moved');
  if (status === 404) return refused('not_found');
  if (status === 429) return limited(response);
  if (status === 409 && !isSpam(response)) return unknown('http_409');
  if (status === 502 || status === 504) return unknown(`http_${status}`);
  return [400, 409, 422].includes(status) ? invalid(response) : judgeWithoutWord(response);
}

/** A 2xx without the number of an issue is a login page or a proxy's text. */
export function judge(response: OutboundResponse): Outcome {
  if (!isSuccess(response)) return judgeRefusal(response);
  const receipt = receiptIn(jsonOf(response));
  return receipt === undefined ? unconfirmed('no_issue_in_answer') : delivered(receipt.id, receipt.url);
}
