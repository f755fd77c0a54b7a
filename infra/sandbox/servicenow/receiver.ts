import { parseJson } from '../_kit/json.ts';
import {
  type Answer,
  accept,
  json,
  type Receiver,
  refuse,
  type SandboxRequest,
  type Verdict,
} from '../_kit/receiver.ts';
import { eventApi } from './events.ts';
import { failure, tableApi } from './table.ts';

/** Invented credentials: of a user, and of an OAuth application. */
export const serviceNowSandbox = {
  user: 'tocsin.integration',
  password: 'sandbox-servicenow-password',
  clientId: 'sandbox-servicenow-client',
  clientSecret: 'sandbox-servicenow-secret',
} as const;

const TOKEN = 'sandbox-servicenow-token';

const unauthorised = (): Answer => ({
  ...failure(401, 'User Not Authenticated', 'Required to provide Auth information'),
  headers: { 'content-type': 'application/json', 'www-authenticate': 'BASIC realm="Service-now"' },
});

const basic = `Basic ${Buffer.from(`${serviceNowSandbox.user}:${serviceNowSandbox.password}`).toString('base64')}`;
const mayEnter = ({ headers }: SandboxRequest): boolean =>
  [basic, `Bearer ${TOKEN}`].includes(headers['authorization'] ?? '');

/** Client credentials, as a form (https://www.servicenow.com/docs/r/platform-security/authentication/client-credentials.html). */
function token({ text }: SandboxRequest): Verdict {
  const form = new URLSearchParams(text);
  const isGood =
    form.get('grant_type') === 'client_credentials' &&
    form.get('client_id') === serviceNowSandbox.clientId &&
    form.get('client_secret') === serviceNowSandbox.clientSecret;
  return isGood
    ? accept('token', json(200, { access_token: TOKEN, scope: 'useraccount', token_type: 'Bearer', expires_in: 1799 }))
    : refuse('token', json(401, { error: 'invalid_client', error_description: 'access_denied' }), 'invalid_client');
}

/** Why a request gets no further than the door. */
function refusal({ method, headers }: SandboxRequest, isIn: boolean): Verdict | undefined {
  if (!isIn) return refuse('request', unauthorised(), 'wrong or missing credential');
  const isJson = headers['content-type']?.startsWith('application/json') === true;
  return method === 'GET' || isJson ? undefined : refuse('request', failure(415, 'Unsupported media type'), 'no JSON');
}

/** An instance: the Table API and Event Management behind one sign-in. */
export function serviceNow(): Receiver {
  const records = tableApi();
  const events = eventApi();

  function dispatch(request: SandboxRequest): Verdict {
    const { method, path, text } = request;
    const body = parseJson(text)?.value;
    if (path.startsWith('/api/now/table/')) return records.handle(path, body, request);
    if (method === 'POST' && path === '/api/global/em/jsonv2') return events.handle(body);
    return refuse('request', failure(400, 'Requested URI does not represent any resource', path), 'no such interface');
  }

  return {
    handle: (request) =>
      request.path === '/oauth_token.do' ? token(request) : (refusal(request, mayEnter(request)) ?? dispatch(request)),
    expired: unauthorised,
  };
}
