import type { Later } from '../../domain/values/deferred.ts';
import { type Fields, factsOf, isFields, listOf, mergeFacts } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { bare, shared } from '../_kit/envelope.ts';
import { type Dig, dig } from '../_kit/field-reader.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { type Envelope, toDetection } from './detection.ts';

const marks = ['detection', 'id_timestamp', 'workflow_path', 'incident_start_time', 'detection_id'];

function isDetection(value: unknown): value is Fields {
  if (!isFields(value)) return false;
  const said = dig(value);
  if (marks.some((name) => said.text(name) !== undefined))
    return said.text('id', 'name', 'detection', 'detection_id') !== undefined;
  return (
    said.text('type') === 'Threat-Intelligence' ||
    (said.text('id') !== undefined && said.text('run_id', 'severity') !== undefined)
  );
}

const MAX_DEPTH = 4;

/** The detections in an envelope of any template: an object, a list, or JSON text under any name. */
function holderOf(fields: Fields): string | undefined {
  const holds = (value: unknown, depth: number): boolean => {
    const inner = jsonIn(value) ?? value;
    if (isDetection(inner)) return true;
    if (depth >= MAX_DEPTH) return false;
    if (Array.isArray(inner)) return inner.some((it) => holds(it, depth + 1));
    return isFields(inner) && Object.values(inner).some((it) => holds(it, depth + 1));
  };
  return Object.keys(fields).find((key) => holds(fields[key], 1));
}

/** Insights tell of a whole run, whether or not anything was found in it. */
function isInsight(said: Dig): boolean {
  const items = listOf(said.value('data'));
  if (items.length > 0) return items.every((item) => isInsight(dig(item)));
  return (
    said.text('run_id', 'workflow_path') !== undefined ||
    said.value('insights', 'insight', 'data.insights') !== undefined
  );
}

const noDetection = 'no StepSecurity detection in it';

function readEnvelope(item: Fields, envelope: Envelope, received: Received): Later<Reading> {
  const key = holderOf(item);
  if (key !== undefined) {
    const { [key]: inner, ...around } = item;
    return readOne(inner, { facts: mergeFacts(envelope.facts, factsOf(around)) }, received);
  }
  if (isInsight(dig(item))) return { kind: 'ignored', reason: 'telemetry' };
  const isEmpty = Array.isArray(item['data']) && item['data'].length === 0;
  return isEmpty ? { kind: 'empty' } : noAlert(item, noDetection);
}

function readOne(value: unknown, envelope: Envelope, received: Received): Later<Reading> {
  const item = jsonIn(value) ?? value;
  if (Array.isArray(item)) {
    const around = shared({ ...bare, facts: envelope.facts }, item.flat(8).length);
    return readItems(item, (each, i) => readOne(each, around(i), received), received.pause);
  }
  if (isDetection(item)) return { kind: 'alerts', detections: [toDetection(item, envelope, received)] };
  return isFields(item) ? readEnvelope(item, envelope, received) : noAlert(item, noDetection);
}

/** StepSecurity: what Harden-Runner detects in GitHub Actions, and threat intelligence. */
export const stepsecurity = defineSource({
  vendor: 'StepSecurity',
  product: 'Harden-Runner',
  docs: 'https://docs.stepsecurity.io/administration/admin-console/integrations/webhook-integration',
  about: {
    name: 'StepSecurity Harden-Runner',
    setup: [
      'In StepSecurity, open Admin Console, Integrations, and press "Enable Webhook Integration".',
      'Webhook URL: {url}. HTTP method: POST. Header `Authorization` with the value `Bearer <token>`, and `Content-Type: application/json`.',
      'Message format: Raw. Switch "Send Detections" on and leave "Send Insights" off.',
      'Press "Test Connection", choose the repositories, and press "Save changes".',
    ],
    auth: `{ bearer: "\${STEPSECURITY_HOOK_TOKEN}" }`,
    arrives: 'One request for each workflow run that something was detected in, with all of it in the list `data`.',
    becomes:
      'An alert a detection, with its id as type and repository, workflow and job as target. Detections have no severity: reverse ' +
      'shells, memory reads, leaked secrets, imposter commits, tampering and overwritten sources are high, the rest medium or low; ' +
      'what a policy or lockdown stopped says blocked. The same detection of the same thing in the same job is one problem; a suppressed one is suppressed.',
    notes: [
      'Detections arrive for the chosen repositories alone: add new repositories there.',
      'Insights come for every run: they are accepted and not forwarded.',
    ],
  },
  consoles: ['app.stepsecurity.io'],
  fields: [
    'data',
    'payload',
    'source:string',
    'event:string',
    'event_source',
    'tenant',
    'severity',
    'id',
    'name',
    'owner',
    'repo',
    'workflow_id',
    'workflow_path',
    'run_id',
    'job_id',
    'job',
    'timestamp',
    'detection',
    'id_timestamp',
    'html_url',
    'endpoint',
    'tool',
    'expected_outbound_connections',
    'direct_ip_address',
    'rule_id',
    'secret',
    'line_number',
    'step_number',
    'imposter_commit',
    'insights',
    'is_lockdown',
    'process_events',
    'is_resolved',
    'action',
    'status',
    'file',
    'file_path',
    'is_suppressed',
    'message',
    'event_id',
    'type',
    'incident_start_time',
    'title',
    'details',
    'ecosystem',
    'is_active',
    'description',
    'incident_url',
  ],
  read: (payload, received) =>
    Array.isArray(payload)
      ? { kind: 'unreadable', reason: 'a list where one run was expected' }
      : readOne(payload, { facts: {} }, received),
});
