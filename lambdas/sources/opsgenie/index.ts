import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Actor, Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { classByWords, namesAttack } from '../_kit/class-words.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, severityIn, timeIn, wordsOf } from '../_kit/detected.ts';
import { type Dig, dig, textsOf } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { sayings } from '../_kit/identity.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { isEmail, placed } from '../_kit/typed-places.ts';

const levels: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** P1 is the worst, P5 the least (https://support.atlassian.com/opsgenie/docs/update-alert-priority-level/). */
const meaning = (word: string): Severity | undefined => levels[Number(/^P([1-5])$/i.exec(word.trim())?.[1] ?? 6) - 1];

const actionIn = (said: Dig): string => said.text('action')?.trim() ?? '';

const isOver = (said: Dig): boolean => /^(?:close|delete)$/i.test(actionIn(said));

/** These add something to an alert, be it closed or not, and say nothing of how it stands. */
const isRemark = (said: Dig): boolean =>
  /^(?:addnote|(?:add|remove)(?:tags|details|team|responder|recipient))$/i.test(actionIn(said));

function statusOf(said: Dig): 'suppressed' | 'in_progress' | undefined {
  const action = actionIn(said).toLowerCase();
  if (action === 'snooze') return 'suppressed';
  return /^(?:acknowledge|takeownership|assignownership)$/.test(action) ? 'in_progress' : undefined;
}

const idIn = (said: Dig): string | undefined => said.text('alert.alertId', 'alertId');

/** The alias, under which there is one open alert at a time; a remark does not open a closed alert again. */
function problemOf(said: Dig, record: Fields): string[] {
  const key = said.text('alert.alias') ?? idIn(said);
  const kind = isRemark(said) ? 'remark' : 'alert';
  return key === undefined ? [kind, ...sayings(record)] : [kind, exactly(key)];
}

const messageIn = (said: Dig): string => said.text('alert.message') ?? idIn(said) ?? 'Opsgenie alert';

const happenings = new Map([
  ['create', ''],
  ['acknowledge', 'acknowledged'],
  ['unacknowledge', 'no longer acknowledged'],
  ['close', 'closed'],
  ['delete', 'deleted'],
  ['snooze', 'snoozed'],
  ['snoozeended', 'no longer snoozed'],
  ['escalate', 'escalated'],
  ['addnote', 'note added'],
  ['updatepriority', 'priority updated'],
]);

/** What happened to it, when more than that it is there: `, acknowledged by ada@example.com`. */
function happeningIn(said: Dig): string {
  const action = happenings.get(actionIn(said).toLowerCase()) ?? wordsOf(actionIn(said));
  const by = said.text('alert.username');
  return action === '' ? '' : `, ${action}${by === undefined ? '' : ` by ${by}`}`;
}

/** `team:web` by its name, the others together. */
function tagsOf(said: Dig): Record<string, string> {
  const tags = textsOf(said.value('alert.tags'));
  const pairs = tags.flatMap((tag): [string, string][] => {
    const colon = tag.indexOf(':');
    return colon > 0 && colon < tag.length - 1 ? [[tag.slice(0, colon).trim(), tag.slice(colon + 1).trim()]] : [];
  });
  const plain = tags.filter((tag) => !tag.includes(':'));
  return { ...Object.fromEntries(pairs), ...(plain.length === 0 ? {} : { tags: plain.join(', ') }) };
}

const labelsOf = (said: Dig) => ({
  ...tagsOf(said),
  action: said.text('action'),
  priority: said.text('alert.priority'),
  entity: said.text('alert.entity'),
  source: said.text('alert.source'),
  integration: said.text('integrationName'),
});

/** Whoever raises an alert names the machine in its details, if at all. */
const targetOf = (said: Dig): Target =>
  defined({ kind: 'service', host: said.take('alert.details.host', 'alert.details.hostname') });

/** Whoever did it in Opsgenie; what it does by itself is done by `System`. */
function actorOf(said: Dig): Actor {
  const user = said.text('alert.username');
  if (user === undefined || user.toLowerCase() === 'system') return {};
  said.take('alert.username');
  return defined({ user, email: isEmail(user) ? user : undefined });
}

const classOf = (words: string): Detection['class'] =>
  classByWords(words) ?? (namesAttack(words) ? 'threat' : 'operational');

/** Of a remark no priority counts: it is for whoever reads along. */
const severityOf = (said: Dig): Pick<Detection, 'severity' | 'vendorSeverity'> =>
  isRemark(said) ? { severity: 'info' } : severityIn(said, ['alert.priority'], 'medium', meaning);

const findingOf = (said: Dig): Detection['finding'] =>
  isRemark(said)
    ? {}
    : defined({
        vendorUid: said.take('alert.alertId', 'alertId'),
        firstSeenAt: timeIn(said, 'alert.createdAt'),
        status: statusOf(said),
      });

function toDetection(fields: Fields, received: Received): Detection {
  const said = dig(fields);
  const occurredAt = timeIn(said, 'alert.updatedAt', 'alert.createdAt');
  const update = [actionIn(said), said.text('alert.updatedAt'), said.text('alert.note')];
  const [title, labels] = [`${messageIn(said)}${happeningIn(said)}`, labelsOf(said)];
  return detected(
    {
      identity: identified({ id: idIn(said), update, record: fields, occurredAt }, received),
      problem: problemOf(said, fields),
      record: fields,
      class: classOf(joined([messageIn(said), said.text('alert.tags')])),
      type: isRemark(said) ? 'alert remark' : 'alert',
      title,
      description: joined([said.take('alert.note'), said.take('alert.description')], '\n\n') || undefined,
      ...severityOf(said),
      state: isOver(said) ? 'resolved' : 'open',
      occurredAt,
      finding: findingOf(said),
      actor: actorOf(said),
      target: targetOf(said),
      cloud: placed({ resource: placed({ name: said.take('alert.entity') }) }),
      labels,
      facts: factsBut(fields, said),
    },
    received,
  );
}

const isAction = (fields: Fields): boolean => {
  const said = dig(fields);
  return isFields(said.value('alert')) && said.text('action', 'integrationId', 'integrationName') !== undefined;
};

const readItem = (item: unknown, received: Received): Reading =>
  isFields(item) && isAction(item)
    ? { kind: 'alerts', detections: [toDetection(item, received)] }
    : noAlert(item, 'no Opsgenie alert in it');

/** Opsgenie, and Operations of Jira Service Management: alerts, by an outgoing webhook. */
export const opsgenie = defineSource({
  vendor: 'Atlassian',
  product: 'Opsgenie',
  docs: 'https://support.atlassian.com/opsgenie/docs/opsgenie-edge-connector-alert-action-data/',
  about: {
    name: 'Opsgenie webhooks',
    setup: [
      'In Opsgenie, open Settings, Integrations, "Add integration", and choose Webhook (in Jira Service Management: Operations, Integrations, Outgoing webhook).',
      'Webhook URL: {url}. Under custom headers add `Authorization` with the value `Bearer <token>`. Tick "Add alert description" and "Add alert details".',
      'Under the actions choose alert is created, acknowledged, unacknowledged, snoozed, closed, deleted and its priority updated. Save, and turn the integration on.',
    ],
    auth: `{ bearer: "\${OPSGENIE_HOOK_TOKEN}" }`,
    arrives: 'One action on an alert a request, as it happens.',
    becomes:
      'An alert an action, with the priority as its severity (P1 critical to P5 info, without one medium). The alias is one problem, and the alert’s id the finding: ' +
      'Close and Delete resolve it, Acknowledge is in progress, Snooze suppresses it. Notes, tags, details, teams and responders are remarks of severity info, ' +
      'a problem of their own. Operational, unless the message or a tag names an attack.',
    notes: [
      'Do not send Tocsin’s own Opsgenie alerts back: leave the integration that Tocsin posts to out of the conditions of the webhook.',
      'Opsgenie cuts descriptions and details at 1,000 characters, and sends them when an alert is created only.',
    ],
  },
  consoles: ['*.opsgenie.com'],
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
