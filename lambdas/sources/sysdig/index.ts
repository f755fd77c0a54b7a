import { type Fields, factsOf, isFields } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { dig } from '../_kit/field-reader.ts';
import { readItems } from '../_kit/items.ts';
import { isProbe } from '../_kit/test-payload.ts';
import { toDetection as fromNotification, isNotification } from './notification.ts';
import { toDetection } from './policy.ts';

// Other data types of the event forwarder (https://docs.sysdig.com/en/event-forwarding/): every command, connection,
// file access and kubectl exec; who did what in Sysdig itself.
const others = new Map([
  ['command', 'telemetry'],
  ['connection', 'telemetry'],
  ['fileaccess', 'telemetry'],
  ['kubernetes', 'telemetry'],
  ['audittrail', 'audit'],
]);

const marks = ['content', 'severity', 'ruleType', 'policyId', 'originator', 'timestampRFC3339Nano', 'containerId'];

const isEvent = (fields: Fields): boolean => marks.filter((name) => name in fields).length >= 2;

/** A benchmark's control that passed, and the count of a run. */
function isPassed(fields: Fields): boolean {
  const said = dig(fields);
  if (said.text('type') !== 'benchmark') return false;
  return said.text('content.subType') === 'run' || /^pass/i.test(said.text('content.control.result') ?? '');
}

function reasonOf(fields: Fields): string | undefined {
  const type = dig(fields).text('type')?.toLowerCase() ?? '';
  return others.get(type) ?? (isPassed(fields) ? 'compliance' : undefined);
}

function readFields(fields: Fields, received: Received): Reading | undefined {
  if (isNotification(fields)) return { kind: 'alerts', detections: [fromNotification(fields, received)] };
  if (!isEvent(fields)) return undefined;
  const reason = reasonOf(fields);
  return reason === undefined
    ? { kind: 'alerts', detections: [toDetection(fields, received)] }
    : { kind: 'ignored', reason };
}

function readItem(item: unknown, received: Received): Reading {
  if (Object.keys(factsOf({ item })).length === 0) return { kind: 'empty' };
  const reading = isFields(item) ? readFields(item, received) : undefined;
  if (reading !== undefined) return reading;
  return isProbe(item) ? { kind: 'ignored', reason: 'test' } : { kind: 'unreadable', reason: 'no Sysdig event in it' };
}

/** Sysdig Secure: policy events by the event forwarder, and notifications by a webhook channel. */
export const sysdig = defineSource({
  vendor: 'Sysdig',
  product: 'Sysdig Secure',
  docs: 'https://docs.sysdig.com/en/event-forwarding/',
  about: {
    name: 'Sysdig Secure, by event forwarding',
    setup: [
      'In Sysdig Secure, log in as an administrator, open Settings, Event Forwarding, press "+Add Integration", and choose Webhook.',
      'Enter a name, the endpoint {url}, the authentication "Bearer Token", and the token as the secret.',
      'Under "Data to Send", choose Runtime Policy Events alone; leave "Allow insecure connections" off.',
      'Press "Test Integration", then Save.',
    ],
    auth: `{ bearer: "\${SYSDIG_HOOK_TOKEN}" }`,
    arrives: 'Lists of policy events, as they happen. A notification channel of type webhook may post here as well.',
    becomes:
      'An alert an event, with the rule as its type and the pod, process and file. Sysdig counts down: 0 to 3 are high, 4 ' +
      'and 5 medium, 6 low, 7 info. An action that stopped it makes it blocked. The same rule and policy on the same ' +
      'workload is one problem. A notification that is resolved resolves its own.',
    notes: [
      'Activity audit and platform audit are recognised and ignored: choose them for a SIEM, not for alerts.',
      'An agent with local forwarding keeps nothing: events during its restart are lost.',
    ],
  },
  consoles: ['*.sysdig.com'],
  fields: [
    'id',
    'type:string',
    'cmdline',
    'comm',
    'agentId',
    'timestamp',
    'timestampRFC3339Nano:string',
    'containerId',
    'hostname:string',
    'labels',
    'clientIpv4Dot',
    'serverPort',
    'directory',
    'filename',
    'resource',
    'subResource',
    'originator:string',
    'category:string',
    'source:string',
    'name:string',
    'description:string',
    'severity:number|string',
    'machineId',
    'content',
    'rawEventOriginator',
    'sourceDetails',
    'engine',
    'actions',
    'actionResults',
    'policyId',
    'output:string',
    'ruleType',
    'fields',
    'eventLabels',
    'falsePositive',
    'matchedOnDefault',
    'origin',
    'timestampNs',
    'hostMac',
    'isAggregated',
    'incident',
    'version',
    'timespan',
    'alert',
    'event',
    'state',
    'resolved',
    'entities',
    'condition',
    'cursor',
  ],
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
