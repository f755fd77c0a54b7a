import type { OutboundResponse } from '../destination.ts';
import { judgeByStatus, retryAfterSeconds } from '../http/http-status.ts';
import { delivered, type Outcome, refused, rejected, retry } from '../outcome.ts';
import { type Fields, isFields, textOf } from '../reading/record.ts';

/** What Jira's answers mean. */

/** The JSON object of an answer; empty when it is none. */
export function objectOf({ body }: OutboundResponse): Fields {
  try {
    const parsed: unknown = JSON.parse(body);
    return isFields(parsed) ? parsed : {};
  } catch {
    return {};
  }
}

/** The key of an issue, `SEC-24`, when it is one. */
export const keyOf = (issue: unknown): string | undefined => {
  const key = isFields(issue) ? textOf(issue['key']) : undefined;
  return key !== undefined && /^[A-Z][A-Z0-9_]{0,50}-\d{1,15}$/i.test(key) ? key : undefined;
};

/** Names that may stand in a reason. */
const knownFields = new Set([
  'project',
  'issuetype',
  'summary',
  'description',
  'labels',
  'components',
  'priority',
  'assignee',
  'reporter',
  'duedate',
  'environment',
  'fixVersions',
  'parent',
  'security',
  'versions',
]);
const REASON_MAX = 60;

function errorsIn(response: OutboundResponse): Fields {
  const { errors } = objectOf(response);
  return isFields(errors) ? errors : {};
}

/** Which fields Jira did not take; never what it says of them, which may quote the alert or a credential. */
function invalidReason(names: readonly string[]): string {
  if (names.length === 0) return 'invalid_request';
  const safe = names.map((name) => (knownFields.has(name) || /^customfield_\d{1,9}$/.test(name) ? name : 'other'));
  const reason = `invalid_fields: ${[...new Set(safe)].sort().join(' ')}`;
  return reason.length <= REASON_MAX ? reason : reason.slice(0, REASON_MAX).replace(/ \S*$/, '');
}

/** The fields that are made of the alert. All others come from the settings, and are the same for every alert. */
const ofTheAlert = ['summary', 'description'];

/** Who may not create issues is told that the fields are "not on the appropriate screen" (https://jira.atlassian.com/browse/JRASERVER-44003). */
const isForbidden = (message: unknown): boolean => /cannot be set|appropriate screen/i.test(textOf(message) ?? '');

/** What only the settings or a missing right can cause holds every delivery back instead of using them up one by one. */
function judgeInvalid(response: OutboundResponse): Outcome {
  const errors = errorsIn(response);
  const reason = invalidReason(Object.keys(errors));
  const blamed = ofTheAlert.filter((name) => Object.hasOwn(errors, name));
  if (Object.keys(errors).length === 0) return rejected(reason);
  return blamed.every((name) => isForbidden(errors[name])) ? refused(reason) : rejected(reason);
}

/** From `Retry-After`, else Cloud's time of reset, else Data Center's interval (seconds). */
function limitedSeconds(response: OutboundResponse): number | undefined {
  const { headers, at } = response;
  const reset = Math.ceil((Date.parse(headers['x-ratelimit-reset'] ?? '') - at) / 1000);
  const interval = Number(headers['x-ratelimit-interval-seconds'] ?? Number.NaN);
  return retryAfterSeconds(response) ?? [reset, interval].find((seconds) => seconds >= 0 && seconds <= 3600);
}

/**
 * Quotas and bursts concern the whole site; `jira-per-issue-on-write` one issue alone, and everything else goes on
 * (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
 */
function judgeLimited(response: OutboundResponse): Outcome {
  const isOneIssue = response.headers['ratelimit-reason'] === 'jira-per-issue-on-write';
  return retry(isOneIssue ? 'issue_write_limited' : 'rate_limited', limitedSeconds(response));
}

/** No alert can cause a 404 or a redirect to a login, only a wrong `baseUrl` or a site that is gone. */
export function judgeRefusal(response: OutboundResponse): Outcome {
  const { status } = response;
  if (status >= 300 && status < 400) return refused('redirect');
  if (status === 404 || status === 410) return refused('not_found');
  if (status === 429) return judgeLimited(response);
  return status === 400 ? judgeInvalid(response) : judgeByStatus(response);
}

const commentRefusals: Readonly<Record<number, string>> = {
  400: 'comment_refused',
  // Deleted, moved out of sight, archived: nothing about the destination.
  404: 'issue_not_found',
  // An issue takes only so many comments.
  413: 'issue_full',
};

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-post */
export function judgeComment(response: OutboundResponse): Outcome {
  const { status } = response;
  const reason = commentRefusals[status];
  if (reason !== undefined) return rejected(reason);
  if (status === 409) return retry('conflict');
  return status >= 200 && status < 300 ? delivered() : judgeRefusal(response);
}
