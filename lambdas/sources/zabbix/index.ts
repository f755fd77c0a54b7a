import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import type { Target } from '../../domain/places.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { httpUrl } from '../../domain/values/text.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { classByWords, namesAttack } from '../_kit/class-words.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected } from '../_kit/detected.ts';
import { undotted } from '../_kit/dotted-keys.ts';
import { dig } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { sayings } from '../_kit/identity.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { addressOf } from '../_kit/typed-values.ts';
import { type Macros, macrosOf, namedAs, under } from './macros.ts';
import { endingOf, isOver, isUpdate, severityOf, statusOf, timesOf } from './standing.ts';

/** `Problem: …`, `Resolved in 5m: …`, `Updated problem in 5m: …`: without what the template puts before the name. */
function nameInSubject(subject: string): string {
  const colon = subject.indexOf(': ');
  const isTemplate =
    colon > 0 && colon < 60 && /^(?:problem|resolved|updated problem|service|internal)\b/i.test(subject);
  return isTemplate ? subject.slice(colon + 2) : subject;
}

const statedName = (macros: Macros): string | undefined => {
  const subject = macros.text('alert.subject');
  return macros.text('event.name') ?? (subject === undefined ? undefined : nameInSubject(subject));
};

const nameOf = (macros: Macros): string => statedName(macros) ?? 'Zabbix problem';

/** `scope:availability, target:mysql`, or the same as JSON. */
function tagsOf({ text }: Macros): [name: string, value: string][] {
  const tags = jsonIn(text('event.tagsjson'));
  if (Array.isArray(tags))
    return tags.flatMap((tag) => {
      const [name, value] = [dig(tag).text('tag'), dig(tag).text('value')];
      return name === undefined || value === undefined ? [] : [[name, value] as [string, string]];
    });
  return (text('event.tags') ?? '').split(',').flatMap((tag): [string, string][] => {
    const colon = tag.indexOf(':');
    const [name, value] = [tag.slice(0, colon).trim(), tag.slice(colon + 1).trim()];
    return colon < 1 || name === '' || value === '' ? [] : [[name, value]];
  });
}

function targetOf(macros: Macros): Target {
  const [host, address] = [macros.take('host.name'), macros.text('host.ip')];
  const ip = addressOf(address);
  if (ip !== undefined && ip === address) macros.take('host.ip');
  return defined({ kind: 'host', host, ip });
}

/** The trigger, which stands for one problem of one host again and again; without its id the host and the name. */
function problemOf(macros: Macros, record: Fields): string[] {
  const trigger = macros.text('trigger.id');
  if (trigger !== undefined) return ['zabbix trigger', exactly(trigger)];
  const [host, name] = [macros.text('host.name') ?? '', statedName(macros)];
  if (name !== undefined) return ['zabbix problem', exactly(host, name)];
  return ['zabbix event', exactly(host, macros.text('event.id') ?? sayings(record).join('\n'))];
}

/** A step of an escalation is the same again; a recovery and every update are news. */
function identityOf(macros: Macros, record: Fields, occurredAt: string | undefined, received: Received): string[] {
  const happening = isOver(macros) ? 'resolved' : isUpdate(macros) ? 'update' : 'problem';
  const about = isUpdate(macros)
    ? [occurredAt, macros.text('event.update.action'), macros.text('event.update.message')]
    : [];
  return identified({ id: macros.text('event.id'), update: [happening, ...about], record, occurredAt }, received);
}

/** What a trigger watches is operation, unless its name names an attack or the like. */
const classOf = (name: string): Detection['class'] =>
  classByWords(name) ?? (namesAttack(name) ? 'threat' : 'operational');

function toDetection(fields: Fields, received: Received): Detection {
  const parameters = undotted(fields);
  const macros = macrosOf(parameters);
  const { began, occurredAt } = timesOf(macros);
  const [name, target, isEnd] = [nameOf(macros), targetOf(macros), isOver(macros)];
  const trigger = macros.take('trigger.id');
  return detected(
    {
      identity: identityOf(macros, fields, occurredAt, received),
      problem: problemOf(macros, fields),
      record: fields,
      class: classOf(name),
      type: trigger ?? name,
      rule: trigger === undefined ? undefined : defined({ name: macros.text('trigger.name') }),
      finding: defined({
        vendorUid: macros.take('event.id'),
        firstSeenAt: began,
        status: isEnd ? undefined : statusOf(macros),
      }),
      title: `${name}${target.host === undefined || name.includes(target.host) ? '' : ` on ${target.host}`}${endingOf(macros)}`,
      description: macros.take('event.update.message') ?? macros.take('alert.message') ?? macros.text('event.opdata'),
      ...severityOf(macros),
      state: isEnd ? 'resolved' : 'open',
      occurredAt,
      target,
      labels: { ...Object.fromEntries(tagsOf(macros)), hostGroup: macros.text('trigger.hostgroup.name') },
      url: httpUrl(macros.text('trigger.url')),
      facts: factsBut(parameters, macros.said),
    },
    received,
  );
}

const marks = ['event.id', 'event.value', 'event.nseverity', 'trigger.id', 'event.status', 'event.update.status'];
const templates = ['alert.subject', 'alert.message'];

const names = (fields: Fields, macros: readonly string[], paths = namedAs): boolean =>
  macros.every((macro) => paths(macro).some((path) => dig(fields).value(path) !== undefined));

/** The parameters of a media type: one that only an event has, subject and message, or names that mean so together. */
const isNotification = (fields: Fields): boolean =>
  marks.some((macro) => names(fields, [macro])) ||
  names(fields, templates) ||
  names(fields, ['event.name', 'event.status', 'event.severity', 'host.name'], under);

function readItem(item: unknown, received: Received): Reading {
  const fields = isFields(item) ? undotted(item) : undefined;
  if (!isFields(item) || fields === undefined || !isNotification(fields))
    return noAlert(item, 'no Zabbix notification in it');
  const detections = [toDetection(item, received)];
  const { text } = macrosOf(fields);
  // "Test" of a media type sends the macros as they are written.
  const isTest = [...marks, ...templates].every((macro) => text(macro) === undefined);
  return isTest ? { kind: 'ignored', reason: 'test', detections } : { kind: 'alerts', detections };
}

/** Zabbix: problems, updates and recoveries, by a media type of type webhook. */
export const zabbix = defineSource({
  vendor: 'Zabbix',
  product: 'Zabbix',
  docs: 'https://www.zabbix.com/documentation/current/en/manual/config/notifications/media/webhook',
  about: {
    name: 'Zabbix',
    setup: [
      'In Zabbix, open Alerts, Media types, "Create media type". Name: Tocsin. Type: Webhook.',
      'Parameters: `url` = {url}, `token` = the token, and for each of EVENT.ID, EVENT.NAME, EVENT.VALUE, EVENT.NSEVERITY, EVENT.SEVERITY, ' +
        'EVENT.TIMESTAMP, EVENT.RECOVERY.TIMESTAMP, EVENT.UPDATE.TIMESTAMP, EVENT.UPDATE.STATUS, EVENT.UPDATE.ACTION, EVENT.UPDATE.MESSAGE, EVENT.ACK.STATUS, ' +
        'EVENT.OPDATA, EVENT.TAGSJSON, HOST.NAME, HOST.IP, TRIGGER.ID, TRIGGER.URL, TRIGGER.HOSTGROUP.NAME and USER.FULLNAME one parameter with that name ' +
        'and the macro in braces as its value, such as `{EVENT.ID}`. Subject, Message and To may stay.',
      'Script: `var p = JSON.parse(value), r = new HttpRequest(); r.addHeader("Content-Type: application/json"); r.addHeader("Authorization: Bearer " + p.token); ' +
        'var url = p.url; delete p.url; delete p.token; r.post(url, JSON.stringify(p)); if (r.getStatus() > 299) throw "HTTP " + r.getStatus(); return "OK";`',
      'On the tab "Message templates" add Problem, Problem recovery and Problem update. Give a user this media type, and enable the action under Alerts, Actions, ' +
        'Trigger actions, with recovery and update operations.',
      'Press Test beside the media type: a test with the macros unfilled is accepted and not forwarded.',
    ],
    auth: `{ bearer: "\${ZABBIX_HOOK_TOKEN}" }`,
    arrives: 'One notification a request: a problem, each step of its escalation, each update, and its recovery.',
    becomes:
      'An alert a notification. The severity is taken by its number: Disaster critical, High high, Average medium, Warning low, Information and ' +
      'Not classified info. The trigger is one problem, and the recovery resolves it; an acknowledgement is in progress, a suppressed problem suppressed. ' +
      'Problems are operational unless their name names an attack. A repeated step of an escalation is no new alert.',
    notes: [
      'With the parameters Subject, Message and To alone the lines of the default templates are read; updates do not find their problem then.',
      'Where Zabbix leaves EVENT.TIMESTAMP unresolved, add EVENT.DATE and EVENT.TIME, and the same of EVENT.RECOVERY: they have no zone and are taken as UTC.',
      'Addresses of your frontend become links when its host is named under `links`.',
    ],
  },
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
