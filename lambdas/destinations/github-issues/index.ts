import * as z from 'zod/mini';
import { type Alert, severities } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, refused, rejected, unconfirmed } from '../../domain/outcome.ts';
import { isFields, listOf } from '../../domain/values/json-fields.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { answerIn } from '../_kit/answer.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess } from '../_kit/http/http-status.ts';
import { textLength } from '../_kit/http/json-request.ts';
import {
  inRepository,
  isFromGitHub,
  jsonOf,
  judgeRefusal,
  quotaOf,
  repositorySettings,
} from '../_kit/issues/github.ts';
import { inertTitle } from '../_kit/issues/inert-markdown.ts';
import { hasIssueMark, issueBody, issueMark } from '../_kit/issues/issue-body.ts';
import { issuePath, issueRequests } from '../_kit/issues/issue-requests.ts';
import { issueMention } from '../_kit/issues/mention.ts';

const DOCS = 'https://docs.github.com/en/rest/issues/issues';
const RATE_DOCS = 'https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api';
// Documented nowhere, but in the 422 itself: "title is too long (maximum is 256 characters)", "body is too long (maximum
// is 65536 characters)".
const TITLE_MAX = 256;
const BODY_MAX = 65_536;
/** What is written stays below, so that a list of issues remains one that can be read. */
const BODY_ROOM = 60_000;
const LABELS_MAX = 100;
const ASSIGNEES_MAX = 10;

// https://docs.github.com/en/issues/using-labels-and-milestones-to-track-work/managing-labels
const label = z
  .string()
  .check(z.regex(/^\S(?:.{0,48}\S)?$/u, { error: 'is not a GitHub label: expected 1 to 50 characters on one line' }));
const login = z
  .string()
  .check(z.regex(/^[a-z\d](?:[a-z\d_-]{0,98})$/i, { error: 'is not a GitHub login: expected a name without the @' }));
const severityLabel = z.optional(label);

const Settings = z.strictObject({
  ...repositorySettings,
  labels: z
    ._default(z.array(label).check(z.maxLength(LABELS_MAX - 1)), [])
    .check(z.describe('Labels of every issue. They must exist, or the token must be allowed to make them.')),
  severityLabels: z
    .optional(z.strictObject(Object.fromEntries(severities.map((severity) => [severity, severityLabel]))))
    .check(z.describe('A further label by severity: { critical: sev-1, high: sev-2 }.')),
  assignees: z
    ._default(z.array(login).check(z.maxLength(ASSIGNEES_MAX)), [])
    .check(z.describe('Who is assigned: up to 10 logins that may read the repository, without the @.')),
  whenClosed: z
    ._default(z.enum(['reopen', 'new']), 'reopen')
    .check(
      z.describe('What happens when a problem comes again whose issue somebody closed: reopen it, or a new issue.'),
    ),
});
type Settings = z.infer<typeof Settings>;

function labelsOf({ severity }: Alert, { labels, severityLabels }: Settings): string[] {
  const further = severityLabels?.[severity];
  return [...new Set([...labels, ...(further === undefined ? [] : [further])])];
}

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const view = alertView(alert, attempt);
  const labels = labelsOf(alert, settings);
  const { assignees } = settings;
  return {
    method: 'POST',
    ...inRepository(settings, '/issues'),
    body: JSON.stringify({
      title: cutUnits(`[${view.severityLabel}] ${inertTitle(view.title)}`, TITLE_MAX),
      body: issueBody(view, issueMark(attempt.deliveryId), BODY_ROOM),
      ...(labels.length === 0 ? {} : { labels }),
      ...(assignees.length === 0 ? {} : { assignees }),
    }),
  };
}

function receiptIn(issue: unknown): Receipt | undefined {
  const number = isFields(issue) ? issue['number'] : undefined;
  if (!isFields(issue) || !Number.isSafeInteger(number)) return undefined;
  const page = httpUrl(String(issue['html_url']));
  return { id: String(number), ...(page?.endsWith(`/issues/${number}`) === true ? { url: page } : {}) };
}

/** A 2xx without the number of an issue is a login page or a proxy's text. */
function judge(response: OutboundResponse): Outcome {
  if (response.status === 410) return refused('issues_disabled');
  if (!isSuccess(response)) return judgeRefusal(response);
  const receipt = receiptIn(jsonOf(response));
  return receipt === undefined ? unconfirmed('no_issue_in_answer') : delivered(receipt.id, receipt.url);
}

const LOOKED_AT = 50;
const CLOCK_SKEW_SECONDS = 300;

const oldestWanted = ({ receivedAt }: Alert): number => Date.parse(receivedAt) - CLOCK_SKEW_SECONDS * 1000;

/**
 * The newest issues since the alert came. Listed rather than searched: search is behind by up to minutes and has a limit
 * of its own (https://docs.github.com/en/rest/search/search).
 */
function look(alert: Alert, settings: Settings): OutboundRequest {
  const oldest = oldestWanted(alert);
  const query = new URLSearchParams({
    state: 'all',
    sort: 'created',
    direction: 'desc',
    per_page: String(LOOKED_AT),
    ...(Number.isNaN(oldest) ? {} : { since: new Date(oldest).toISOString().replace(/\.\d+/, '') }),
  });
  return { method: 'GET', ...inRepository(settings, `/issues?${query}`) };
}

/** Not found counts only when all issues were seen that were made since the alert came. */
function found(response: OutboundResponse, alert: Alert, { deliveryId }: Attempt): Receipt | 'unsure' | undefined {
  const body = response.status === 200 ? jsonOf(response) : undefined;
  if (!Array.isArray(body)) return 'unsure';
  const issues = listOf(body).filter(isFields);
  const own = issues.find((issue) => hasIssueMark(issue['body'], issueMark(deliveryId)));
  if (own !== undefined) return receiptIn(own) ?? 'unsure';
  const isAll = issues.length < LOOKED_AT || Date.parse(String(issues.at(-1)?.['created_at'])) < oldestWanted(alert);
  return isAll ? undefined : 'unsure';
}

/** Comments: https://docs.github.com/en/rest/issues/comments#create-an-issue-comment */
const { ask, comment } = issueRequests(inRepository, 'comments');

/** Whether GitHub says of this one issue that it takes no comment: deleted, transferred, or locked by a person. */
function issueTrouble(response: OutboundResponse): string | undefined {
  const { status, body } = response;
  if (!isFromGitHub(response)) return undefined;
  if (status === 404 || status === 410 || (status >= 300 && status < 400)) return 'issue_not_found';
  return status === 403 && /issue is locked/i.test(body) ? 'issue_locked' : undefined;
}

/** Rejected means here that a new issue is made instead. */
function judgeComment(response: OutboundResponse): Outcome {
  const { id } = answerIn(response);
  if (isSuccess(response)) return Number.isSafeInteger(id) ? delivered() : unconfirmed('no_comment_in_answer');
  const trouble = issueTrouble(response);
  return trouble === undefined ? judgeRefusal(response) : rejected(trouble);
}

const stateOf = (answer: OutboundResponse): unknown => {
  const issue = answer.status === 200 ? jsonOf(answer) : undefined;
  return isFields(issue) ? issue['state'] : undefined;
};

/** https://docs.github.com/en/rest/issues/issues#update-an-issue */
const change = (state: object, receipt: Receipt, settings: Settings): OutboundRequest => ({
  method: 'PATCH',
  ...inRepository(settings, issuePath(receipt)),
  body: JSON.stringify(state),
});

const close = (answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined =>
  stateOf(answer) === 'open' ? change({ state: 'closed', state_reason: 'completed' }, receipt, settings) : undefined;

const reopen = (_: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined =>
  settings.whenClosed === 'reopen' ? change({ state: 'open', state_reason: 'reopened' }, receipt, settings) : undefined;

function countOf(field: 'labels' | 'assignees'): (request: OutboundRequest) => number {
  return ({ body = '{}' }) => listOf(JSON.parse(body)[field]).length;
}

/** Half of what is allowed a minute; even so, a storm that lasts uses up the 500 an hour, and GitHub says when to go on. */
const PER_MINUTE = 40;

/** One issue a problem (https://docs.github.com/en/rest/issues/issues#create-an-issue). */
export const githubIssues = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'GitHub Issues',
    group: 'tickets',
    shows:
      'One issue a problem, with what is known of it; evidence and fields are folded. Repeats become comments, a few ' +
      'minutes’ worth in one; when the sender says that it is over, the issue is closed as completed.',
    setup: [
      'Whoever reads the repository reads the alerts: choose a private one, and see that issues are on (Settings, "General", "Features").',
      'With the account that shall write the issues open https://github.com/settings/personal-access-tokens, "Generate new token".',
      'Resource owner: the owner; "Only select repositories": this one; Permissions, "Repository permissions", "Issues": Read and write.',
      'Copy the token, github_pat_…, and note when it expires: from then on alerts wait until there is a new one.',
      'Make the labels beforehand (the repository’s "Issues", "Labels"), or give the account write access to the repository.',
    ],
    cannot: [
      'The token of a GitHub App lives for an hour, so it does not do as a setting: use a personal access token.',
      'Labels and assignees are dropped silently by GitHub when the account may not write to the repository.',
    ],
    limits: [
      { what: 'title', max: TITLE_MAX, unit: 'characters', docs: DOCS, measure: textLength('title') },
      { what: 'body', max: BODY_MAX, unit: 'characters', docs: DOCS, measure: textLength('body') },
      { what: 'labels', max: LABELS_MAX, unit: 'items', docs: DOCS, measure: countOf('labels') },
      { what: 'assignees', max: ASSIGNEES_MAX, unit: 'items', docs: DOCS, measure: countOf('assignees') },
      { what: 'issues and comments', max: 80, unit: 'a minute', docs: RATE_DOCS },
      { what: 'issues and comments', max: 500, unit: 'an hour', docs: RATE_DOCS },
      { what: 'requests', max: 5000, unit: 'an hour', docs: RATE_DOCS },
    ],
  },
  settings: Settings,
  secrets: ['token'],
  targets: ['owner', 'repo', 'assignees'],
  audience: 'people',
  mentions: issueMention,
  perMinute: PER_MINUTE,
  quotaScope: quotaOf,
  render,
  judge,
  lookup: { lagSeconds: 5, render: (alert, _, settings) => look(alert, settings), found },
  conversation: {
    reply: comment,
    judge: judgeComment,
    resolve: { ask, act: close },
    closed: { ask, isClosed: (answer) => stateOf(answer) === 'closed', reopen },
  },
});
