import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, unconfirmed } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { isFields, listOf } from '../../domain/values/json-fields.ts';
import { escapeWiki, truncate, withoutSlash } from '../../domain/values/text.ts';
import { urlPart } from '../../domain/values/url-part.ts';
import { replyLine } from '../_kit/alert-view/occurrences.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { isSuccess } from '../_kit/http/http-status.ts';
import { paragraph, text } from './adf.ts';
import { judgeComment, judgeRefusal, keyOf, objectOf } from './answers.ts';
import { jiraCallback } from './callback.ts';
import { deliveryLabel, fieldsOf, isCloud, propertyOf, SUMMARY_MAX } from './fields.ts';
import { jiraMention } from './mention.ts';
import { JiraSettings } from './settings.ts';
import { isDone, STANDING, transitionTo } from './workflow.ts';

const COMMENT_MAX = 2000;

const baseOf = ({ baseUrl }: JiraSettings): string => withoutSlash(baseUrl);

function headersOf({ email = '', apiToken = '', token }: JiraSettings): Record<string, string> {
  const basic = Buffer.from(`${email}:${apiToken}`, 'utf8').toString('base64');
  return {
    accept: 'application/json',
    authorization: token === undefined ? `Basic ${basic}` : `Bearer ${token}`,
    'content-type': 'application/json',
  };
}

function render(alert: Alert, attempt: Attempt, settings: JiraSettings): OutboundRequest {
  const version = isCloud(settings) ? 3 : 2;
  return {
    method: 'POST',
    url: `${baseOf(settings)}/rest/api/${version}/issue`,
    headers: headersOf(settings),
    body: JSON.stringify({
      fields: fieldsOf(alert, attempt, settings),
      properties: [propertyOf(alert, attempt)],
    }),
  };
}

const receiptOf = (key: string, settings: JiraSettings): Receipt => ({
  id: key,
  url: `${baseOf(settings)}/browse/${key}`,
});

/** A 2xx without the key of an issue is a login page, a proxy's text, or an answer that was cut off. */
function judge(response: OutboundResponse, settings: JiraSettings): Outcome {
  if (!isSuccess(response)) return judgeRefusal(response);
  const key = keyOf(objectOf(response));
  return key === undefined ? unconfirmed('no_issue_in_answer') : delivered(key, receiptOf(key, settings).url);
}

/** Search lags behind by seconds to minutes; only issues that really bear the label count. */
function found(
  response: OutboundResponse,
  _: Alert,
  attempt: Attempt,
  settings: JiraSettings,
): Receipt | 'unsure' | undefined {
  const { issues } = response.status === 200 ? objectOf(response) : {};
  if (!Array.isArray(issues)) return 'unsure';
  const wanted = deliveryLabel(attempt);
  const ours = listOf(issues).find(
    (issue) => isFields(issue) && isFields(issue['fields']) && listOf(issue['fields']['labels']).includes(wanted),
  );
  const key = keyOf(ours);
  return key === undefined ? undefined : receiptOf(key, settings);
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post */
const search = (_: Alert, attempt: Attempt, settings: JiraSettings): OutboundRequest => ({
  method: 'POST',
  url: `${baseOf(settings)}/rest/api/${isCloud(settings) ? '3/search/jql' : '2/search'}`,
  headers: headersOf(settings),
  body: JSON.stringify({
    jql: `labels = "${deliveryLabel(attempt)}" ORDER BY created ASC`,
    maxResults: 2,
    fields: ['labels'],
  }),
});

const issueAt = ({ id }: Receipt, settings: JiraSettings): string =>
  `${baseOf(settings)}/rest/api/${isCloud(settings) ? 3 : 2}/issue/${urlPart(id)}`;

/** Cloud takes a document, Data Center wiki markup. */
function comment(
  repeats: Repeats,
  attempt: Attempt,
  first: Receipt,
  settings: JiraSettings,
  told: Alert,
): OutboundRequest {
  const line = truncate(replyLine(repeats, told, attempt), COMMENT_MAX);
  const body = isCloud(settings) ? { version: 1, type: 'doc', content: [paragraph(text(line))] } : escapeWiki(line);
  return {
    method: 'POST',
    url: `${issueAt(first, settings)}/comment`,
    headers: headersOf(settings),
    body: JSON.stringify({ body }),
  };
}

const askStanding = (receipt: Receipt, settings: JiraSettings): OutboundRequest => ({
  method: 'GET',
  url: `${issueAt(receipt, settings)}?${STANDING}`,
  headers: headersOf(settings),
});

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-transitions-post */
const transition = (id: string | undefined, receipt: Receipt, settings: JiraSettings): OutboundRequest | undefined =>
  id === undefined
    ? undefined
    : {
        method: 'POST',
        url: `${issueAt(receipt, settings)}/transitions`,
        headers: headersOf(settings),
        body: JSON.stringify({ transition: { id } }),
      };

/** What people have closed already is left as it is. */
function close(answer: OutboundResponse, receipt: Receipt, settings: JiraSettings): OutboundRequest | undefined {
  if (isDone(answer)) return undefined;
  const id = transitionTo(answer, settings.resolveTransition, (category) => category === 'done');
  return transition(id, receipt, settings);
}

function reopen(answer: OutboundResponse, receipt: Receipt, settings: JiraSettings): OutboundRequest | undefined {
  if (settings.whenClosed === 'link') return undefined;
  const isOpen = (category: string | undefined) => category !== undefined && category !== 'done';
  return transition(transitionTo(answer, settings.reopenTransition, isOpen), receipt, settings);
}

const fieldIn = ({ body = '{}' }: OutboundRequest, name: string): unknown => {
  const { fields }: { fields?: Record<string, unknown> } = JSON.parse(body);
  return fields?.[name];
};
const lengthOf = (value: unknown): number =>
  typeof value === 'string' ? value.length : (JSON.stringify(value)?.length ?? 0);

/**
 * Nothing is documented for API tokens but bursts by the second; a site that is worked in by people keeps room
 * (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
 */
const PER_MINUTE = 300;

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post */
export const jira = defineDestination<JiraSettings>({
  docs: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/',
  about: {
    name: 'Jira Cloud and Data Center',
    group: 'tickets',
    shows:
      'One issue a problem, with everything that is known of it. Repeats become comments, a few minutes’ worth in one; ' +
      'when the sender says that it is over, the issue is moved to a done status. One that people have closed is reopened ' +
      'when the problem comes back, or a new one names it.',
    setup: [
      'Make an account for Tocsin that may browse the project, create issues, comment and transition them.',
      'Cloud: as that account open https://id.atlassian.com/manage-profile/security/api-tokens and create an API token; ' +
        'set email and apiToken.',
      'Data Center: in the account’s profile choose "Personal Access Tokens" and create one; set token.',
      'See that Summary, Description and Labels are on the create screen of the issue type; name in leaveOut what is not.',
    ],
    cannot: [
      'Jira does not know a ticket again by a key of ours: after a lost answer it is searched by label, which takes seconds.',
      'A transition whose screen asks for more than its defaults is not done: name another, or take the field off its screen.',
    ],
    limits: [
      {
        what: 'summary',
        max: SUMMARY_MAX,
        unit: 'characters',
        docs: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/',
        measure: (request) => lengthOf(fieldIn(request, 'summary')),
      },
      {
        what: 'description',
        max: 32_767,
        unit: 'characters',
        docs: 'https://jira.atlassian.com/browse/JRACLOUD-78553',
        measure: (request) => lengthOf(fieldIn(request, 'description')),
      },
      {
        what: 'label',
        max: 255,
        unit: 'characters',
        docs: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/',
        measure: (request) => Math.max(0, ...listOf(fieldIn(request, 'labels')).map(lengthOf)),
      },
      {
        what: 'changes to an issue',
        max: 100,
        unit: 'in 30 seconds',
        docs: 'https://developer.atlassian.com/cloud/jira/platform/rate-limiting/',
      },
      {
        what: 'requests',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://developer.atlassian.com/cloud/jira/platform/rate-limiting/',
      },
    ],
  },
  settings: JiraSettings,
  secrets: ['apiToken', 'token', 'callback'],
  targets: ['project', 'issueType', 'assignee', 'components'],
  audience: 'people',
  mentions: jiraMention,
  perMinute: PER_MINUTE,
  // Bursts are counted by site and interface.
  quotaScope: (settings) => `jira ${baseOf(settings)}`,
  render,
  judge,
  lookup: {
    possible: ({ leaveOut }) => !leaveOut.includes('labels'),
    lagSeconds: 20,
    render: search,
    found,
  },
  conversation: {
    reply: comment,
    judge: judgeComment,
    resolve: { ask: askStanding, act: close },
    closed: { ask: askStanding, isClosed: isDone, reopen },
  },
  callback: jiraCallback,
});
