import type { Severity } from '../../domain/alert.ts';
import type { Detection } from '../../domain/detection.ts';
import { exactly } from '../../domain/fingerprint.ts';
import { defined, type Fields, factsBut, isFields } from '../../domain/values/json-fields.ts';
import { wordTable } from '../../domain/values/word-table.ts';
import { asTest, defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { detected, joined, timeIn } from '../_kit/detected.ts';
import { type Dig, dig, pairsOf } from '../_kit/field-reader.ts';
import { identified } from '../_kit/identified.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { containerIn } from '../_kit/records.ts';
import { severityWord } from '../_kit/severity.ts';
import { type Message, messageOf } from './message.ts';
import { placesOf } from './places.ts';

/** https://github.com/louislam/uptime-kuma/blob/master/src/util.ts: the numbers of `heartbeat.status`. */
const statuses: Readonly<Record<string, string>> = wordTable({
  '0': 'DOWN',
  '1': 'UP',
  '2': 'PENDING',
  '3': 'MAINTENANCE',
});

const statusOf = (said: Dig, message: Message): string | undefined =>
  statuses[said.text('heartbeat.status') ?? ''] ?? message.status;

const nameOf = (said: Dig, message: Message): string | undefined => said.text('monitor.name') ?? message.monitor;

const phrases: Readonly<Record<string, string>> = wordTable({
  DOWN: 'is down',
  UP: 'is up',
  PENDING: 'is pending',
  MAINTENANCE: 'is under maintenance',
});

/** `shop is down`; without a state what the message says of the monitor. */
function titleOf(said: Dig, message: Message): string {
  const name = nameOf(said, message) ?? '';
  const phrase = phrases[statusOf(said, message) ?? ''];
  if (phrase !== undefined) return joined([name || 'Monitor', phrase]);
  return joined([name, message.rest], ': ') || 'Uptime Kuma notification';
}

/** A certificate or a domain that will end is another problem of the monitor than that it is down. */
function aboutOf(said: Dig, message: Message): string {
  if (statusOf(said, message) !== undefined) return 'state';
  if (/\bcertificate\b/i.test(message.rest)) return 'certificate';
  return /\bdomain\b/i.test(message.rest) && /\bexpir/i.test(message.rest) ? 'domain' : 'message';
}

const tagsOf = (said: Dig): [string, string][] => pairsOf(said.value('monitor.tags'));

const derived: Readonly<Record<string, Severity>> = wordTable({ DOWN: 'high', UP: 'high' });

/** Uptime Kuma gives no severity: that of a tag `severity` or `priority`, else high for what is down. */
function severityOf(said: Dig, message: Message): Pick<Detection, 'severity' | 'vendorSeverity'> {
  const tagged = tagsOf(said).filter(([name]) => /^(?:severity|priority)$/i.test(name));
  for (const [, word] of tagged) {
    const severity = severityWord(word);
    if (severity !== undefined) return { severity, vendorSeverity: word };
  }
  return { severity: derived[statusOf(said, message) ?? ''] ?? 'medium' };
}

/** The monitor; its number alone is not enough where several instances post to one source. */
function problemOf(said: Dig, message: Message): string[] {
  const about = aboutOf(said, message);
  const id = about === 'state' ? said.text('heartbeat.monitorID', 'monitor.id') : undefined;
  const monitor = [nameOf(said, message), said.text('monitor.url') ?? message.address, said.text('monitor.hostname')];
  const known = [id, ...monitor].map((text) => text ?? '');
  const isNamed = known.some((text) => text !== '');
  // A chain has several certificates; how many days are left is no part of the problem.
  const rest =
    isNamed && (about === 'state' || about === 'message') ? '' : message.rest.replace(/ in -?\d+ days?/i, '');
  return ['uptime-kuma', about, rest, exactly(...known)];
}

const labelsOf = (said: Dig) => ({
  ...Object.fromEntries(tagsOf(said)),
  monitor: said.take('monitor.name'),
  group: said.take('monitor.pathName'),
});

function toDetection(record: Fields, received: Received): Detection {
  const said = dig(record);
  const message = messageOf(said.text('msg') ?? '');
  const [status, about] = [statusOf(said, message), aboutOf(said, message)];
  const occurredAt = timeIn(said, 'heartbeat.time');
  const id = occurredAt === undefined ? undefined : said.text('heartbeat.monitorID', 'monitor.id');
  const [title, problem] = [titleOf(said, message), problemOf(said, message)];
  return detected(
    {
      identity: identified(
        {
          id,
          update: [occurredAt, status, nameOf(said, message), said.text('monitor.url', 'monitor.hostname')],
          record,
          occurredAt,
        },
        received,
      ),
      problem,
      record,
      class: 'operational',
      type: about === 'state' ? (said.take('monitor.type') ?? 'monitor') : about,
      title,
      description: said.take('heartbeat.msg') ?? (about === 'state' ? message.rest : undefined),
      ...severityOf(said, message),
      state: status === 'UP' ? 'resolved' : 'open',
      occurredAt,
      finding: defined({ status: status === 'MAINTENANCE' ? ('suppressed' as const) : undefined }),
      ...placesOf(said, message.address),
      labels: labelsOf(said),
      facts: factsBut(record, said),
    },
    received,
  );
}

/** As a form the notification is JSON text in the field `data`. */
function openedForm(item: Fields): Fields {
  const { data, ...rest } = item;
  const inner = containerIn(data);
  return isFields(inner) ? { ...rest, ...inner } : item;
}

function notificationIn(item: unknown): Fields | undefined {
  if (!isFields(item)) return undefined;
  const fields = openedForm(item);
  const isWhole = 'heartbeat' in fields && 'monitor' in fields;
  return isWhole && dig(fields).text('msg') !== undefined ? fields : undefined;
}

/** The button "Test" sends the name of the notification and `Testing`, of no monitor. */
const isTest = (said: Dig): boolean =>
  said.value('heartbeat') === undefined &&
  said.value('monitor') === undefined &&
  /\btesting$/i.test(said.text('msg') ?? '');

function readOne(item: unknown, received: Received): Reading {
  const notification = notificationIn(item);
  if (notification === undefined) return noAlert(item, 'no notification of Uptime Kuma in it');
  const reading: Reading = { kind: 'alerts', detections: [toDetection(notification, received)] };
  return isTest(dig(notification)) ? asTest(reading) : reading;
}

/** Uptime Kuma: monitors that go down and come back, by its webhook notification. */
export const uptimeKuma = defineSource({
  vendor: 'Uptime Kuma',
  product: 'Uptime Kuma',
  docs: 'https://github.com/louislam/uptime-kuma/blob/master/server/notification-providers/webhook.js',
  about: {
    name: 'Uptime Kuma',
    setup: [
      'In Uptime Kuma, open Settings, Notifications, and click Setup Notification.',
      'Choose the type Webhook, the Post URL {url}, and the request body Preset - application/json.',
      'Switch on Additional Headers and write `{ "Authorization": "Bearer <token>" }`.',
      'Switch on Default enabled, and Apply on all existing monitors. Click Test, then Save.',
    ],
    auth: `{ bearer: "\${UPTIME_KUMA_HOOK_TOKEN}" }`,
    arrives:
      'A notification when a monitor goes down or comes up, again where a monitor has a resend interval, and before a certificate expires.',
    becomes:
      'An operational alert of the monitor. Uptime Kuma gives no severity: high for what is down, medium for certificates, or that of a tag ' +
      '`severity` of the monitor. The same monitor is one problem; that it is up resolves it, maintenance suppresses it.',
    notes: ['A certificate that was renewed sends nothing: close that alert by hand or by age.'],
  },
  read: (payload, received) => readItems(payload, (item) => readOne(item, received), received.pause),
});
