import * as z from 'zod/mini';
import type { Alert } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, unknown } from '../../domain/outcome.ts';
import { visible } from '../../domain/values/text.ts';
import { type Attempt, defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { embedded, occurredMillis } from '../_kit/formats/_kit/format.ts';
import { formats } from '../_kit/formats/formats.ts';
import { judgeWithoutWord } from '../_kit/http/http-status.ts';
import { withoutHalves } from '../_kit/siem/json-line.ts';
import { judgeTogether } from '../_kit/siem/judge-batch.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';

const SOURCE_PAGE = 'https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/';
const REQUEST_BYTES = 1_000_000;
const BATCH_ITEMS = 200;
/** What is longer is sliced, and a slice of JSON is none. */
const MESSAGE_BYTES = 65_536;
const FITTING_BYTES = 64_000;

/** A header of ours, in the operator's words: nothing of an alert goes into one. */
const header = (what: string, described: string) =>
  z
    .optional(
      z.string().check(
        z.regex(/^[\x21-\x7e]([\x20-\x7e]{0,1022}[\x21-\x7e])?$/, {
          error: `is not a ${what}: expected printable ASCII on one line, at most 1024 characters`,
        }),
      ),
    )
    .check(z.describe(described));

const FieldName = z.string().check(
  z.regex(/^[A-Za-z][\w.-]{0,254}$/, {
    error: 'is not the name of a field: expected a letter, then letters, digits and _ . -',
  }),
);
const FieldValue = z.string().check(
  z.regex(/^[\x21-\x2b\x2d-\x3c\x3e-\x7e]{1,200}$/, {
    error: 'is not the value of a field here: expected printable ASCII without blanks, commas and =',
  }),
);

const Settings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be the http(s) URL of an HTTP source, whole' })
    .check(z.describe('The URL that the HTTP source shows, whole; it is the credential.')),
  format: z
    ._default(z.enum(['alert', 'ocsf', 'ecs'], { error: 'must be alert, ocsf or ecs' }), 'alert')
    .check(
      z.describe('What the event of a message is: the alert as Tocsin has it, an OCSF finding, or an ECS document.'),
    ),
  sourceName: header('source name', 'Overrides _sourceName.'),
  sourceHost: header('source host', 'Overrides _sourceHost.'),
  sourceCategory: header('source category', 'Overrides _sourceCategory, such as security/tocsin.'),
  fields: z
    ._default(z.record(FieldName, FieldValue), {})
    .check(z.describe('Fields to put on every message. Sumo Logic drops those that its fields schema does not know.')),
});
type Settings = z.infer<typeof Settings>;

/** The time comes first: Sumo Logic dates a message by the first that it finds. */
const envelopeOf = (alert: Alert, attempt: Attempt): string =>
  JSON.stringify({
    timestamp: new Date(occurredMillis(alert)).toISOString(),
    alert_id: visible(alert.id),
    finding_uid: visible(alert.finding.uid),
    finding_status: alert.finding.status,
    delivery_id: attempt.deliveryId,
    severity: alert.severity,
    possible_duplicate: attempt.possibleDuplicate ? true : undefined,
  });

/** One message on one line, for every line is a message of its own. */
const lineOf = ({ alert, attempt }: Rendered, { format }: Settings): string =>
  fitted(alert, FITTING_BYTES, (fitting) => {
    const event = embedded(formats[format](fitting, attempt));
    return withoutHalves(`${envelopeOf(fitting, attempt).slice(0, -1)},"event":${event}}`);
  });

function headersOf({ sourceName, sourceHost, sourceCategory, fields }: Settings): Record<string, string> {
  const list = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
  const given = {
    'x-sumo-name': sourceName,
    'x-sumo-host': sourceHost,
    'x-sumo-category': sourceCategory,
    'x-sumo-fields': list.length === 0 ? undefined : list.join(','),
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

const requestOf = (items: readonly Rendered[], settings: Settings): OutboundRequest => ({
  method: 'POST',
  url: settings.url,
  // Any other type would have the lines read as metrics.
  headers: { 'content-type': 'application/json', ...headersOf(settings) },
  body: items.map((item) => lineOf(item, settings)).join('\n'),
});

/**
 * 200 without a body is "received and processed successfully"; 408 is "accepted, but timed out processing": some of it
 * may be stored (https://www.sumologic.com/help/docs/send-data/hosted-collectors/http-source/troubleshooting/).
 */
function judge(response: OutboundResponse): Outcome {
  const { status, body } = response;
  if (status === 408) return unknown('http_408');
  return status === 200 && body.trim() === '' ? delivered() : judgeWithoutWord(response);
}

const longestLine = ({ body = '' }: OutboundRequest): number =>
  Math.max(...body.split('\n').map((line) => Buffer.byteLength(line)));

/** https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/upload-logs/ */
export const sumo = defineDestination<Settings>({
  docs: 'https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/upload-logs/',
  about: {
    name: 'Sumo Logic',
    group: 'siem',
    shows: 'One JSON message an alert, with alert_id, so that a search can dedup, for log search and Cloud SIEM.',
    setup: [
      'In Sumo Logic open "Data Management", "Collection", and on a hosted collector choose "Add Source", "HTTP Logs & ' +
        'Metrics".',
      'Under "Advanced Options for Logs" switch off "Detect messages spanning multiple lines": a line is a message.',
      'Save, and copy the URL that is shown, whole: it is the credential.',
    ],
    cannot: [
      'Sumo Logic does not know a message again: after a lost answer it may hold one twice, under one alert_id.',
      'A collector that an ingest budget has stopped still answers 200 and drops what it gets.',
      'A message holds 64 KB: a larger alert is shortened, and says so in its facts.',
    ],
    limits: [
      {
        what: 'request',
        max: REQUEST_BYTES,
        unit: 'bytes',
        docs: SOURCE_PAGE,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      {
        what: 'message',
        max: MESSAGE_BYTES,
        unit: 'bytes',
        docs: 'https://help.sumologic.com/docs/search/get-started-with-search/search-basics/search-large-messages/',
        measure: longestLine,
      },
    ],
  },
  settings: Settings,
  secrets: ['url'],
  audience: 'machines',
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge,
  batch: {
    maxItems: BATCH_ITEMS,
    maxBytes: REQUEST_BYTES - BATCH_ITEMS,
    render: requestOf,
    judge: (response, items) => judgeTogether(judge(response), response, items),
  },
});
