import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { judgeByStatus } from '../../lambdas/destinations/_kit/http/http-status.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { createHttp } from '../../lambdas/transport/http/http.ts';
import { createSend } from '../../lambdas/transport/send.ts';
import { createTokens, type TokenAuth } from '../../lambdas/transport/tokens.ts';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** What the token endpoint and the service answer next, and what they were asked. */
let tokenAnswer: Answer;
let serviceAnswer: Answer;
let forms: URLSearchParams[] = [];
let bearers: (string | undefined)[] = [];
let server: Server;
let base = '';

const issued = (n = forms.length): Answer => ({ status: 200, body: { access_token: `t${n}`, expires_in: 3600 } });

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      const isToken = request.url === '/token';
      if (isToken) forms.push(new URLSearchParams(text));
      else bearers.push(request.headers.authorization);
      const { status, body } = isToken ? { ...issued(), ...tokenAnswer } : serviceAnswer;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => server.close());
beforeEach(() => {
  forms = [];
  bearers = [];
  tokenAnswer = { status: 200 };
  serviceAnswer = { status: 200 };
});

const client = (scope = 'api/.default'): TokenAuth => ({
  kind: 'client-credentials',
  tokenUrl: `${base}/token`,
  clientId: 'id',
  clientSecret: 'a secret & more',
  scope,
});
const request = (auth: TokenAuth = client()): OutboundRequest => ({
  method: 'POST',
  url: `${base}/in`,
  headers: { 'content-type': 'application/json' },
  body: '{}',
  auth,
});

describe('client credentials', () => {
  it('are sent as a form, and the token goes along as bearer', async () => {
    expect(await createSend(true)(request())).toMatchObject({ kind: 'answer', response: { status: 200 } });
    expect(forms.map((form) => Object.fromEntries(form))).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'id',
        client_secret: 'a secret & more',
        scope: 'api/.default',
      },
    ]);
    expect(bearers).toEqual(['Bearer t1']);
  });

  it('are asked for once by many at the same time, and once for each scope', async () => {
    const send = createSend(true);
    await Promise.all(Array.from({ length: 5 }, () => send(request())));
    await send(request(client('other')));
    expect(forms).toHaveLength(2);
    expect(bearers).toHaveLength(6);
  });

  it('give a new token after the service did not take the old one', async () => {
    const send = createSend(true);
    await send(request());
    serviceAnswer = { status: 401 };
    expect(await send(request())).toMatchObject({ response: { status: 401 } });
    serviceAnswer = { status: 200 };
    await send(request());
    expect(bearers).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
  });

  it('give a new token a minute before the old one ends', async () => {
    let now = 0;
    const tokens = createTokens(createHttp(true), () => now);
    const tokenOf = async () => {
      const obtained = await tokens.obtain(client());
      return 'token' in obtained ? obtained.token : obtained.failed;
    };
    const seen = [];
    for (const at of [0, 3_539_000, 3_540_000, 3_541_000]) {
      now = at;
      seen.push(await tokenOf());
    }
    expect(seen).toEqual(['t1', 't1', 't2', 't2']);
  });

  it.each([
    ['a wrong secret', 401, { error: 'invalid_client' }],
    ['a request that is none', 400, { error: 'invalid_scope' }],
    ['an answer without a token', 200, { token_type: 'bearer' }],
    ['a redirect', 302, {}],
  ])('that the endpoint refuses pause the destination: %s', async (_, status, body) => {
    tokenAnswer = { status, body };
    const sent = await createSend(true)(request());
    expect(sent.kind === 'answer' ? judgeByStatus(sent.response) : sent).toEqual({
      kind: 'retry',
      reason: 'http_401',
      refused: true,
    });
    expect(JSON.stringify(sent)).not.toContain('invalid_');
    expect(bearers).toEqual([]);
  });

  it.each([500, 503, 429, 408])('are tried again after the endpoint answered %i', async (status) => {
    const send = createSend(true);
    tokenAnswer = { status };
    expect(await send(request())).toEqual({ kind: 'not-sent', reason: `token_http_${status}` });
    tokenAnswer = { status: 200 };
    expect(await send(request())).toMatchObject({ kind: 'answer', response: { status: 200 } });
    expect(bearers).toHaveLength(1);
  });

  it('are not sent when nobody is there, and nothing has left', async () => {
    const auth = { ...client(), tokenUrl: 'http://127.0.0.1:1/token' };
    expect(await createSend(true)(request(auth))).toEqual({ kind: 'not-sent', reason: 'token_econnrefused' });
  });
});

describe('a service account', () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const account = (key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()): TokenAuth => ({
    kind: 'service-account',
    tokenUrl: `${base}/token`,
    clientEmail: 'tocsin@project.iam.gserviceaccount.com',
    privateKey: key,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
  });

  it('asks with an assertion that its key has signed', async () => {
    await createSend(true)(request(account()));
    const assertion = forms[0]?.get('assertion') ?? '';
    expect(forms[0]?.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const { payload, protectedHeader } = await jwtVerify(assertion, publicKey, { audience: `${base}/token` });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(payload).toMatchObject({
      iss: 'tocsin@project.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
    });
    expect((decodeJwt(assertion).exp ?? 0) - (decodeJwt(assertion).iat ?? 0)).toBeLessThanOrEqual(3600);
    expect(bearers).toEqual(['Bearer t1']);
  });

  it('with a key that is none pauses the destination', async () => {
    const sent = await createSend(true)(request(account('no key')));
    expect(sent).toMatchObject({ kind: 'answer', response: { status: 401, body: '' } });
    expect(forms).toEqual([]);
  });
});
