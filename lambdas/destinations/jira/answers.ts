import type { OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry, unconfirmed } from '../../domain/outcome.ts';
import { type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { isSuccess, judgeWithoutWord, retryAfterSeconds } from '../_kit/http/http-status.ts';

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
  'comment',
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

/** Which fields Jira did not take; never what it says of them, which may quote the alert or a credential. */
function fieldsReason(names: readonly string[]): string {
  const safe = names.map((name) => (knownFields.has(name) || /^customfield_\d{1,9}$/.test(name) ? name : 'other'));
  const reason = `invalid_fields: ${[...new Set(safe)].sort().join(' ')}`;
  return reason.length <= REASON_MAX ? reason : reason.slice(0, REASON_MAX).replace(/ \S*$/, '');
}

/** The fields that are made of the alert. All others come from the settings, and are the same for every alert. */
const ofTheAlert = new Set(['summary', 'description', 'comment']);

/**
 * What the project asks for, whatever the alert. Who may not create issues is answered that the fields are "not on the
 * appropriate screen" (https://jira.atlassian.com/browse/JRASERVER-44003).
 */
const isOfTheProject = (message: unknown): boolean =>
  /cannot be set|appropriate screen|required/i.test(textOf(message) ?? '');

/** A field of the settings holds every delivery back until it is mended; a field of the alert rejects this alert alone. */
function judgeFields(errors: Fields): Outcome {
  const names = Object.keys(errors);
  const isOfTheMessage = names.every((name) => ofTheAlert.has(name) && !isOfTheProject(errors[name]));
  return isOfTheMessage ? rejected(fieldsReason(names)) : refused(fieldsReason(names));
}

/**
 * What Jira says without naming a field. Its texts are in the language of the account, so what is not recognised here
 * may be a missing permission all the same: it is retried, not rejected.
 */
const meanings: readonly (readonly [RegExp, Outcome])[] = [
  [/CONTENT_LIMIT_EXCEEDED|entered text is too long/i, rejected('content_limit_exceeded')],
  [/permission|anonymous/i, refused('no_permission')],
  [/field 'project'|project is required|valid project/i, refused('invalid_project')],
  [/issue ?type|sub-?task/i, refused('invalid_issue_type')],
];

/**
 * The outcome of an error collection (https://developer.atlassian.com/cloud/jira/platform/rest/v3/intro/).
 * Jira documents 400 for an invalid field, a missing required field and a missing permission alike, and 422 for "a
 * configuration problem" (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post).
 */
function judgeInvalid(response: OutboundResponse): Outcome {
  const { errors, errorMessages } = objectOf(response);
  if (isFields(errors) && Object.keys(errors).length > 0) return judgeFields(errors);
  if (!Array.isArray(errorMessages)) return judgeWithoutWord(response);
  const words = errorMessages.map((text) => (textOf(text) ?? '').slice(0, 1000));
  const meaning = meanings.find(([pattern]) => words.some((text) => pattern.test(text)));
  if (meaning !== undefined) return meaning[1];
  return response.status === 422 ? refused('configuration_problem') : retry('invalid_request');
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
  return status === 400 || status === 422 ? judgeInvalid(response) : judgeWithoutWord(response);
}

/** What Jira says of this one comment or issue. Rejected means here that a new issue is made instead. */
const ofThisIssue: Readonly<Record<number, string>> = {
  400: 'comment_refused',
  // Deleted, moved out of sight, archived.
  404: 'issue_not_found',
  // An issue takes only so many comments.
  413: 'issue_full',
};

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-post */
export function judgeComment(response: OutboundResponse): Outcome {
  const { id, errors, errorMessages } = objectOf(response);
  if (isSuccess(response)) return textOf(id) === undefined ? unconfirmed('no_comment_in_answer') : delivered();
  const isFromJira = isFields(errors) || Array.isArray(errorMessages);
  const reason = isFromJira ? ofThisIssue[response.status] : undefined;
  return reason === undefined ? judgeRefusal(response) : rejected(reason);
}
