import type { Detection } from '../../../../domain/detection.ts';
import { exactly } from '../../../../domain/fingerprint.ts';
import { inTurns } from '../../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../../domain/values/deferred.ts';
import {
  defined,
  type Fields,
  factsOf,
  isFields,
  jsonOf,
  listOf,
  saysNothing,
  textOf,
} from '../../../../domain/values/json-fields.ts';
import { toTime } from '../../../../domain/values/time.ts';
import type { Reading, Received } from '../../define-source.ts';
import { sayings } from '../../identity.ts';
import { readItems, unreadableItem } from '../../items.ts';
import { isProbe } from '../../test-payload.ts';
import { type GroupedAlert, toDetection } from './alert.ts';
import { severityOf, textsIn } from './labels.ts';

// Groups of alerts as Alertmanager posts them (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config);
// Grafana posts the same with fields of its own.

/** Who speaks this format: its name in words, and which of its alerts it sends to try a webhook. */
interface Sender {
  readonly name: string;
  isTest(alert: Fields): boolean;
}

/** More than this for each alert again and again would outgrow the payload itself: then the first alert alone has it. */
const REPEATED_MAX = 1_048_576;

const isAlert = (value: unknown): value is Fields =>
  isFields(value) && ['labels', 'annotations', 'startsAt', 'fingerprint'].some((name) => name in value);

const omittedIn = (group: Fields): number => {
  const count = Number(textOf(group['truncatedAlerts']) ?? 0);
  return Number.isFinite(count) && count > 0 ? count : 0;
};

const startsOf = (alerts: readonly Fields[]): string[] =>
  alerts
    .flatMap((alert) => toTime(alert['startsAt']) ?? [])
    .filter((time) => time >= '1970')
    .sort();

const spanOf = ([first, ...later]: readonly string[]): string => {
  if (first === undefined) return '';
  const last = later.at(-1) ?? first;
  return ` What came started ${first === last ? `at ${first}` : `between ${first} and ${last}`}.`;
};

interface Omission {
  readonly count: number;
  readonly receiver: string | undefined;
  readonly groupKey: string | undefined;
  readonly starts: readonly string[];
}

const gapText = (sender: Sender, { count, receiver = '', starts }: Omission): string =>
  `The receiver "${receiver}" sends no more than a number of alerts of a group, and ${count} were left out.` +
  `${spanOf(starts)} Look them up in ${sender.name}, and raise or remove the limit (max_alerts, "Max alerts").`;

/** `max_alerts` of the receiver cuts a group: what was cut is in no other request. */
function gapOf(sender: Sender, group: Fields, alerts: readonly Fields[]): Detection {
  const [receiver, groupKey] = [textOf(group['receiver']), textOf(group['groupKey'])];
  const omission = { count: omittedIn(group), receiver, groupKey, starts: startsOf(alerts) };
  const names = alerts.map((alert) => `${textOf(alert['fingerprint'])} ${textOf(alert['status'])}`).sort();
  const place = [receiver ?? '', groupKey ?? ''];
  return defined({
    kind: 'gap' as const,
    identity: ['truncated', ...place, String(omission.count), ...omission.starts, ...names],
    problem: ['truncated', ...place],
    record: group,
    type: 'truncated-alerts',
    title: `${sender.name} left out ${omission.count} alerts of group ${groupKey ?? 'without a key'}`,
    description: gapText(sender, omission),
    severity: severityOf(textsIn(group['commonLabels'])).severity,
    state: 'open' as const,
    action: 'unknown' as const,
    occurredAt: omission.starts.at(-1),
    target: { kind: 'alert-group' },
    attack: [],
    evidence: [],
    labels: defined({ receiver }),
    facts: factsOf(group),
  });
}

const isSaying = (payload: unknown): boolean => !saysNothing({ payload });

function readGroup(sender: Sender, payload: Fields, received: Received): Later<Reading> {
  const { alerts: list, ...group } = payload;
  const items = listOf(list).filter(isSaying);
  const alerts = items.filter(isFields);
  const isRepeatable = alerts.length * jsonOf(group).length <= REPEATED_MAX;
  const said = isRepeatable ? group : exactly(...sayings(group));
  const grouped = alerts.map((alert): GroupedAlert => ({ alert, group, said }));
  const read = (each: GroupedAlert, i: number) => toDetection(each, received, isRepeatable || i === 0);
  const isTest = alerts.length > 0 && alerts.every((alert) => sender.isTest(alert));
  const garbled = items.filter((item) => !isFields(item));
  const around = alerts.length === 0 ? payload : { alerts: garbled };
  const rest = garbled.length > 0 ? [unreadableItem('something else where an alert should be', around)] : [];
  const gap = omittedIn(group) > 0 ? [gapOf(sender, group, alerts)] : [];
  return after(inTurns(grouped, read, received.pause), (found): Reading => {
    if (isTest) return { kind: 'ignored', reason: 'test', detections: found };
    const detections = [...found, ...rest, ...gap];
    return detections.length === 0 ? { kind: 'empty' } : { kind: 'alerts', detections };
  });
}

function readItem(sender: Sender, payload: unknown, received: Received): Later<Reading> {
  if (isFields(payload) && Array.isArray(payload['alerts'])) return readGroup(sender, payload, received);
  if (isAlert(payload)) return readGroup(sender, { alerts: [payload] }, received);
  if (!isSaying(payload)) return { kind: 'empty' };
  return isProbe(payload)
    ? { kind: 'ignored', reason: 'test' }
    : { kind: 'unreadable', reason: `no alert of ${sender.name} in it` };
}

/** The fields of a group in Alertmanager's format, version 4, which Grafana took over. */
export const groupFields: readonly string[] = [
  'version',
  'groupKey',
  'truncatedAlerts',
  'status',
  'receiver',
  'externalURL',
  'groupLabels.*',
  'commonLabels.*',
  'commonAnnotations.*',
  'alerts[].status',
  'alerts[].labels.*',
  'alerts[].annotations.*',
  'alerts[].startsAt',
  'alerts[].endsAt',
  'alerts[].generatorURL',
  'alerts[].fingerprint',
];

/** Reads a group of alerts; an alert without its group, and lists of either, are read as well. */
export const readAlertGroups = (sender: Sender, payload: unknown, received: Received): Later<Reading> =>
  readItems(payload, (item) => readItem(sender, item, received), received.pause);
