import { type Fields, factsOf, isFields, mergeFacts, textOf } from '../../domain/values/json-fields.ts';
import { toTime } from '../../domain/values/time.ts';
import { jsonIn } from '../_kit/body/payload.ts';
import { defineSource, type Reading, type Received } from '../_kit/define-source.ts';
import { readItems } from '../_kit/items.ts';
import { noAlert } from '../_kit/non-alert.ts';
import { addressOf } from '../_kit/typed-values.ts';
import { toDetection } from './alert.ts';
import { saysLoss, toGap } from './gap.ts';

/** An event, and what log shippers put around it. */
interface Eve {
  readonly event: Fields;
  readonly around: Readonly<Record<string, string>>;
}

const wrappers = ['eve', 'suricata', 'message', 'log', 'event', 'record', 'data', 'body', 'original'] as const;

const isEve = (fields: Fields): boolean => textOf(fields['event_type']) !== undefined || isFields(fields['alert']);
const isRule = (fields: Fields): boolean => {
  const alert = fields['alert'];
  return isFields(alert) && ['signature', 'signature_id'].some((name) => textOf(alert[name]) !== undefined);
};

/** The line as syslog carries it has a cookie in front: `@cee: {…}`. */
const opened = (value: unknown): unknown =>
  typeof value === 'string' ? jsonIn(value.replace(/^\s*@cee:/, '')) : value;

function eveIn(value: unknown, depth = 0): Eve | undefined {
  const fields = opened(value);
  if (!isFields(fields) || depth > 4) return undefined;
  if (isEve(fields)) return { event: fields, around: {} };
  for (const name of wrappers) {
    const found = name in fields ? eveIn(fields[name], depth + 1) : undefined;
    if (found === undefined) continue;
    const { [name]: _, ...rest } = fields;
    return { event: found.event, around: mergeFacts(factsOf(rest), found.around) };
  }
  return undefined;
}

/** A flow, a request, a drop: what was seen, and no rule that matched. */
function isTelemetry(event: Fields): boolean {
  const type = textOf(event['event_type']);
  if (type === undefined || toTime(event['timestamp']) === undefined) return false;
  return isFields(event[type]) || addressOf(textOf(event['src_ip'])) !== undefined;
}

function readItem(item: unknown, received: Received): Reading {
  const { event, around } = eveIn(item) ?? {};
  if (event === undefined || around === undefined) return noAlert(item, 'no Suricata event in it');
  if (isRule(event)) return { kind: 'alerts', detections: [toDetection(event, around, received)] };
  if (saysLoss(event)) return { kind: 'alerts', detections: [toGap(event, around, received)] };
  return isTelemetry(event) ? { kind: 'ignored', reason: 'telemetry' } : noAlert(item, 'no Suricata event in it');
}

/** Suricata: the events of EVE, which a log shipper posts as JSON lines. */
export const suricata = defineSource({
  vendor: 'OISF',
  product: 'Suricata',
  docs: 'https://docs.suricata.io/en/latest/output/eve/eve-json-format.html',
  about: {
    name: 'Suricata EVE, by a log shipper',
    setup: [
      'Suricata writes JSON lines to `/var/log/suricata/eve.json`; it has no webhook. In `suricata.yaml`, under `outputs:`, `eve-log:`, set `enabled: yes` and `types: [{ alert: { metadata: yes, payload-printable: yes } }, { stats: { deltas: yes } }]`: other types are ignored and cost only traffic.',
      'Set `sensor-name: <name>`, so that alerts say which sensor saw it; restart Suricata.',
      'Fluent Bit: an input `tail` of that file with the parser `json`, and an output `http` with `format json_lines`, the host and the path of {url}, `tls on`, and `header Authorization Bearer <token>`.',
      'Or Vector: a source `file`, and a sink `http` with `uri: {url}`, `encoding.codec: text`, `framing.method: newline_delimited`, and `auth: { strategy: bearer, token: <token> }`.',
    ],
    auth: `{ bearer: "\${SURICATA_HOOK_TOKEN}" }`,
    arrives: 'Events as JSON lines or lists, as many in a request as the log shipper collects.',
    becomes:
      'An alert for each event with a rule that matched: the rule’s id is its type, its message the title. Priority 1 is high, 2 medium, ' +
      '3 low, the rest info. The same rule between the same two addresses with the same outcome is one problem; Suricata reports no ends. ' +
      'Flows, requests, anomalies and other telemetry are ignored.',
    notes: [
      'Counters that say that packets or alerts were lost become an alert of kind gap.',
      'In IPS mode an alert and the drop it caused are one report.',
      'Payloads and packets that Suricata writes as base64 are shown as text, so that credentials in them are found and removed.',
      'What a log shipper loses (a full buffer, a rotated file) it says in its own log only.',
    ],
  },
  read: (payload, received) => readItems(payload, (item) => readItem(item, received), received.pause),
});
