import * as z from 'zod/mini';
import type { Alert, Severity } from '../../domain/alert.ts';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome } from '../../domain/outcome.ts';
import { visible, withoutSlash } from '../../domain/values/text.ts';
import { type Attempt, defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { embedded } from '../_kit/formats/_kit/format.ts';
import { formats } from '../_kit/formats/formats.ts';
import { isSuccess, judgeWithoutWord } from '../_kit/http/http-status.ts';
import { ApiKey, acceptableMillis, datadogRequest, hostIn, Site, Tags, tagsOf } from '../_kit/siem/datadog.ts';
import { withoutHalves } from '../_kit/siem/json-line.ts';
import { judgeTogether } from '../_kit/siem/judge-batch.ts';
import { fitted } from '../_kit/siem/shrink-to-fit.ts';

const API_PAGE = 'https://docs.datadoghq.com/api/latest/logs/send-logs/';
const ITEMS_MAX = 1000;
const BATCH_ITEMS = 200;
const REQUEST_BYTES = 5_000_000;
const LOG_BYTES = 1_000_000;
/** What is longer is cut off without a word, so a log stays below it, envelope included. */
const FITTING_BYTES = 900_000;

const Settings = z.strictObject({
  site: Site,
  apiKey: ApiKey,
  service: z
    ._default(
      z.string().check(
        z.regex(/^[a-z][a-z0-9_:./-]{0,99}$/, {
          error: 'is not a service: expected lower-case letters, digits and _ - : . / only, a letter first, 100 in all',
        }),
      ),
      'tocsin',
    )
    .check(z.describe('The service that the logs are filed under.')),
  tags: Tags,
  format: z
    ._default(z.enum(['alert', 'ocsf', 'ecs'], { error: 'must be alert, ocsf or ecs' }), 'alert')
    .check(z.describe('What the attributes are: the alert as Tocsin has it, an OCSF finding, or an ECS document.')),
  url: z
    .optional(z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' }))
    .check(z.describe('Another intake in place of https://http-intake.logs.{site}, such as a proxy of yours.')),
});
type Settings = z.infer<typeof Settings>;

/** https://docs.datadoghq.com/logs/log_configuration/processors/log_status_remapper/ */
const statuses: Readonly<Record<Severity, string>> = {
  critical: 'critical',
  high: 'error',
  medium: 'warning',
  low: 'notice',
  info: 'info',
};

/** What ends or silences a finding is not in the severity of the finding. */
function statusOf({ finding, severity }: Alert): string {
  if (finding.status === 'resolved') return 'ok';
  return finding.status === 'suppressed' ? statuses.info : statuses[severity];
}

const isoOf = (millis: number | undefined): string | undefined =>
  millis === undefined ? undefined : new Date(millis).toISOString();

function envelopeOf(alert: Alert, attempt: Attempt, { service, tags }: Settings): string {
  return JSON.stringify({
    ddsource: 'tocsin',
    service,
    hostname: hostIn(alert),
    ddtags: tagsOf(alert, tags).join(','),
    status: statusOf(alert),
    timestamp: isoOf(acceptableMillis(alert, attempt)),
    message: [alert.title, alert.description]
      .map((text = '') => visible(text))
      .filter((text) => text !== '')
      .join('\n'),
    alert_id: visible(alert.id),
    finding_uid: visible(alert.finding.uid),
    delivery_id: attempt.deliveryId,
    possible_duplicate: attempt.possibleDuplicate ? true : undefined,
  });
}

/** One log. What the sender said is below one attribute, where none of it is taken for one of Datadog's own. */
function logOf({ alert, attempt }: Rendered, settings: Settings): string {
  const { format } = settings;
  return fitted(alert, FITTING_BYTES, (fitting) => {
    const envelope = envelopeOf(fitting, attempt, settings);
    return withoutHalves(`${envelope.slice(0, -1)},"${format}":${embedded(formats[format](fitting, attempt))}}`);
  });
}

function requestOf(items: readonly Rendered[], settings: Settings): OutboundRequest {
  const { site, apiKey, url = `https://http-intake.logs.${site}` } = settings;
  const body = `[${items.map((item) => logOf(item, settings)).join(',')}]`;
  return datadogRequest(`${withoutSlash(url)}/api/v2/logs`, apiKey, body);
}

/**
 * "Request accepted for processing (always 202 empty JSON)" (https://docs.datadoghq.com/api/latest/logs/send-logs/). A
 * proxy of the operator's may leave the body empty, as Vector does. The intake takes a request whole or not at all.
 */
function judge(response: OutboundResponse, { url }: Settings): Outcome {
  const isEmpty = url !== undefined && response.body.trim() === '';
  const isAccepted = isSuccess(response) && (isEmpty || /^\s*\{\s*\}\s*$/.test(response.body));
  return isAccepted ? delivered() : judgeWithoutWord(response);
}

const logsIn = ({ body = '[]' }: OutboundRequest): readonly unknown[] => JSON.parse(body);

/** https://docs.datadoghq.com/api/latest/logs/send-logs/ */
export const datadogLogs = defineDestination<Settings>({
  docs: API_PAGE,
  about: {
    name: 'Datadog Logs',
    group: 'siem',
    shows:
      'One log an alert, with the status that fits its severity, tags to filter by and everything else as attributes, ' +
      'for the Log Explorer, log monitors and Cloud SIEM rules.',
    setup: [
      'In Datadog open "Organization Settings", "API Keys", "New Key", and copy the key.',
      'Set site to the one that your organisation is on; a key of one site is nothing on another.',
      'For Cloud SIEM rules over source:tocsin, add an index and a pipeline under "Logs", "Pipelines" where wanted.',
    ],
    cannot: [
      'Datadog does not know a log again: after a lost answer it may hold one twice, under one alert_id.',
      'Datadog takes no log that says it is older than 18 hours, so an older alert is dated when it arrives; when it ' +
        'happened is in its attributes.',
      'Datadog answers before it has indexed a log: "delivered" means that it has it.',
    ],
    limits: [
      {
        what: 'request',
        max: REQUEST_BYTES,
        unit: 'bytes',
        docs: API_PAGE,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      {
        what: 'log',
        max: LOG_BYTES,
        unit: 'bytes',
        docs: API_PAGE,
        measure: (request) => Math.max(...logsIn(request).map((log) => Buffer.byteLength(JSON.stringify(log)))),
      },
      { what: 'request', max: ITEMS_MAX, unit: 'logs', docs: API_PAGE, measure: (request) => logsIn(request).length },
    ],
  },
  settings: Settings,
  secrets: ['apiKey'],
  audience: 'machines',
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge,
  batch: {
    maxItems: BATCH_ITEMS,
    maxBytes: REQUEST_BYTES - LOG_BYTES,
    render: requestOf,
    judge: (response, items, settings) => judgeTogether(judge(response, settings), response, items),
  },
});
