import * as z from 'zod/mini';
import type { Alert, Severity } from '../../domain/alert.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import type { Receipt } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { defined } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { isAcknowledgement, repeatsLine, timesLine } from '../_kit/alert-view/occurrences.ts';
import { isSuppressed } from '../_kit/alert-view/severity-label.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import { type Page, pageAgain, pageOf, pagerLine, problemKey } from '../_kit/paging/paging.ts';
import { judge } from './answers.ts';
import { DESCRIPTION_MAX, descriptionOf, detailsOf, ENTITY_MAX, entityOf, text } from './fields.ts';

const API_URL = 'https://api.atlassian.com/jsm/ops/integration';
const DOCS = 'https://developer.atlassian.com/cloud/jira/service-desk-ops/rest/v1/api-group-integration-events/';
const FIELDS_DOCS = 'https://operations-help.atlassian.net/wiki/spaces/OPSHELP/pages/8617985/Alert+fields';
const ALERT_API_DOCS = 'https://docs.opsgenie.com/docs/alert-api';

// FIELDS_DOCS: message 130, alias 512, entity 512; ALERT_API_DOCS: the rest. A Java service counts UTF-16 units.
const MESSAGE_MAX = 130;
const ALIAS_MAX = 512;
const DETAILS_MAX = 8000;
const TAGS_MAX = 20;
const TAG_MAX = 50;
const NOTE_MAX = 25_000;

const Tag = z
  .string()
  .check(z.regex(/^[^\s,]{1,50}$/, { error: 'is not a tag: expected 1 to 50 characters without spaces and commas' }));

const Settings = z.strictObject({
  apiKey: z.string().check(
    z.regex(/^[\w-]{16,128}$/, {
      error: 'is not the API key of an integration: expected letters, digits and - only, as the integration shows it',
    }),
    z.describe('The API key of an integration of the type API. An Atlassian API token does not do.'),
  ),
  apiUrl: z
    ._default(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }), API_URL)
    .check(
      z.describe(
        'What stands before /v2/alerts. Opsgenie, until it ends in 2027: https://api.opsgenie.com, or ' +
          'https://api.eu.opsgenie.com.',
      ),
    ),
  tags: z
    ._default(z.array(Tag).check(z.maxLength(TAGS_MAX - 3, { error: `takes ${TAGS_MAX - 3} tags at most` })), [])
    .check(z.describe('Further tags for every alert, for routing rules to look at.')),
});
type Settings = z.infer<typeof Settings>;

const priorities: Readonly<Record<Severity, string>> = {
  critical: 'P1',
  high: 'P2',
  medium: 'P3',
  low: 'P4',
  info: 'P5',
};

function post(path: string, body: object, { apiKey, apiUrl }: Settings): OutboundRequest {
  const base = withoutSlash(apiUrl).replace(/\/v2\/alerts$/, '');
  return {
    method: 'POST',
    url: `${base}/v2/alerts${path}`,
    headers: { accept: 'application/json', authorization: `GenieKey ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'Tocsin', ...body }),
  };
}

/** Left out of Atlassian's pages, but not of its answers (https://jira.atlassian.com/browse/JSDCLOUD-14179). */
const byAlias = (alias: string, action: 'close' | 'acknowledge' | 'notes'): string =>
  `/${alias}/${action}?identifierType=alias`;

const create = (page: Page, settings: Settings, alias: string): OutboundRequest =>
  post(
    '',
    defined({
      message: pagerLine(page, MESSAGE_MAX),
      alias,
      description: descriptionOf(page.view),
      priority: priorities[page.alert.severity],
      entity: entityOf(page.alert),
      tags: ['tocsin', page.alert.severity, page.alert.kind, ...settings.tags],
      details: detailsOf(page),
    }),
    settings,
  );

const change = (action: 'close' | 'acknowledge', alias: string, note: string, settings: Settings): OutboundRequest =>
  post(byAlias(alias, action), { note: text(note, NOTE_MAX) }, settings);

/**
 * What is over or suppressed pages nobody: a close ends what is open under the alias, an acknowledge its escalation, and
 * both fail quietly where nothing is open.
 */
function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const page = pageOf(alert, attempt);
  if (alert.state === 'resolved') return change('close', problemKey(alert), page.view.notification, settings);
  return isSuppressed(alert)
    ? change('acknowledge', problemKey(alert), page.view.notification, settings)
    : create(page, settings, problemKey(alert));
}

/**
 * While the alert is open, the same alias only counts on it; where somebody has closed it, a new one is opened. So a
 * repeat is never lost, as a note to a closed alert would be. The answer to the first names no alias, hence `told`.
 */
function reply(repeats: Repeats, attempt: Attempt, _: Receipt, settings: Settings, told: Alert): OutboundRequest {
  if (isAcknowledgement(repeats))
    return change('acknowledge', problemKey(told), repeatsLine(repeats, told, attempt), settings);
  return repeats.isResolved
    ? change('close', problemKey(told), repeatsLine(repeats, told, attempt), settings)
    : create(pageAgain(told, repeats, attempt), settings, problemKey(told));
}

/** An alert that counts keeps its first words; how often it came is in its notes. */
function note(
  repeats: Repeats,
  told: Alert,
  attempt: Attempt,
  _: Receipt,
  settings: Settings,
): OutboundRequest | undefined {
  if (repeats.isResolved || isAcknowledgement(repeats)) return undefined;
  const lines = `${timesLine(repeats, attempt)}\n${repeatsLine(repeats, told, attempt)}`;
  return post(byAlias(problemKey(told), 'notes'), { note: text(lines, NOTE_MAX) }, settings);
}

interface Sent {
  readonly message?: string;
  readonly alias?: string;
  readonly description?: string;
  readonly entity?: string;
  readonly note?: string;
  readonly tags?: readonly string[];
  readonly details?: Readonly<Record<string, string>>;
}

const sentIn = ({ body = '{}' }: OutboundRequest): Sent => JSON.parse(body);
const lengthOf = (field: 'message' | 'alias' | 'description' | 'entity' | 'note') => (request: OutboundRequest) =>
  sentIn(request)[field]?.length ?? 0;

/** What a plan allows is documented only as a function of plan and seats, so this is little. */
const PER_MINUTE = 60;

/** Alerts for the person on call, in Jira Service Management or Opsgenie. One problem is one alert. */
export const jsmOperations = defineDestination<Settings>({
  docs: DOCS,
  about: {
    name: 'Jira Service Management Operations, Opsgenie',
    group: 'paging',
    shows:
      'One alert a problem, which pages whoever is on call: severity, whether it was blocked, what happened and where in ' +
      'the message, everything else in the description. What comes again counts on the open alert and adds a note, ' +
      'without another page; acknowledge an alert while it goes on, for once it is closed the next repeat opens a new ' +
      'one. When the sender says that it is over, the alert is closed.',
    setup: [
      'In Jira open the team’s page under Operations (in Opsgenie: Teams, the team), and choose "Integrations".',
      'Choose "Add integration", pick "API", give it a name, and "Continue": its alerts go to that team’s on-call.',
      'Copy the API key, set it as apiKey, and choose "Turn on integration".',
      'For Opsgenie set apiUrl to https://api.opsgenie.com, or https://api.eu.opsgenie.com for an account in Europe.',
    ],
    cannot: [
      'The API answers before it has processed a request, so "delivered" means that it took it.',
      'Something that is over before it was sent leaves no trace there: closing what is not open fails quietly, and ' +
        'pages nobody. Tocsin keeps the record.',
      'The count on an alert is the number of messages from Tocsin; how often it came is in the notes.',
    ],
    limits: [
      { what: 'message', max: MESSAGE_MAX, unit: 'characters', docs: FIELDS_DOCS, measure: lengthOf('message') },
      { what: 'alias', max: ALIAS_MAX, unit: 'characters', docs: FIELDS_DOCS, measure: lengthOf('alias') },
      { what: 'entity', max: ENTITY_MAX, unit: 'characters', docs: FIELDS_DOCS, measure: lengthOf('entity') },
      {
        what: 'description',
        max: DESCRIPTION_MAX,
        unit: 'characters',
        docs: ALERT_API_DOCS,
        measure: lengthOf('description'),
      },
      { what: 'note', max: NOTE_MAX, unit: 'characters', docs: ALERT_API_DOCS, measure: lengthOf('note') },
      {
        what: 'details',
        max: DETAILS_MAX,
        unit: 'characters',
        docs: ALERT_API_DOCS,
        measure: (request) =>
          Object.entries(sentIn(request).details ?? {})
            .flat()
            .join('').length,
      },
      {
        what: 'tags',
        max: TAGS_MAX,
        unit: 'items',
        docs: FIELDS_DOCS,
        measure: (request) => sentIn(request).tags?.length ?? 0,
      },
      {
        what: 'tag',
        max: TAG_MAX,
        unit: 'characters',
        docs: FIELDS_DOCS,
        measure: (request) => Math.max(0, ...(sentIn(request).tags ?? []).map(({ length }) => length)),
      },
      {
        what: 'requests of an integration',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://docs.opsgenie.com/docs/api-rate-limiting',
      },
    ],
  },
  settings: Settings,
  secrets: ['apiKey'],
  targets: ['apiKey'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: ({ apiKey }) => `jsm ${apiKey}`,
  isIdempotent: true,
  render,
  judge: (response) => judge(response),
  conversation: { reply, judge: (response) => judge(response), edit: note },
});
