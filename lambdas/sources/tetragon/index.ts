import { type Fields, factsOf, isFields } from '../../domain/values/json-fields.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { dig } from '../_kit/field-reader.ts';
import { readItems } from '../_kit/items.ts';
import { isProbe } from '../_kit/test-payload.ts';
import { type TetragonEvent, toDetection } from './event.ts';
import { toGap } from './gap.ts';

// `GetEventsResponse` of https://github.com/cilium/tetragon/blob/main/api/v1/tetragon/events.proto: one of these keys.
const telemetry = new Set(['process_exec', 'process_exit', 'process_loader']);
const gaps = new Set(['rate_limit_info', 'process_throttle']);

const kindOf = (fields: Fields): string | undefined =>
  Object.keys(fields).find((key) => isFields(fields[key]) && (/^process_/.test(key) || gaps.has(key)));

// What log shippers put an event into: Fluent Bit, Vector, Fluentd and Logstash.
const wrappers = ['log', 'message', 'event', 'tetragon', 'record', 'data', 'body'] as const;

/** The event in what a log shipper made of its line; the rest stands around it. */
function eventIn(fields: Fields, depth = 0): TetragonEvent | undefined {
  const kind = kindOf(fields);
  if (kind !== undefined) return { kind, event: fields, around: {} };
  if (depth > 4) return undefined;
  for (const name of wrappers) {
    const inner = isFields(fields[name]) ? fields[name] : jsonIn(fields[name]);
    const event = isFields(inner) ? eventIn(inner, depth + 1) : undefined;
    if (event === undefined) continue;
    const { [name]: _, ...rest } = fields;
    return { ...event, around: { ...factsOf(rest), ...event.around } };
  }
  return undefined;
}

/** A process that starts, ends or loads a library, whole as Tetragon sends it. */
const isTelemetry = ({ kind, event }: TetragonEvent): boolean =>
  telemetry.has(kind) && dig(event[kind]).text('process.exec_id', 'process.pid', 'process.binary') !== undefined;

function readEvent(found: TetragonEvent, received: Received): Reading {
  if (isTelemetry(found)) return { kind: 'ignored', reason: 'telemetry' };
  const isGap = gaps.has(found.kind);
  return { kind: 'alerts', detections: [isGap ? toGap(found, received) : toDetection(found, received)] };
}

function readItem(item: unknown, received: Received): Reading {
  const fields = typeof item === 'string' ? jsonIn(item) : item;
  if (Object.keys(factsOf({ item })).length === 0) return { kind: 'empty' };
  const found = isFields(fields) ? eventIn(fields) : undefined;
  if (found !== undefined) return readEvent(found, received);
  const isTest = isProbe(item) || (isFields(fields) && isFields(fields['test']) && 'node_name' in fields);
  return isTest ? { kind: 'ignored', reason: 'test' } : { kind: 'unreadable', reason: 'no Tetragon event in it' };
}

/** Tetragon: the events of its tracing policies, which a log shipper posts as JSON lines. */
export const tetragon = defineSource({
  vendor: 'Cilium',
  product: 'Tetragon',
  docs: 'https://tetragon.io/docs/reference/grpc-api/',
  about: {
    name: 'Tetragon, by a log shipper',
    setup: [
      'Tetragon writes JSON lines to `/var/run/cilium/tetragon/tetragon.log`, and to the log of its container export-stdout; it has no webhook.',
      'With Helm, keep telemetry out at its source: `--set-string tetragon.exportDenyList={"event_set":["PROCESS_EXEC","PROCESS_EXIT"]}`.',
      'Fluent Bit: an input `tail` of that file with the parser `json`, and an output `http` with `format json_lines`, the host and the path of {url}, `tls on`, and `header Authorization Bearer <token>`.',
      'Or Vector: a source `file`, and a sink `http` with `uri: {url}`, `encoding.codec: json`, and `auth: { strategy: bearer, token: <token> }`.',
      'In each TracingPolicy, give `message` and `tags` (MITRE ATT&CK ids are recognised): they are what people will read.',
    ],
    auth: `{ bearer: "\${TETRAGON_HOOK_TOKEN}" }`,
    arrives: 'Events as JSON lines or lists, as many in a request as the log shipper collects.',
    becomes:
      'An alert an event of a tracing policy, with the policy as its type and the process, file or connection, and pod. ' +
      'SIGKILL and Override mean blocked and medium; what was only seen is low, for Tetragon has no severities. The same ' +
      'policy, process and file on the same workload is one problem. Process starts and ends are ignored.',
    notes: [
      'When Tetragon’s rate limit or throttling leaves events out, an alert of kind gap says how many and where.',
      'What a log shipper loses (a full buffer, a rotated file) it says in its own log only.',
    ],
  },
  fields: [
    'process_exec',
    'process_exit',
    'process_kprobe',
    'process_tracepoint',
    'process_lsm',
    'process_uprobe',
    'process_usdt',
    'process_loader',
    'process_throttle',
    'rate_limit_info',
    'test',
    'node_name:string',
    'node_labels',
    'time:string',
    'cluster_name:string',
    'aggregation_info',
    'ancestors',
    'date',
    'log',
    'stream',
    'kubernetes',
    '@timestamp',
    'hostname',
    'tag',
    'source_type',
    'file',
    'host',
    'timestamp',
    'message',
  ],
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
