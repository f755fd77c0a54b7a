import * as z from 'zod/mini';
import type { OutboundRequest, OutboundResponse } from '../../domain/outbound.ts';
import { delivered, type Outcome, refused } from '../../domain/outcome.ts';
import type { ClientCredentialsAuth } from '../../domain/request-auth.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import { withoutSlash } from '../../domain/values/text.ts';
import { defineDestination, type Rendered } from '../_kit/define-destination.ts';
import { judgeWithoutWord } from '../_kit/http/http-status.ts';
import { judgeTogether } from '../_kit/siem/judge-batch.ts';
import { asim } from './asim.ts';

const API_VERSION = '2023-01-01';
const LIMITS_PAGE = 'https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#logs-ingestion-api';
/** 1,048,576, compressed or not; a small batch is quickly sent again. */
const BATCH_BYTES = 1_000_000;
const BATCH_ITEMS = 200;
const PER_MINUTE = 12_000;

const guid = (what: string, described: string) =>
  z.guid({ error: `must be ${what}, such as 00001111-aaaa-2222-bbbb-3333cccc4444` }).check(z.describe(described));

const Settings = z.strictObject({
  endpoint: z
    .url({ protocol: /^https?$/, error: 'must be the http(s) URL of the ingestion endpoint' })
    .check(
      z.describe(
        'The logs ingestion endpoint of the data collection rule, or a data collection endpoint, such as ' +
          'https://tocsin-5kyl.eastus-1.ingest.monitor.azure.com.',
      ),
    ),
  dcrImmutableId: z.string().check(
    z.regex(/^dcr-[0-9a-f]{32}$/, {
      error: 'must be the immutable id of a data collection rule: dcr- and 32 digits',
    }),
    z.describe('The immutable id of the data collection rule.'),
  ),
  stream: z
    ._default(
      z.string().check(z.regex(/^Custom-\w+$/, { error: 'must be the name of a stream, which begins with Custom-' })),
      'Custom-TocsinAlerts',
    )
    .check(z.describe('The stream of that rule that takes the records.')),
  tenantId: guid('a tenant’s id', 'The directory (tenant) id.'),
  clientId: guid('an application’s id', 'The application (client) id of the app registration.'),
  clientSecret: z
    .string()
    .check(
      z.minLength(1, { error: 'must be the value of a client secret' }),
      z.describe('The value (not the id) of a client secret of the app registration.'),
    ),
  authorityUrl: z
    ._default(
      z.url({ protocol: /^https?$/, error: 'must be the http(s) URL of an authority' }),
      'https://login.microsoftonline.com',
    )
    .check(z.describe('Where tokens are issued; https://login.microsoftonline.us for Azure Government.')),
});
type Settings = z.infer<typeof Settings>;

const trimmed = (url: string): string => withoutSlash(url);

/** The audience is that of the cloud which the endpoint is in. */
function scopeOf({ endpoint }: Settings): string {
  const [, cloud = 'com'] = /\.ingest\.monitor\.azure\.(us|cn)$/.exec(URL.parse(endpoint)?.hostname ?? '') ?? [];
  return `https://monitor.azure.${cloud}/.default`;
}

const authOf = (settings: Settings): ClientCredentialsAuth => ({
  kind: 'client-credentials',
  tokenUrl: `${trimmed(settings.authorityUrl)}/${settings.tenantId}/oauth2/v2.0/token`,
  clientId: settings.clientId,
  clientSecret: settings.clientSecret,
  scope: scopeOf(settings),
});

function requestOf(items: readonly Rendered[], settings: Settings): OutboundRequest {
  const { endpoint, dcrImmutableId, stream } = settings;
  return {
    method: 'POST',
    url: `${trimmed(endpoint)}/dataCollectionRules/${dcrImmutableId}/streams/${stream}?api-version=${API_VERSION}`,
    headers: { 'content-type': 'application/json' },
    // An array even for one: a bare object is answered with 204 and never seen again.
    body: `[${items.map(({ alert, attempt }) => asim(alert, attempt).body).join(',')}]`,
    auth: authOf(settings),
  };
}

/** The rule or the stream is wrong, which concerns every alert alike. */
const misconfigured: Readonly<Record<string, string>> = {
  InvalidStream: 'invalid_stream',
  InvalidDcrImmutableId: 'invalid_dcr',
  NotFound: 'not_found',
};

function codeOf({ headers, body }: OutboundResponse): string {
  const code = headers['x-ms-error-code'];
  if (code !== undefined) return code;
  try {
    const parsed: unknown = JSON.parse(body);
    const error = isFields(parsed) && isFields(parsed['error']) ? parsed['error'] : {};
    return String(error['code']);
  } catch {
    return '';
  }
}

/**
 * 204 alone says that the records are accepted; they are seen some minutes later
 * (https://github.com/Azure/azure-rest-api-specs/tree/main/specification/monitor/data-plane/ingestion). 400 does not say
 * which record, or whether one, is wrong.
 */
function judge(response: OutboundResponse): Outcome {
  const { status } = response;
  if (status === 204) return delivered();
  const wrong = status >= 400 && status < 500 && status !== 429 ? misconfigured[codeOf(response)] : undefined;
  return wrong === undefined ? judgeWithoutWord(response) : refused(wrong);
}

/** https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview */
export const sentinel = defineDestination<Settings>({
  docs: 'https://learn.microsoft.com/azure/azure-monitor/logs/logs-ingestion-api-overview',
  about: {
    name: 'Microsoft Sentinel',
    group: 'siem',
    shows:
      'One record a report in a table of the workspace, in the columns of the alert schema of the Advanced Security ' +
      'Information Model. Analytics rules over _Im_AlertEvent see each finding once, as its last report says, when the ' +
      'parsers below are in place.',
    setup: [
      'In Entra ID open "App registrations", "New registration"; under "Certificates & secrets" choose "New client ' +
        'secret" and copy its value. The overview shows the client id and the tenant id.',
      'Deploy docs/content/sentinel/table.bicep to the resource group of the workspace: it makes the table ' +
        'TocsinAlerts_CL with its columns and a data collection rule for the stream Custom-TocsinAlerts.',
      'Its outputs endpoint and dcrImmutableId go into the settings of the same names.',
      'In the rule’s "Access control (IAM)" give the app the role "Monitoring Metrics Publisher"; it counts after up to ' +
        '30 minutes.',
      'Deploy docs/content/sentinel/parsers.bicep: ASimAlertEventTocsin and vimAlertEventTocsin, and the custom unifying ' +
        'parsers by which _ASim_AlertEvent and _Im_AlertEvent find them. rule.bicep beside it is a sample analytics rule.',
    ],
    cannot: [
      'Azure does not know a record again: after a lost answer a table may hold one twice, under one ' +
        'AdditionalFields.AlertReportId; the parsers keep the last report of a finding (EventUid).',
      'Azure accepts records before it stores them, and leaves out columns that the stream does not declare, without a word.',
      'The schema has one address, that of the device. The actor and the remote end of a connection are in ' +
        'AdditionalFields, which the parsers show as SrcIpAddr and DstIpAddr.',
      'What is no security finding (missing alerts, unreadable webhooks, monitors) is in the table, and not in the parsers.',
    ],
    limits: [
      {
        what: 'request',
        max: 1_048_576,
        unit: 'bytes',
        docs: LIMITS_PAGE,
        measure: ({ body = '' }) => Buffer.byteLength(body),
      },
      { what: 'column', max: 64 * 1024, unit: 'bytes', docs: LIMITS_PAGE, measure: longestColumn },
      { what: 'requests to a rule', max: PER_MINUTE, unit: 'a minute', docs: LIMITS_PAGE },
    ],
  },
  settings: Settings,
  secrets: ['clientSecret'],
  audience: 'machines',
  perMinute: PER_MINUTE,
  quotaScope: ({ dcrImmutableId }) => `azure ${dcrImmutableId}`,
  render: (alert, attempt, settings) => requestOf([{ alert, attempt }], settings),
  judge,
  batch: {
    maxItems: BATCH_ITEMS,
    maxBytes: BATCH_BYTES,
    render: requestOf,
    judge: (response, items) => judgeTogether(judge(response), response, items),
  },
});

function longestColumn({ body = '[]' }: OutboundRequest): number {
  const records: readonly Readonly<Record<string, unknown>>[] = JSON.parse(body);
  const sizes = records.flatMap((record) =>
    Object.values(record).map((value) => Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value))),
  );
  return Math.max(0, ...sizes);
}
