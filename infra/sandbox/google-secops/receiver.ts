import { createPublicKey, createVerify, generateKeyPairSync } from 'node:crypto';
import { at, listAt, parseJson, textAt } from '../_kit/json.ts';
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
import { udmProblem } from './udm-check.ts';

export const SECOPS_PROJECT = 'sandbox-soc';
export const SECOPS_INSTANCE = '0f9a3c52-5a4d-4b0c-8e2f-000000000000';
const ACCOUNT = 'tocsin@sandbox-soc.iam.gserviceaccount.com';
const ACCESS_TOKEN = 'sandbox-google-access-token';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const REQUEST_MAX_BYTES = 1_000_000;

let kept: string | undefined;

/** A key that exists only while this process runs: no private key has to be written down. */
function privateKey(): string {
  kept ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
  return kept;
}

/** A service account's key file, with this mock receiver as the one who gives out tokens. */
export const secopsCredentials = (url: string): string =>
  JSON.stringify({
    type: 'service_account',
    project_id: SECOPS_PROJECT,
    client_email: ACCOUNT,
    private_key: privateKey(),
    token_uri: `${url}/token`,
  });

const errors = {
  invalid: [400, 'INVALID_ARGUMENT'],
  unauthenticated: [401, 'UNAUTHENTICATED'],
  denied: [403, 'PERMISSION_DENIED'],
  missing: [404, 'NOT_FOUND'],
} as const;

const problem = (name: keyof typeof errors, message: string): Answer => {
  const [code, status] = errors[name];
  return json(code, { error: { code, message, status } });
};
const no = (operation: string, name: keyof typeof errors, message: string): Verdict =>
  refuse(operation, problem(name, message), message);

const partOf = (text: string | undefined): unknown =>
  parseJson(Buffer.from(text ?? '', 'base64url').toString('utf8'))?.value;

/** What is wrong with an assertion (https://developers.google.com/identity/protocols/oauth2/service-account). */
function assertionProblem(assertion: string, nowMs: number): string | undefined {
  const [head = '', claims = '', signature = ''] = assertion.split('.');
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${claims}`)
    .verify(createPublicKey(privateKey()), signature, 'base64url');
  const claim = partOf(claims);
  if (textAt(partOf(head), 'alg') !== 'RS256' || !isSigned) return 'Invalid JWT Signature.';
  if (textAt(claim, 'iss') !== ACCOUNT) return 'Invalid JWT: Issuer not found.';
  if (textAt(claim, 'aud')?.endsWith('/token') !== true) return 'Invalid JWT: Failed audience check.';
  if (textAt(claim, 'scope') !== SCOPE) return 'Invalid OAuth scope or ID token audience provided.';
  const seconds = Number(at(claim, 'exp')) - nowMs / 1000;
  return seconds > 0 && seconds <= 3600 ? undefined : 'Invalid JWT: Token must be a short-lived token (60 minutes).';
}

function token({ text, at: nowMs }: SandboxRequest): Verdict {
  const form = new URLSearchParams(text);
  const isBearer = form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  const wrong = isBearer ? assertionProblem(form.get('assertion') ?? '', nowMs) : 'Invalid grant_type';
  if (wrong !== undefined)
    return refuse('token', json(400, { error: 'invalid_grant', error_description: wrong }), wrong);
  return accept('token', json(200, { access_token: ACCESS_TOKEN, expires_in: 3599, token_type: 'Bearer' }));
}

/** The report, which stands beside the id of the finding. */
const reportIn = (event: unknown): string | undefined => {
  const labels = listAt(event, 'udm', 'metadata', 'ingestionLabels');
  return textAt(
    labels.find((label) => textAt(label, 'key') === 'tocsin_alert_id'),
    'value',
  );
};

const itemOf = (event: unknown): Item => ({
  summary: line(textAt(event, 'udm', 'metadata', 'description')),
  body: at(event, 'udm'),
  alertIds: alertIdsIn({ id: reportIn(event) ?? textAt(event, 'udm', 'metadata', 'productLogId') ?? '' }),
  arrived: true,
});

/** All events, or none: one that is not valid spoils the request. */
function importEvents({ text, bytes }: SandboxRequest): Verdict {
  if (bytes.length > REQUEST_MAX_BYTES) return no('events', 'invalid', 'Request payload size exceeds the limit');
  const body = parseJson(text)?.value;
  const events = listAt(body, 'inlineSource', 'events');
  if (events.length === 0) return no('events', 'invalid', 'inline_source.events is required');
  const wrong = events
    .map((event, i) => udmProblem(at(event, 'udm'), `inline_source.events[${i}].udm`))
    .find((each) => each !== undefined);
  if (wrong !== undefined) return no('events', 'invalid', wrong);
  return accept('events', json(200, {}), ...events.map(itemOf));
}

const path = /^\/v1(?:alpha|beta)?\/projects\/([^/]+)\/locations\/([^/]+)\/instances\/([^/]+)\/events:import$/;

/** Who asks, and for which instance. */
function authorized({ path: asked, headers }: SandboxRequest): Verdict | undefined {
  const [whole, project, , instance] = path.exec(asked) ?? [];
  if (whole === undefined) return no('events', 'missing', 'Method not found.');
  if (headers['authorization'] !== `Bearer ${ACCESS_TOKEN}`)
    return no('events', 'unauthenticated', 'Request had invalid authentication credentials.');
  const isOurs = project === SECOPS_PROJECT && instance === SECOPS_INSTANCE;
  return isOurs ? undefined : no('events', 'denied', "Permission 'chronicle.events.import' denied on resource");
}

/** The Chronicle API's import of events, and the token service before it. */
export const googleSecops = (): Receiver => ({
  handle(request) {
    if (request.method !== 'POST') return no('events', 'missing', 'Method not found.');
    return request.path === '/token' ? token(request) : (authorized(request) ?? importEvents(request));
  },
  expired: () => problem('unauthenticated', 'Request had invalid authentication credentials.'),
});
