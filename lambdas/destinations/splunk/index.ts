import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused, rejected, retry, unconfirmed, unknown } from '../../domain/outcome.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { embedded, occurredMillis } from '../_kit/formats/_kit/format.ts';
import { formats, RecordFormatName } from '../_kit/formats/formats.ts';
import { judgeWithoutWord, retryAfterSeconds } from '../_kit/http/http-status.ts';
import { cim } from './cim.ts';

// `max_content_length` of a HEC is 800 MB by default (https://docs.splunk.com/Documentation/Splunk/latest/Admin/Limitsconf),
// but Splunk Cloud advises to stay below 1 MB, and a small batch is quickly sent again.
const BATCH_ITEMS = 100;
const BATCH_BYTES = 800_000;

const optionalText = (meaning: string) => z.optional(z.string().check(z.minLength(1), z.describe(meaning)));

const Settings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).check(z.describe('The collector, such as https://hec.example.com:8088.')),
  token: z
    .string()
    .check(
      z.regex(/^[\w-]+$/, { error: 'is not a HEC token: expected its letters, digits and - only' }),
      z.describe('The HEC token.'),
    ),
  format: z._default(
    z
      .enum([...RecordFormatName.options, 'cim'])
      .check(
        z.describe(
          '`alert` reads best in a search; `cim` has the fields of the data models Alerts, Intrusion Detection and ' +
            'Vulnerabilities; `ocsf` and `ecs` fit apps that are built on those models.',
        ),
      ),
    'alert',
  ),
  index: optionalText('The index, when it is not the default of the token.'),
  sourcetype: optionalText('The source type, when it is not the default of the token; tocsin:cim for format cim.'),
  host: optionalText('The host field of the events.'),
  channel: z.optional(
    z.guid().check(z.describe('A GUID of your own; needed when the token has indexer acknowledgment on.')),
  ),
});
type Settings = z.infer<typeof Settings>;

const all = { ...formats, cim };
/** What the event types of `docs/content/splunk/` look for. */
const CIM_SOURCETYPE = 'tocsin:cim';

/** One HEC event. `fields` are indexed as they are, so that `dedup alert_id` works in every format. */
function eventOf({ alert, attempt }: Rendered, settings: Settings): string {
  const { format, index, host, sourcetype = format === 'cim' ? CIM_SOURCETYPE : undefined } = settings;
  const record = embedded(all[format](alert, attempt));
  const envelope = JSON.stringify({
    time: occurredMillis(alert) / 1000,
    host,
    source: alert.source,
    sourcetype,
    index,
    fields: {
      alert_id: alert.id,
      finding_uid: alert.finding.uid,
      delivery_id: attempt.deliveryId,
      ...(attempt.possibleDuplicate ? { possible_duplicate: 'true' } : {}),
    },
  });
  // The alert's own JSON carries the id under the name that searches use; the standards have their own place for it.
  const event = format === 'alert' ? `{"alert_id":${JSON.stringify(alert.id)},${record.slice(1)}` : record;
  return `${envelope.slice(0, -1)},"event":${event}}`;
}

const endpointOf = (url: string): string =>
  `${withoutSlash(url).replace(/\/services\/collector(?:\/event(?:\/1\.0)?)?$/, '')}/services/collector/event`;

function requestOf(items: readonly Rendered[], settings: Settings): OutboundRequest {
  const { url, token, channel } = settings;
  return {
    method: 'POST',
    url: endpointOf(url),
    headers: {
      authorization: `Splunk ${token}`,
      'content-type': 'application/json',
      ...(channel === undefined ? {} : { 'x-splunk-request-channel': channel }),
    },
    body: items.map((item) => eventOf(item, settings)).join('\n'),
  };
}

// https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector
const SUCCESS = 0;
/** What the token or its settings forbid concerns every alert alike, so it must not use any of them up. */
const refusals: Readonly<Record<number, string>> = {
  1: 'token_disabled',
  2: 'token_required',
  3: 'invalid_authorization',
  4: 'invalid_token',
  7: 'incorrect_index',
  10: 'channel_missing',
  11: 'invalid_channel',
  14: 'ack_disabled',
  16: 'query_auth_disabled',
  21: 'invalid_query_token',
  22: 'query_token_disabled',
};
/** What is about one event, when HEC says which. Without its number, a proxy may have spoilt the body of every request. */
const faults: Readonly<Record<number, string>> = {
  6: 'invalid_data_format',
  12: 'event_missing',
  13: 'event_blank',
};
/** Not about one alert: `fields` has the same form in every event, and no request of ours is empty. */
const troubles: Readonly<Record<number, string>> = {
  5: 'no_data',
  15: 'invalid_fields',
  8: 'internal_error',
  9: 'server_busy',
  18: 'unhealthy_queues_full',
  19: 'unhealthy_ack_unavailable',
  20: 'unhealthy',
};

interface Verdict {
  readonly code: number | undefined;
  /** The position of the first event that HEC could not take; it stops reading there. */
  readonly invalidEvent: number | undefined;
}

const integer = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) ? value : undefined;

function verdictOf({ body }: OutboundResponse): Verdict {
  try {
    const parsed: unknown = JSON.parse(body);
    const fields = isFields(parsed) ? parsed : {};
    return { code: integer(fields['code']), invalidEvent: integer(fields['invalid-event-number']) };
  } catch {
    return { code: undefined, invalidEvent: undefined };
  }
}

/** Code 0 alone is HEC's word that it has the events; a 2xx with another one is a login page, or not known yet. */
function judgeStatus(response: OutboundResponse, code: number): Outcome {
  const { status } = response;
  if (status < 200 || status >= 300) return judgeWithoutWord(response);
  return code === SUCCESS ? delivered() : unconfirmed('no_success_code');
}

function judgeFault(fault: string, { invalidEvent }: Verdict): Outcome {
  return invalidEvent === undefined ? retry(fault) : rejected(fault);
}

/** The vendor's code decides; the status where there is none, and against a success or a fault that it contradicts. */
function judge(response: OutboundResponse): Outcome {
  const verdict = verdictOf(response);
  const { code = -1 } = verdict;
  const refusal = refusals[code];
  if (refusal !== undefined) return refused(refusal);
  const trouble = troubles[code];
  if (trouble !== undefined) return retry(trouble, retryAfterSeconds(response));
  const fault = faults[code];
  return fault === undefined || response.status >= 500 ? judgeStatus(response, code) : judgeFault(fault, verdict);
}

/**
 * HEC reads a batch in order and stops at the first event it cannot take: what follows was not looked at. What precedes
 * it was seen to be indexed (https://github.com/moby/moby/issues/35862), but no document promises it, so it counts as
 * unknown and is sent again: a repeat that `dedup alert_id` removes is better than an alert that never arrived.
 */
function judgeBatch(response: OutboundResponse, items: readonly Rendered[]): Outcome[] {
  const outcome = judge(response);
  const { invalidEvent: bad = -1 } = verdictOf(response);
  if (outcome.kind !== 'rejected' || items.length < 2) return items.map(() => outcome);
  if (bad < 0 || bad >= items.length) return items.map(() => retry(outcome.reason));
  const cut = retry('batch_cut_short', 0);
  return items.map((_, i) => (i < bad ? unknown('batch_cut_short') : i === bad ? outcome : cut));
}

/** https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/format-events-for-http-event-collector */
export const splunk = defineDestination<Settings>({
  docs: 'https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data',
  about: {
    name: 'Splunk HTTP Event Collector',
    group: 'siem',
    shows:
      'One event a report, with alert_id and finding_uid as indexed fields, so that a search can dedup. With format: cim ' +
      'and the add-on in docs/content/splunk, live detections are in the data models Alerts, Intrusion Detection and ' +
      'Vulnerabilities, and what ends or silences a finding is in none of them.',
    setup: [
      'In Splunk, choose Settings, "Data inputs", "HTTP Event Collector", "New Token"; leave indexer acknowledgment off.',
      'Allow the token the index that the events are for, and copy its value.',
      'In "Global Settings" see that tokens are enabled, and which port they are taken at (8088).',
      'For Enterprise Security, set format: cim and install the files of docs/content/splunk as an add-on (TA-tocsin/default) on the search heads and the indexers.',
    ],
    cannot: ['Splunk does not know an event again: after a lost answer it may hold one twice, under one alert_id.'],
    limits: [
      {
        what: 'request',
        max: BATCH_BYTES,
        unit: 'bytes',
        docs: 'https://docs.splunk.com/Documentation/SplunkCloud/latest/Service/SplunkCloudservice',
      },
    ],
  },
  settings: Settings,
  secrets: ['token'],
  audience: 'machines',
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge,
  batch: { maxItems: BATCH_ITEMS, maxBytes: BATCH_BYTES, render: requestOf, judge: judgeBatch },
});
