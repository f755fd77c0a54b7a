import * as z from 'zod/mini';
import { type Alert, severities } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, rejected, unconfirmed } from '../../domain/outcome.ts';
import { isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { urlPart } from '../../domain/values/url-part.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { answerIn } from '../_kit/answer.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess } from '../_kit/http/http-status.ts';
import { textLength } from '../_kit/http/json-request.ts';
import { inertTitle } from '../_kit/issues/inert-markdown.ts';
import { hasIssueMark, issueBody, issueMark } from '../_kit/issues/issue-body.ts';
import { issuePath, issueRequests } from '../_kit/issues/issue-requests.ts';
import { issueMention } from '../_kit/issues/mention.ts';
import { jsonOf, judge, judgeRefusal, receiptIn } from './answers.ts';

const DOCS = 'https://docs.gitlab.com/api/issues/';
const RATE_DOCS = 'https://docs.gitlab.com/rate_limits/content_creation/';
// https://docs.gitlab.com/development/issuable-like-models/: a title has 255 characters, a description 1 MB.
const TITLE_MAX = 255;
const DESCRIPTION_MAX = 1_000_000;
/** As much as a person reads; a search of descriptions takes no more than 1 MB of them either. */
const DESCRIPTION_ROOM = 60_000;

// Labels are sent as one text with commas between them.
const label = z.string().check(
  z.regex(/^[^\s,](?:[^,\r\n]{0,253}[^\s,])?$/u, {
    error: 'is not a GitLab label: expected 1 to 255 characters on one line, without a comma',
  }),
);
const project = z.string().check(
  z.regex(/^(?:\d{1,18}|\w[\w.-]*(?:\/\w[\w.-]*)+)$/, {
    error: 'is not a GitLab project: expected its id, or its whole path such as group/project',
  }),
);
const severityLabel = z.optional(label);

const Settings = z.strictObject({
  url: z
    ._default(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }), 'https://gitlab.com')
    .check(z.describe('Where GitLab is; may have a path: https://tools.example.com/gitlab.')),
  project: project.check(z.describe('The project’s id in quotes, or its whole path such as group/project.')),
  token: z
    .string()
    .check(
      z.regex(/^[\x21-\x7e]+$/, { error: 'is not a GitLab token: expected one word such as glpat-…' }),
      z.describe('A project, group or personal access token, glpat-…, with the scope api.'),
    ),
  confidential: z
    ._default(z.boolean(), true)
    .check(z.describe('Whether only project members with the Planner role or above see the issues.')),
  issueType: z
    ._default(z.enum(['issue', 'incident']), 'issue')
    .check(z.describe('What is made: an issue, or an incident.')),
  labels: z
    ._default(z.array(label), [])
    .check(z.describe('Labels of every issue; GitLab makes those that do not exist.')),
  severityLabels: z
    .optional(z.strictObject(Object.fromEntries(severities.map((severity) => [severity, severityLabel]))))
    .check(z.describe('A further label by severity: { critical: severity::1, high: severity::2 }.')),
  whenClosed: z
    ._default(z.enum(['reopen', 'new']), 'reopen')
    .check(
      z.describe('What happens when a problem comes again whose issue somebody closed: reopen it, or a new issue.'),
    ),
});
type Settings = z.infer<typeof Settings>;

const inProject = ({ url, project: id, token }: Settings, path: string): Pick<OutboundRequest, 'url' | 'headers'> => ({
  url: `${withoutSlash(url)}/api/v4/projects/${urlPart(id)}${path}`,
  headers: { accept: 'application/json', 'content-type': 'application/json', 'private-token': token },
});

function labelsOf({ severity }: Alert, { labels, severityLabels }: Settings): string[] {
  const further = severityLabels?.[severity];
  return [...new Set([...labels, ...(further === undefined ? [] : [further])])];
}

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const view = alertView(alert, attempt);
  const labels = labelsOf(alert, settings);
  return {
    method: 'POST',
    ...inProject(settings, '/issues'),
    body: JSON.stringify({
      title: cutUnits(`[${view.severityLabel}] ${inertTitle(view.title)}`, TITLE_MAX),
      description: issueBody(view, issueMark(attempt.deliveryId), DESCRIPTION_ROOM),
      confidential: settings.confidential,
      issue_type: settings.issueType,
      ...(labels.length === 0 ? {} : { labels: labels.join(',') }),
    }),
  };
}

/** A word of ours, which stands in the last line of the description; nothing of an alert is asked for. */
function search(_: Alert, { deliveryId }: Attempt, settings: Settings): OutboundRequest {
  const query = { search: issueMark(deliveryId), in: 'description', scope: 'all', state: 'all', per_page: '5' };
  return { method: 'GET', ...inProject(settings, `/issues?${new URLSearchParams(query)}`) };
}

function found(response: OutboundResponse, _: Alert, { deliveryId }: Attempt): Receipt | 'unsure' | undefined {
  const issues = response.status === 200 ? jsonOf(response) : undefined;
  if (!Array.isArray(issues)) return 'unsure';
  const mark = issueMark(deliveryId);
  const own = listOf(issues).find((issue) => isFields(issue) && hasIssueMark(issue['description'], mark));
  return own === undefined ? undefined : (receiptIn(own) ?? 'unsure');
}

/** Comments: https://docs.gitlab.com/api/notes/#create-an-issue-note */
const { ask, comment } = issueRequests(inProject, 'notes');

/**
 * An issue that was deleted or moved takes no comment, which is nothing about the destination: a new one is made. GitLab
 * says "404 Not found" in JSON; any other 404 comes from a wrong address.
 */
function judgeComment(response: OutboundResponse): Outcome {
  const { id, message } = answerIn(response);
  if (isSuccess(response)) return Number.isSafeInteger(id) ? delivered() : unconfirmed('no_comment_in_answer');
  const isGone = response.status === 404 && /^404/.test(textOf(message) ?? '');
  return isGone ? rejected('issue_not_found') : judgeRefusal(response);
}

const stateOf = (answer: OutboundResponse): unknown => {
  const issue = answer.status === 200 ? jsonOf(answer) : undefined;
  return isFields(issue) ? issue['state'] : undefined;
};

/** https://docs.gitlab.com/api/issues/#edit-an-issue */
const change = (event: 'close' | 'reopen', receipt: Receipt, settings: Settings): OutboundRequest => ({
  method: 'PUT',
  ...inProject(settings, issuePath(receipt)),
  body: JSON.stringify({ state_event: event }),
});

const close = (answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined =>
  stateOf(answer) === 'opened' ? change('close', receipt, settings) : undefined;

const reopen = (_: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined =>
  settings.whenClosed === 'reopen' ? change('reopen', receipt, settings) : undefined;

/** GitLab.com takes 60 comments a minute of one user; people work there as well. */
const PER_MINUTE = 40;

/** One issue or incident a problem (https://docs.gitlab.com/api/issues/#create-a-new-issue). */
export const gitlabIssues = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'GitLab Issues and Incidents',
    group: 'tickets',
    shows:
      'One confidential issue (or incident) a problem, with what is known of it; evidence and fields are folded. Repeats ' +
      'become comments, a few minutes’ worth in one; when the sender says that it is over, the issue is closed.',
    setup: [
      'In the project open "Settings", "Access tokens", "Add new token".',
      'Role: Reporter, or Planner where there is one; scope: api; choose when it expires: from then on alerts wait until there is a new one.',
      'Copy the token, glpat-…, and take the project’s id from the menu beside its name ("Copy project ID").',
      'Where project tokens are not to be had (Free on GitLab.com): a personal access token with the scope api, of an account of its own that is a member with that role.',
    ],
    cannot: ['The severity of an incident cannot be set by this API: name labels by severity instead.'],
    limits: [
      {
        what: 'title',
        max: TITLE_MAX,
        unit: 'characters',
        docs: 'https://docs.gitlab.com/development/issuable-like-models/',
        measure: textLength('title'),
      },
      {
        what: 'description',
        max: DESCRIPTION_MAX,
        unit: 'characters',
        docs: 'https://docs.gitlab.com/development/issuable-like-models/',
        measure: textLength('description'),
      },
      { what: 'issues, where the administrator set it', max: 300, unit: 'a minute', docs: RATE_DOCS },
      { what: 'comments, by default', max: 300, unit: 'a minute', docs: RATE_DOCS },
    ],
  },
  settings: Settings,
  secrets: ['token'],
  targets: ['project'],
  audience: 'people',
  mentions: issueMention,
  perMinute: PER_MINUTE,
  quotaScope: ({ url, token }) => `gitlab ${url} ${token}`,
  render,
  judge,
  lookup: { lagSeconds: 10, render: search, found },
  conversation: {
    reply: comment,
    judge: judgeComment,
    resolve: { ask, act: close },
    closed: { ask, isClosed: (answer) => stateOf(answer) === 'closed', reopen },
  },
});
