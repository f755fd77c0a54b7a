import { asimColumns } from '../../../lambdas/destinations/sentinel/asim-columns.ts';
import { type Fields, isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { parseJson, textAt } from '../_kit/json.ts';
import {
  type Answer,
  accept,
  alertIdsIn,
  type Item,
  json,
  line,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';

export const SENTINEL = {
  tenantId: '00001111-aaaa-2222-bbbb-3333cccc4444',
  clientId: '11112222-bbbb-3333-cccc-4444dddd5555',
  clientSecret: 'sandbox~client-secret',
  dcrImmutableId: 'dcr-00000000000000000000000000000000',
  stream: 'Custom-TocsinAlerts',
} as const;
const TOKEN = 'sandbox-entra-token';

const MAX_BYTES = 1_048_576;
const COLUMN_MAX_BYTES = 64 * 1024;

const no = (operation: string, status: number, code: string, message: string): Verdict =>
  refuse(operation, json(status, { error: { code, message } }, { 'x-ms-error-code': code }), message);

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const denied = (status: number, error: string, code: number, text: string): Answer =>
  json(status, { error, error_description: `AADSTS${code}: ${text}`, error_codes: [code] });

const invalidSecret = denied(401, 'invalid_client', 7_000_215, 'Invalid client secret provided.');

function tokenProblem(tenant: string, form: URLSearchParams): Answer | undefined {
  if (tenant !== SENTINEL.tenantId) return denied(400, 'invalid_request', 90_002, 'Tenant not found.');
  if (form.get('grant_type') !== 'client_credentials')
    return denied(400, 'unsupported_grant_type', 70_003, 'The grant type is not supported.');
  if (form.get('client_id') !== SENTINEL.clientId)
    return denied(400, 'unauthorized_client', 700_016, 'Application was not found in the directory.');
  if (form.get('client_secret') !== SENTINEL.clientSecret) return invalidSecret;
  return form.get('scope') === 'https://monitor.azure.com/.default'
    ? undefined
    : denied(400, 'invalid_scope', 70_011, 'The provided value for the input parameter scope is not valid.');
}

function issue(tenant: string, { text }: SandboxRequest): Verdict {
  const problem = tokenProblem(tenant, new URLSearchParams(text));
  return problem === undefined
    ? accept('token', json(200, { token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599, access_token: TOKEN }))
    : refuse('token', problem, 'no token for this application');
}

const cut = (value: unknown): unknown =>
  typeof value === 'string' && Buffer.byteLength(value) > COLUMN_MAX_BYTES
    ? Buffer.from(value).subarray(0, COLUMN_MAX_BYTES).toString('utf8')
    : value;

/** What the table gets: columns that the stream does not declare are left out, what is too long is cut. */
const stored = (record: Fields): Fields =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([name]) => Object.hasOwn(asimColumns, name))
      .map(([name, value]) => [name, cut(value)]),
  );

function itemOf(record: Fields): Item {
  const uid = textAt(record, 'AdditionalFields', 'AlertReportId') ?? textAt(record, 'EventUid');
  const dated = !Number.isNaN(Date.parse(textAt(record, 'TimeGenerated') ?? ''));
  return {
    summary: line(textAt(record, 'AlertName')),
    body: stored(record),
    alertIds: alertIdsIn({ id: uid, ...(uid === undefined ? record : {}) }),
    arrived: dated,
  };
}

/** Azure says 204 to what it cannot read too, and drops it. */
function ingest({ text }: SandboxRequest): Verdict {
  const parsed = parseJson(text);
  if (parsed === undefined) return no('records', 400, 'InvalidPayload', 'The body is not valid JSON');
  const records = Array.isArray(parsed.value) ? parsed.value.filter(isFields) : [];
  const items = records.map(itemOf);
  const answer: Answer = { status: 204, headers: {}, body: '' };
  const dropped = records.length === 0 || items.some(({ arrived }) => !arrived);
  return dropped
    ? { operation: 'records', ok: false, answer, problem: 'answered 204 and dropped: no array of dated records', items }
    : { operation: 'records', ok: true, answer, items };
}

const route = /^\/dataCollectionRules\/([^/]+)\/streams\/([^/]+)$/;

function upload(request: SandboxRequest, dcr: string, stream: string): Verdict {
  const { method, headers, query, bytes } = request;
  if (method !== 'POST') return no('records', 405, 'MethodNotAllowed', 'POST only');
  if (headers['authorization'] !== `Bearer ${TOKEN}`) return no('records', 401, 'InvalidToken', 'no token of ours');
  if (query.get('api-version') !== '2023-01-01') return no('records', 400, 'UnsupportedApiVersion', 'api-version');
  if (dcr !== SENTINEL.dcrImmutableId) return no('records', 404, 'NotFound', `Data collection rule ${dcr} not found.`);
  if (stream !== SENTINEL.stream) return no('records', 400, 'InvalidStream', `Stream ${stream} is not configured`);
  if (!/^application\/json\b/.test(headers['content-type'] ?? ''))
    return no('records', 415, 'UnsupportedMediaType', 'application/json only');
  if (bytes.length > MAX_BYTES)
    return no(
      'records',
      413,
      'ContentLengthLimitExceeded',
      `Maximum allowed content length: ${MAX_BYTES} bytes (1 MB).`,
    );
  return ingest(request);
}

/** The Logs Ingestion API with one rule and one stream, and the token endpoint that it trusts. */
export function sentinel(): Receiver {
  return {
    handle(request) {
      const [, tenant] = /^\/([^/]+)\/oauth2\/v2\.0\/token$/.exec(request.path) ?? [];
      if (tenant !== undefined) return issue(tenant, request);
      const [, dcr, stream] = route.exec(request.path) ?? [];
      return dcr === undefined || stream === undefined
        ? no('request', 404, 'NotFound', 'no such endpoint')
        : upload(request, dcr, stream);
    },
    expired: ({ path }) =>
      path.endsWith('/token')
        ? invalidSecret
        : json(401, { error: { code: 'InvalidToken', message: 'The token has expired' } }),
  };
}
