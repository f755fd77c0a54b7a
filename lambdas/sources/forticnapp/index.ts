import type { AlertClass, Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, linkIn, severityIn, timeIn } from '../_kit/detected.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { occurrence } from '../_kit/identity.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { severityWord } from '../_kit/severity.ts';
import { ordered } from '../_kit/stable-order.ts';
import { placed } from '../_kit/typed-places.ts';
import { takeRepeats } from '../_kit/typed-values.ts';

const levels: Readonly<Record<string, Severity>> = wordTable({
  '1': 'critical',
  '2': 'high',
  '3': 'medium',
  '4': 'low',
  '5': 'info',
});

/** `1` is the worst (https://docs.fortinet.com/document/forticnapp/latest/alerts-reference). */
const meaning = (word: string): Severity | undefined =>
  levels[String(Number(word.trim() || 'NaN'))] ?? severityWord(word);

const over = /^(?:closed|resolved|inactive)$/i;

/** Without times, and without numbers that count something: those of accounts, addresses and names tell what it is about. */
const told = (text: string | undefined): string =>
  (text ?? '')
    .replace(/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?\S{0,12})?/g, '#')
    .replace(/(?<![\w.-])\d{1,11}(?![\w-]|\.\d)/g, '#');

const worked: Readonly<Record<string, 'in_progress' | 'suppressed'>> = wordTable({
  'in progress': 'in_progress',
  in_progress: 'in_progress',
  suppressed: 'suppressed',
  ignored: 'suppressed',
});

/** By the kind of the event, and by the product that it comes of (`AzureCompliance`). */
function classOf(kind: string | undefined, source: string | undefined): AlertClass {
  if ([kind, source].some((text) => /compliance$/i.test(text ?? ''))) return 'compliance';
  return [kind, source].some((text) => /vulnerab/i.test(text ?? '')) ? 'vulnerability' : 'threat';
}

function toDetection(said: Dig, payload: Fields, received: Received): Detection {
  const rule = said.take('rec_id');
  const kind = said.take('event_type', 'alert_type');
  const title = said.text('event_title', 'event_name', 'alert_name') ?? kind ?? 'FortiCNAPP alert';
  const description = said.take('event_description', 'alert_description');
  const occurredAt = timeIn(said, 'event_timestamp', 'alert_timestamp', 'timestamp', 'start_time');
  const [account, id] = [said.take('lacework_account', 'account'), said.take('event_id', 'alert_id')];
  const source = said.take('event_source', 'alert_source');
  const type = rule ?? kind ?? title;
  takeRepeats(said, type, 'event_title', 'event_name', 'alert_name');
  const status = said.text('event_status', 'alert_status') ?? '';
  return detected(
    {
      identity:
        id === undefined
          ? occurrence(ordered(payload), { occurredAt, receivedAt: received.receivedAt })
          : [joined([account, id, status], '\n')],
      problem: [exactly(joined([account, rule, title, told(description)], '\n'))],
      record: payload,
      class: classOf(kind, source),
      type,
      rule: defined({ category: kind === type ? undefined : kind }),
      finding: defined({ vendorUid: id, status: worked[status.trim().toLowerCase()] }),
      title: joined([source === undefined ? title : `${title} (${source})`, description], ': '),
      description,
      ...severityIn(said, ['event_severity', 'alert_severity', 'severity'], 'medium', meaning),
      state: over.test(status) ? 'resolved' : 'open',
      occurredAt,
      target: { kind: 'cloud account' },
      cloud: placed({ account }),
      labels: { kind, source, account, rule },
      url: linkIn(said, 'event_link', 'alert_link'),
      facts: factsBut(payload, said),
    },
    received,
  );
}

const marks = [
  'event_id',
  'event_title',
  'event_severity',
  'event_type',
  'lacework_account',
  'event_description',
  'alert_id',
  'alert_name',
];

/** A test of the channel names no rule and no severity. */
const isTest = (said: Dig): boolean =>
  /^test\b|\btest (?:alert|event|message|notification)\b/i.test(said.text('event_title', 'alert_name') ?? '') &&
  said.text('rec_id', 'event_severity') === undefined;

function read(payload: unknown, received: Received): Reading {
  const said = dig(payload);
  if (!isFields(payload) || marks.every((name) => said.text(name) === undefined))
    return noAlert(payload, 'no FortiCNAPP alert in it');
  const detections = [toDetection(said, payload, received)];
  return isTest(said) ? { kind: 'ignored', reason: 'test', detections } : { kind: 'alerts', detections };
}

/** FortiCNAPP, formerly Lacework: alerts, by its custom webhook. */
export const forticnapp = defineSource({
  vendor: 'Fortinet',
  product: 'FortiCNAPP',
  docs: 'https://docs.fortinet.com/document/forticnapp/26.2.0/administration-guide/465696',
  about: {
    name: 'FortiCNAPP (Lacework)',
    setup: [
      'In FortiCNAPP, open Settings, Notifications, Alert channels, and press "Add new"; choose Webhook.',
      'Name: tocsin. Webhook URL: {url}/<token>, with the token of FORTICNAPP_HOOK_TOKEN at its end: FortiCNAPP can send no header.',
      'Save, and press "Test integration" in the list of channels.',
      'Under Settings, Notifications, Alert rules, add a rule with this channel, and the severities and resource groups that matter.',
    ],
    auth: `{ token: "\${FORTICNAPP_HOOK_TOKEN}" }`,
    arrives: 'One alert a request, as flat texts; the time is to the minute.',
    becomes:
      'An alert an event, with the recommendation’s id or the event type as its type. Severity 1 is critical, 2 high, 3 medium, 4 low, ' +
      '5 info. The same title and description in the same account is one problem; times and counts in it do not count. ' +
      'Events of compliance are compliance.',
    notes: [
      'The token stands in the URL: whoever reads the channel’s settings has it.',
      'FortiCNAPP sends nothing when an alert is closed there.',
    ],
  },
  consoles: ['*.lacework.net'],
  fields: [
    ...['event_title', 'event_link', 'lacework_account', 'event_source', 'event_description', 'event_timestamp'],
    ...['event_type', 'event_id', 'event_severity', 'rec_id'],
  ],
  read,
});
