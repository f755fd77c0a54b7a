import type { Detection } from '../../domain/detection.ts';
import { inTurns } from '../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../domain/values/deferred.ts';
import { defined, type Fields, factsOf } from '../../domain/values/json-fields.ts';
import { asTest, defineSource, type Received } from '../_kit/define-source.ts';
import { timeIn } from '../_kit/detected.ts';
import { dig } from '../_kit/field-reader.ts';
import { containerIn, readRecords, type Sender } from '../_kit/records.ts';
import { audit, isAudit, itemsIn } from './audit.ts';
import { isPosture, postureAlert } from './posture.ts';

const testMessage = /^\s*(?:this is )?(?:a |an )?(?:prisma cloud )?test(?: alert| message| notification)?\b/i;

const isTest = (fields: Fields): boolean =>
  testMessage.test(dig(fields).text('message', 'msg', 'details') ?? '') && !isPosture(fields);

/** Compute keeps a number of alerts of a period, and drops what comes besides. */
function droppedIn(record: Fields, alerts: readonly Detection[]): readonly Detection[] {
  const said = dig(record);
  const count = Number(said.text('dropped') ?? 0);
  if (!Number.isFinite(count) || count <= 0) return [];
  const times = alerts.flatMap(({ occurredAt }) => occurredAt ?? []).sort();
  const at = timeIn(said, 'time') ?? times.at(-1);
  const profile = said.text('rule', 'type') ?? '';
  const span = times.length === 0 ? '' : ` What came happened between ${times[0]} and ${times.at(-1)}.`;
  const gap: Detection = defined({
    kind: 'gap' as const,
    identity: ['dropped', String(count), ...alerts.flatMap(({ identity }) => identity)],
    problem: ['dropped', profile],
    record,
    type: 'dropped-alerts',
    title: `Prisma Cloud Compute dropped ${count} alerts${profile === '' ? '' : ` (${profile})`}`,
    description:
      `More alerts came in one period than its buffer holds, and ${count} were dropped.${span} Look them up in the ` +
      'Console, and choose a shorter alert frequency under Manage, Alerts.',
    severity: 'medium' as const,
    state: 'open' as const,
    action: 'unknown' as const,
    occurredAt: at,
    target: { kind: 'alert-profile' },
    attack: [],
    evidence: [],
    labels: {},
    facts: {},
  });
  return [gap];
}

const isSaying = (item: Fields): boolean => Object.keys(factsOf(item)).length > 0;

/** The alerts of a list, when it holds nothing else. */
function alertsUnder(value: unknown, isAlert: (item: Fields) => boolean): readonly Fields[] {
  const items = itemsIn(value);
  const list = containerIn(value);
  const isWhole = !Array.isArray(list) || list.length === items.length;
  return isWhole && items.every((item) => isSaying(item) && isAlert(item)) ? items : [];
}

/** The lists of a body under which further alerts stand. */
const nestedIn = (fields: Fields): readonly (readonly [key: string, items: readonly Fields[]])[] =>
  [
    ['aggregatedAlerts', alertsUnder(fields['aggregatedAlerts'], () => true)] as const,
    ['rest', alertsUnder(fields['rest'], () => true)] as const,
    ['vulnerabilities', alertsUnder(fields['vulnerabilities'], (item) => 'newVulnerabilities' in item)] as const,
  ].filter(([, items]) => items.length > 0);

/** An alert stands for itself and for those of its period; one of them may be it. */
function auditsIn(fields: Fields, around: Fields, received: Received): Later<readonly Detection[]> {
  const nested = nestedIn(fields);
  const keys = nested.map(([key]) => key);
  const own = Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
  const items = nested.flatMap(([, list]) => list);
  const message = dig(own).text('message', 'msg');
  const isAmong = items.some((item) => message === undefined || dig(item).text('message', 'msg') === message);
  const alone = isAmong ? [] : [audit(own, around, received)];
  const beside = { ...around, ...own };
  return after(
    inTurns(items, (item) => audit(item, beside, received), received.pause),
    (found) => {
      const alerts = [...alone, ...found];
      return [...alerts, ...droppedIn(fields, alerts)];
    },
  );
}

/** Prisma Cloud: alerts of cloud policies, and of Compute with any body. */
export const prismaCloud = defineSource({
  vendor: 'Palo Alto Networks',
  product: 'Prisma Cloud',
  docs: 'https://docs.prismacloud.io/admin-guide/alerts/webhook',
  about: {
    name: 'Palo Alto Networks Prisma Cloud',
    setup: [
      'For cloud policies: open Settings, Integrations & Notifications, Add Integration, Webhook. Enter a name, the URL {url}, and under HTTP Headers `Authorization: Bearer <token>`; leave the custom payload off; press Test, then Save.',
      'Open Alerts, View Alert Rules, choose a rule (or Add Alert Rule), Configure Notifications, Webhook, and pick the integration. Turn on the notification for resolved alerts.',
      'For Compute: open Manage, Alerts, Add profile, Provider "Webhook". Enter the same URL, and a credential of the type basic authentication (a source with `basic` auth of its own).',
      'As "Custom JSON", leave what Compute proposes: whether a macro stands in quotation marks differs by version. In an older profile, add `"aggregatedAlerts": #aggregatedAlerts` and `"dropped": #dropped`.',
      'Choose the triggers, press "Send Test Alert", and save. Under General settings choose the alert frequency "10 Minutes".',
    ],
    auth: `{ bearer: "\${PRISMA_HOOK_TOKEN}" }`,
    arrives:
      'Of cloud policies, a list of alerts, also when they are resolved. Of Compute, one request for the alerts of a period, with all of them under `aggregatedAlerts`.',
    becomes:
      'An alert for each, with the policy or rule as its type, and the resource, or the host, container and image. The severity ' +
      'of the policy decides, of a scan the worst that it found; an audit of the runtime has none and is medium. The same ' +
      'policy on the same resource is one problem; the status resolved resolves it, dismissed and snoozed leave it open and suppressed.',
    notes: [
      'Compute drops alerts beyond its buffer: an alert of kind gap says how many (`#dropped`).',
      'Compute reports once a period; nothing resolves an audit.',
      'Bodies of Compute with fewer fields, or under other names, are read as well, with less in them.',
      'After a failure Prisma Cloud turns the integration to an error state and tries again for a limited time.',
    ],
  },
  consoles: ['*.prismacloud.io', '*.prismacloud.cn'],
  read: (payload, received) => {
    const sender: Sender = {
      name: 'Prisma Cloud',
      lists: ['message', 'alerts', 'data', 'payload', 'items', 'alert'],
      isRecord: (fields) => isPosture(fields) || isAudit(fields),
      read: (fields, around) =>
        isPosture(fields) ? [postureAlert(fields, around, received)] : auditsIn(fields, around, received),
    };
    const isTrial =
      typeof payload === 'object' && payload !== null && !Array.isArray(payload) && isTest({ ...payload });
    return after(readRecords(payload, received, sender), (reading) => {
      if (!isTrial || reading.kind !== 'unreadable') return isTrial ? asTest(reading) : reading;
      return { kind: 'ignored', reason: 'test', detections: [audit({ ...payload }, {}, received)] };
    });
  },
});
