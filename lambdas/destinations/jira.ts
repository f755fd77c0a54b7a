import * as z from 'zod/mini';
import { paragraph, text } from '../core/adf.ts';
import { adfOf } from '../core/adf-brief.ts';
import type { Alert } from '../core/alert.ts';
import { brief } from '../core/brief.ts';
import {
  type Attempt,
  defineDestination,
  type OutboundRequest,
  type OutboundResponse,
  type Repeats,
} from '../core/destination.ts';
import { hashOf } from '../core/fingerprint.ts';
import { judgeByStatus } from '../core/http-status.ts';
import { delivered, type Outcome, type Receipt, refused, rejected, unknown } from '../core/outcome.ts';
import { type Fields, isFields, listOf, textOf } from '../core/record.ts';
import { repeatsLine } from '../core/repeats.ts';
import { cutUnits } from '../core/room.ts';
import { escapeWiki, truncate } from '../core/text.ts';
import { wikiOf } from '../core/wiki.ts';

// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/: a summary has 255 characters on one line,
// a description 32 767 (else 400, CONTENT_LIMIT_EXCEEDED). ADF is measured as JSON, which is more than Jira counts.
const SUMMARY_MAX = 255;
const DESCRIPTION_MAX = 30_000;

const filled = z.string().check(z.minLength(1));
const label = z
  .string()
  .check(z.regex(/^\S{1,255}$/, { error: 'is not a Jira label: expected 1 to 255 characters without spaces' }));
const priority = z.optional(filled);

/** What Tocsin fills in itself; `labels` and `components` have settings of their own. */
const reserved = new Set(['project', 'issuetype', 'summary', 'description', 'labels', 'components', 'priority']);
const FieldName = z.string().check(
  z.refine((name) => !reserved.has(name), {
    error: 'is filled by Tocsin: use the setting of that name, or remove it',
  }),
);

const Settings = z
  .strictObject({
    /** May have a path: `https://tools.example.com/jira`. */
    baseUrl: z.url({ protocol: /^https?$/ }),
    /** Cloud: an account and its API token. */
    email: z.optional(filled),
    apiToken: z.optional(filled),
    /** Data Center: a personal access token. */
    token: z.optional(filled),
    deployment: z.optional(z.enum(['cloud', 'datacenter'])),
    project: filled,
    issueType: z._default(filled, 'Task'),
    labels: z._default(z.array(label), []),
    /** The transition that closes an issue when its alert is resolved; the first to a done status when not named. */
    resolveTransition: z.optional(filled),
    components: z._default(z.array(filled), []),
    /** Names differ from site to site; without this no priority is sent, and the project's default applies. */
    priorities: z.optional(
      z.strictObject({ info: priority, low: priority, medium: priority, high: priority, critical: priority }),
    ),
    /** Further fields as Jira's API takes them, for instance `customfield_10010`. */
    fields: z._default(z.record(FieldName, z.unknown()), {}),
  })
  .check(
    z.refine(
      ({ email, apiToken, token }) =>
        token === undefined ? email !== undefined && apiToken !== undefined : apiToken === undefined,
      { error: 'needs one credential: email and apiToken for Jira Cloud, or token for Jira Data Center' },
    ),
  );
type Settings = z.infer<typeof Settings>;

const isCloud = ({ deployment, token }: Settings): boolean =>
  deployment === undefined ? token === undefined : deployment === 'cloud';

const baseOf = ({ baseUrl }: Settings): string => baseUrl.replace(/\/+$/, '');

function headersOf({ email = '', apiToken = '', token }: Settings): Record<string, string> {
  const basic = Buffer.from(`${email}:${apiToken}`, 'utf8').toString('base64');
  return {
    accept: 'application/json',
    authorization: token === undefined ? `Basic ${basic}` : `Bearer ${token}`,
    'content-type': 'application/json',
  };
}

const short = (text: string): string => hashOf([text]).slice(0, 16);

/** What all issues of the same problem share. */
const problemLabel = ({ fingerprint }: Alert): string =>
  `tocsin-problem-${/^[0-9a-f]{16}/.test(fingerprint) ? fingerprint.slice(0, 16) : short(fingerprint)}`;

/** Names one delivery: what a look-up asks for, so that nothing of an alert ever stands in a query. */
const deliveryLabel = ({ deliveryId }: Attempt): string => `tocsin-delivery-${short(deliveryId)}`;

const idOr = (name: 'key' | 'name', value: string) => (/^\d+$/.test(value) ? { id: value } : { [name]: value });

function fieldsOf(alert: Alert, attempt: Attempt, settings: Settings) {
  const digest = brief(alert, attempt);
  const urgency = settings.priorities?.[alert.severity];
  return {
    ...settings.fields,
    project: idOr('key', settings.project),
    issuetype: idOr('name', settings.issueType),
    summary: cutUnits(`[${digest.badge}] ${digest.headline}`, SUMMARY_MAX),
    description: isCloud(settings) ? adfOf(digest, DESCRIPTION_MAX) : wikiOf(digest, DESCRIPTION_MAX),
    labels: ['forwarded-by-tocsin', problemLabel(alert), deliveryLabel(attempt), ...settings.labels],
    ...(settings.components.length === 0 ? {} : { components: settings.components.map((name) => ({ name })) }),
    ...(urgency === undefined ? {} : { priority: { name: urgency } }),
  };
}

/** A machine-readable mark on the issue (https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/). */
const propertyOf = (alert: Alert, { deliveryId }: Attempt) => ({
  key: 'tocsin',
  value: { alertId: truncate(alert.id, 255), fingerprint: truncate(alert.fingerprint, 255), deliveryId },
});

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
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

function jsonOf({ body }: OutboundResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const keyOf = (issue: unknown): string | undefined => {
  const key = isFields(issue) ? textOf(issue['key']) : undefined;
  return key !== undefined && /^[A-Z][A-Z0-9_]{0,50}-\d{1,15}$/i.test(key) ? key : undefined;
};

const receiptOf = (key: string, settings: Settings): Receipt => ({ id: key, url: `${baseOf(settings)}/browse/${key}` });

const knownFields = new Set([
  ...reserved,
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
function invalidReason(response: OutboundResponse): string {
  const body = jsonOf(response);
  const errors = isFields(body) && isFields(body['errors']) ? Object.keys(body['errors']) : [];
  if (errors.length === 0) return 'invalid_request';
  const names = errors.map((name) => (knownFields.has(name) || /^customfield_\d{1,9}$/.test(name) ? name : 'other'));
  const reason = `invalid_fields: ${[...new Set(names)].sort().join(' ')}`;
  return reason.length <= REASON_MAX ? reason : reason.slice(0, REASON_MAX).replace(/ \S*$/, '');
}

/** A 2xx without an issue is a login page or a proxy: nobody can tell. */
function judgeCreated(response: OutboundResponse, settings: Settings): Outcome {
  const key = keyOf(jsonOf(response));
  if (key !== undefined) return delivered(key, receiptOf(key, settings).url);
  return response.status === 201 ? delivered() : unknown('no_issue_in_answer');
}

/**
 * No alert can cause a 404 here, only a wrong `baseUrl` or a site that is gone; so can a redirect. Both hold every
 * delivery back instead of using them up one by one.
 */
function judge(response: OutboundResponse, settings: Settings): Outcome {
  const { status } = response;
  if (status >= 200 && status < 300) return judgeCreated(response, settings);
  if (status >= 300 && status < 400) return refused('redirect');
  if (status === 404 || status === 410) return refused('not_found');
  return status === 400 ? rejected(invalidReason(response)) : judgeByStatus(response);
}

/** Search lags behind by seconds to minutes; only issues that really bear the label count. */
function found(
  response: OutboundResponse,
  _: Alert,
  attempt: Attempt,
  settings: Settings,
): Receipt | 'unsure' | undefined {
  const body = response.status === 200 ? jsonOf(response) : undefined;
  const issues = isFields(body) && Array.isArray(body['issues']) ? listOf(body['issues']) : undefined;
  if (issues === undefined) return 'unsure';
  const wanted = deliveryLabel(attempt);
  const ours = issues.find(
    (issue) => isFields(issue) && isFields(issue['fields']) && listOf(issue['fields']['labels']).includes(wanted),
  );
  const key = keyOf(ours);
  return key === undefined ? undefined : receiptOf(key, settings);
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/#api-rest-api-3-search-jql-post */
const search = (_: Alert, attempt: Attempt, settings: Settings): OutboundRequest => ({
  method: 'POST',
  url: `${baseOf(settings)}/rest/api/${isCloud(settings) ? '3/search/jql' : '2/search'}`,
  headers: headersOf(settings),
  body: JSON.stringify({
    jql: `labels = "${deliveryLabel(attempt)}" ORDER BY created ASC`,
    maxResults: 2,
    fields: ['labels'],
  }),
});

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-comments/#api-rest-api-3-issue-issueidorkey-comment-post */
function comment(repeats: Repeats, _: Attempt, first: Receipt, settings: Settings): OutboundRequest {
  const line = truncate(repeatsLine(repeats), 2000);
  const body = isCloud(settings) ? { version: 1, type: 'doc', content: [paragraph(text(line))] } : escapeWiki(line);
  return {
    method: 'POST',
    url: `${baseOf(settings)}/rest/api/${isCloud(settings) ? 3 : 2}/issue/${encodeURIComponent(first.id)}/comment`,
    headers: headersOf(settings),
    body: JSON.stringify({ body }),
  };
}

const transitionsOf = ({ id }: Receipt, settings: Settings): Pick<OutboundRequest, 'url' | 'headers'> => ({
  url: `${baseOf(settings)}/rest/api/${isCloud(settings) ? 3 : 2}/issue/${encodeURIComponent(id)}/transitions`,
  headers: headersOf(settings),
});

const isDone = (transition: Fields): boolean => {
  const to = isFields(transition['to']) ? transition['to'] : {};
  return isFields(to['statusCategory']) && to['statusCategory']['key'] === 'done';
};

/**
 * Ids differ from workflow to workflow, so they are asked for: the transition that the settings name, else the first
 * that leads to a status of the category "done"
 * (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-transitions-get).
 */
function close(answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined {
  const body = jsonOf(answer);
  const offered = (isFields(body) ? listOf(body['transitions']) : []).filter(isFields);
  const { resolveTransition: name } = settings;
  const chosen = offered.find((each) => (name === undefined ? isDone(each) : each['name'] === name));
  const id = textOf(chosen?.['id']);
  if (id === undefined) return undefined;
  return { method: 'POST', ...transitionsOf(receipt, settings), body: JSON.stringify({ transition: { id } }) };
}

function summaryLength({ body = '' }: OutboundRequest): number {
  const { fields }: { fields?: { summary?: string } } = JSON.parse(body);
  return fields?.summary?.length ?? 0;
}

/** A ticket that was deleted takes no comment, which is nothing about the destination. */
const judgeComment = (response: OutboundResponse): Outcome =>
  response.status === 404 ? rejected('issue_not_found') : judgeByStatus(response);

/**
 * Nothing is documented for API tokens but bursts by the second; a site that is worked in by people keeps room
 * (https://developer.atlassian.com/cloud/jira/platform/rate-limiting/).
 */
const PER_MINUTE = 300;

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post */
export const jira = defineDestination<Settings>({
  docs: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/',
  about: {
    name: 'Jira Cloud and Data Center',
    group: 'tickets',
    shows:
      'One issue a problem, with everything that is known of it. Repeats become comments, a few minutes’ worth in one; ' +
      'when the sender says that it is over, the issue is moved to a done status.',
    setup: [
      'Make an account for Tocsin that may browse the project, create issues, comment and transition them.',
      'Cloud: as that account open https://id.atlassian.com/manage-profile/security/api-tokens and create an API token; ' +
        'set email and apiToken.',
      'Data Center: in the account’s profile choose "Personal Access Tokens" and create one; set token.',
    ],
    limits: [
      {
        what: 'summary',
        max: SUMMARY_MAX,
        unit: 'characters',
        docs: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/',
        measure: summaryLength,
      },
      {
        what: 'requests',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://developer.atlassian.com/cloud/jira/platform/rate-limiting/',
      },
    ],
  },
  settings: Settings,
  secrets: ['apiToken', 'token'],
  audience: 'people',
  perMinute: PER_MINUTE,
  render,
  judge,
  lookup: { lagSeconds: 20, render: search, found },
  conversation: {
    reply: comment,
    judge: judgeComment,
    resolve: { ask: (receipt, settings) => ({ method: 'GET', ...transitionsOf(receipt, settings) }), act: close },
  },
});
