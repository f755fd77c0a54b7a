import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, type Receipt, rejected, unconfirmed, unknown } from '../../domain/outcome.ts';
import type { Repeats } from '../../domain/repeats.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { type Fields, isFields, listOf, textOf } from '../../domain/values/json-fields.ts';
import { truncate } from '../../domain/values/text.ts';
import { urlPart } from '../../domain/values/url-part.ts';
import { alertView } from '../_kit/alert-view/alert-view.ts';
import { replyLine } from '../_kit/alert-view/occurrences.ts';
import { plainOf } from '../_kit/alert-view/plain.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { titleWithin } from '../_kit/alert-view/title.ts';
import { type Attempt, defineDestination } from '../_kit/define-destination.ts';
import {
  baseOf,
  instanceSecrets,
  isNoRecord,
  judgeRefusal,
  objectIn,
  quotaOf,
  signIn,
  wasCutOff,
  withoutCode,
} from '../_kit/issues/servicenow.ts';
import { servicenowCallback } from './callback.ts';
import { grades, Settings } from './settings.ts';
import { isFinal, openState, resolvedState, states } from './states.ts';

// `max_length` of the task table; a longer value is cut without a word
// (https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0685779).
const SHORT_DESCRIPTION_MAX = 160;
const DESCRIPTION_MAX = 4000;
const NOTE_MAX = 2000;

const RECORD = 'sysparm_exclude_reference_link=true&sysparm_fields=sys_id,number,state,active,correlation_id';

const tableOf = (settings: Settings): string => `${baseOf(settings)}/api/now/table/${settings.table}`;

/** Names one delivery: what a look-up asks for, so that nothing of an alert ever stands in a query. */
const correlationOf = ({ deliveryId }: Attempt): string => `tocsin-${hashOf([deliveryId])}`;

function render(alert: Alert, attempt: Attempt, settings: Settings): OutboundRequest {
  const view = alertView(alert, attempt);
  const { urgency, impact } = settings.priorities[alert.severity] ?? grades[alert.severity];
  const first = `[${view.severityLabel}] `;
  const room = SHORT_DESCRIPTION_MAX - first.length;
  const record = {
    ...settings.fields,
    ...(settings.assignmentGroup === undefined ? {} : { assignment_group: settings.assignmentGroup }),
    short_description: cutUnits(withoutCode(`${first}${titleWithin(view, room, cutUnits)}`), SHORT_DESCRIPTION_MAX),
    description: plainOf(view, DESCRIPTION_MAX, withoutCode),
    urgency: String(urgency),
    impact: String(impact),
    correlation_id: correlationOf(attempt),
    correlation_display: `Tocsin problem ${hashOf([alert.fingerprint]).slice(0, 16)}`,
  };
  return { method: 'POST', url: `${tableOf(settings)}?${RECORD}`, ...signIn(settings), body: JSON.stringify(record) };
}

const sysIdIn = (text: string): string | undefined => /^[0-9a-f]{32}$/.exec(text.slice(-32))?.[0];

/** `INC0010001/9d385017…`: the number for people, the id that the interface asks for. */
function receiptOf(record: unknown, settings: Settings): Receipt | undefined {
  const fields: Fields = isFields(record) ? record : {};
  const sysId = sysIdIn(textOf(fields['sys_id']) ?? '');
  if (sysId === undefined) return undefined;
  const number = /^[A-Z]{2,10}\d{1,15}$/.exec(textOf(fields['number']) ?? '')?.[0];
  return {
    id: number === undefined ? sysId : `${number}/${sysId}`,
    url: `${baseOf(settings)}/nav_to.do?uri=${settings.table}.do?sys_id=${sysId}`,
  };
}

/** A 2xx without the id of a record is a login page, a hibernating instance, a proxy, or work that was cut off. */
function judge(response: OutboundResponse, settings: Settings): Outcome {
  const { status } = response;
  if (status !== 200 && status !== 201) return judgeRefusal(response);
  const receipt = receiptOf(objectIn(response)?.['result'], settings);
  if (receipt !== undefined) return delivered(receipt.id, receipt.url);
  return wasCutOff(response) ? unknown('transaction_cancelled') : unconfirmed('no_record_in_answer');
}

const search = (_: Alert, attempt: Attempt, settings: Settings): OutboundRequest => ({
  method: 'GET',
  url: `${tableOf(settings)}?sysparm_query=correlation_id=${correlationOf(attempt)}&sysparm_limit=2&${RECORD}`,
  ...signIn(settings),
});

/** A query that is not understood finds everything, so only a record that bears our id counts. */
function found(
  response: OutboundResponse,
  _: Alert,
  attempt: Attempt,
  settings: Settings,
): Receipt | 'unsure' | undefined {
  if (isNoRecord(response)) return undefined;
  const result = response.status === 200 ? objectIn(response)?.['result'] : undefined;
  if (!Array.isArray(result) || wasCutOff(response)) return 'unsure';
  if (result.length === 0) return undefined;
  const ours = listOf(result).find((record) => isFields(record) && record['correlation_id'] === correlationOf(attempt));
  return receiptOf(ours, settings) ?? 'unsure';
}

const recordAt = ({ id }: Receipt, settings: Settings): Pick<OutboundRequest, 'url' | 'headers' | 'auth'> => ({
  url: `${tableOf(settings)}/${sysIdIn(id) ?? urlPart(id)}?${RECORD}`,
  ...signIn(settings),
});

const change = (receipt: Receipt, settings: Settings, fields: Fields): OutboundRequest => ({
  method: 'PATCH',
  ...recordAt(receipt, settings),
  body: JSON.stringify(fields),
});

const ask = (receipt: Receipt, settings: Settings): OutboundRequest => ({
  method: 'GET',
  ...recordAt(receipt, settings),
});

function note(repeats: Repeats, attempt: Attempt, first: Receipt, settings: Settings, told: Alert): OutboundRequest {
  return change(first, settings, {
    [settings.notes]: cutUnits(withoutCode(replyLine(repeats, told, attempt)), NOTE_MAX),
  });
}

/**
 * A record that was deleted, or that a business rule keeps as it is, takes no note, which is nothing about the
 * destination: a new one is opened.
 */
function judgeNote(response: OutboundResponse, settings: Settings): Outcome {
  if (isNoRecord(response)) return rejected('record_not_found');
  const outcome = judge(response, settings);
  if (outcome.kind === 'delivered') return delivered();
  return outcome.reason === 'business_rule' ? rejected(outcome.reason) : outcome;
}

/** How a record stands: `final` ones cannot be reopened (https://www.servicenow.com/docs/r/it-service-management/incident-management/reopening-incident.html). */
function standing(answer: OutboundResponse, settings: Settings): 'open' | 'resolved' | 'final' | 'unclear' {
  const record = answer.status === 200 ? objectIn(answer)?.['result'] : undefined;
  const state = isFields(record) ? textOf(record['state']) : undefined;
  if (!isFields(record) || state === undefined) return 'unclear';
  if (textOf(record['active']) === 'false' || isFinal(settings, state)) return 'final';
  return state === resolvedState(settings) ? 'resolved' : 'open';
}

function resolve(answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined {
  const { table, whenResolved = states[table].whenResolved, closeCode, closeNotes } = settings;
  if (whenResolved === 'note' || standing(answer, settings) !== 'open') return undefined;
  const outcome = { close_code: truncate(closeCode, 40), close_notes: truncate(closeNotes, NOTE_MAX) };
  return change(receipt, settings, { state: resolvedState(settings), ...outcome });
}

function reopen(answer: OutboundResponse, receipt: Receipt, settings: Settings): OutboundRequest | undefined {
  if (settings.whenClosed === 'new' || standing(answer, settings) !== 'resolved') return undefined;
  return change(receipt, settings, { state: openState(settings) });
}

const lengthOf =
  (name: string) =>
  ({ body = '{}' }: OutboundRequest): number => {
    const record: unknown = JSON.parse(body);
    return (isFields(record) ? textOf(record[name])?.length : undefined) ?? 0;
  };

const MAX_LENGTH = 'https://support.servicenow.com/kb?id=kb_article_view&sysparm_article=KB0685779';

/** Nothing is limited until an administrator says so; four requests are worked on at once on a node, fifty may wait. */
const PER_MINUTE = 240;

/** https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html */
export const servicenow = defineDestination<Settings>({
  docs: 'https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html',
  about: {
    name: 'ServiceNow incidents',
    group: 'tickets',
    shows:
      'One incident, or security incident, a problem, with what happened, who, where, the advice and the evidence as ' +
      'plain text. Repeats become work notes, a few minutes’ worth in one; when the sender says that it is over, the ' +
      'incident is resolved, and reopened when it comes back.',
    setup: [
      'In ServiceNow choose "User Administration", "Users", "New": a user for Tocsin with "Web service access only".',
      'Give it the role itil for incidents, or sn_si.basic and sn_si.write for security incidents.',
      'For a password: set one, and put user and password into the configuration.',
      'For OAuth: set the system property glide.oauth.inbound.client.credential.grant_type.enabled to true, choose ' +
        '"System OAuth", "Application Registry", "New", "Create an OAuth API endpoint for external clients", add the ' +
        'field "OAuth Application User" to the form and choose the user; then copy client id and client secret.',
    ],
    cannot: [
      'ServiceNow does not reopen an incident that is closed or cancelled: a new one is opened that names it.',
      'A column that the user may not write is left empty without a word: look at the first record.',
      'Fields above their length are cut by ServiceNow, so Tocsin shortens the description to 4,000 characters.',
    ],
    limits: [
      {
        what: 'short_description',
        max: SHORT_DESCRIPTION_MAX,
        unit: 'characters',
        docs: MAX_LENGTH,
        measure: lengthOf('short_description'),
      },
      {
        what: 'description',
        max: DESCRIPTION_MAX,
        unit: 'characters',
        docs: MAX_LENGTH,
        measure: lengthOf('description'),
      },
      { what: 'correlation_id', max: 100, unit: 'characters', docs: MAX_LENGTH, measure: lengthOf('correlation_id') },
      {
        what: 'requests',
        max: PER_MINUTE,
        unit: 'a minute',
        docs: 'https://www.servicenow.com/docs/r/api-reference/rest-api-explorer/inbound-REST-API-rate-limiting.html',
      },
    ],
  },
  settings: Settings,
  secrets: [...instanceSecrets, 'callback'],
  targets: ['assignmentGroup'],
  audience: 'people',
  perMinute: PER_MINUTE,
  quotaScope: (settings) => quotaOf('table', settings),
  render,
  judge,
  // A request that is no longer waited for may go on for 60 s: the quota of "REST Table API request timeout".
  lookup: { lagSeconds: 60, render: search, found },
  conversation: {
    reply: note,
    judge: judgeNote,
    resolve: { ask, act: resolve },
    closed: {
      ask,
      isClosed: (answer, settings) => ['resolved', 'final'].includes(standing(answer, settings)),
      reopen,
    },
  },
  callback: servicenowCallback,
});
