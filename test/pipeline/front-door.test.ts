import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { accepted, authentic, challenges, refusals } from './front-door-cases.ts';
import { aktoSource, aktoWebhook, HOOK_TOKEN, type Pipeline, startPipeline, until, yamlOf } from './pipeline.ts';
import { type Receiver, startReceiver } from './receiver.ts';

let receiver: Receiver;
let pipeline: Pipeline;

beforeAll(async () => {
  receiver = await startReceiver();
  const sources = {
    akto: aktoSource,
    keyed: `{ type: accuknox, auth: { header: { name: X-Key, value: "\${HOOK_TOKEN}" } }, successStatus: 200 }`,
    basic: `{ type: akto, auth: { basic: { username: akto, password: "\${HOOK_TOKEN}" } } }`,
    path: `{ type: akto, auth: { token: "\${HOOK_TOKEN}" } }`,
    open: '{ type: akto, auth: none }',
    rotating: `{ type: akto, auth: { bearer: ["\${HOOK_TOKEN}", "\${NEXT_TOKEN}"] } }`,
    unset: `{ type: akto, auth: { bearer: "\${NEVER_SET}" } }`,
    signed: `{ type: akto, auth: { hmac: { scheme: github, secret: "\${HOOK_TOKEN}" } } }`,
    elsewhere: `{ type: akto, auth: none, allowFrom: [192.0.2.0/24] }`,
    nearby: `{ type: akto, auth: none, allowFrom: [127.0.0.0/8] }`,
    slow: `{ type: akto, auth: none, limit: { perMinute: 1 } }`,
  };
  pipeline = await startPipeline(yamlOf({ archive: `{ type: webhook, url: "${receiver.url}/in" }` }, sources), {
    NEXT_TOKEN: 'next-token',
  });
});
afterAll(async () => {
  await pipeline.close();
  await receiver.close();
});

/** What the archive has received so far. */
const arrived = (): Alert[] => receiver.at('/in').map(({ body }) => JSON.parse(body));
const arrival = (what: string, isIt: (alert: Alert) => boolean): Promise<Alert> =>
  until(`${what} arrives`, () => arrived().find(isIt));

describe('a webhook is refused, as problem JSON, for', () => {
  it.each(refusals)('$what: $status', async ({ path = 'akto', method = 'POST', headers = {}, body, status, title }) => {
    const sent = body === undefined ? aktoWebhook(1) : body();
    const answer = await pipeline.request(`/v1/hooks/${path}`, { method, headers: { ...headers }, body: sent });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toEqual({ type: 'about:blank', status, title, detail: expect.stringMatching(/\w/) });
    expect(JSON.stringify(answer.body)).not.toContain(HOOK_TOKEN);
    if (status === 405) expect(answer.headers.get('allow')).toBe('GET, POST, PUT');
    if (status === 401) expect(answer.headers.get('www-authenticate')).toBe(challenges[path] ?? 'Bearer');
  });

  it('and none of these was accepted', async () => {
    expect((await pipeline.ledger()).webhooks.accepted).toBe(0);
  });
});

describe('a webhook is accepted and delivered with', () => {
  it.each(accepted)('$what', async ({ n, path, headers = {}, method = 'POST', encode = (text) => text }) => {
    const answer = await pipeline.request(`/v1/hooks/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      body: encode(aktoWebhook(n)),
    });
    expect(answer).toMatchObject({
      status: 202,
      body: { webhookId: expect.stringMatching(/^wh_/), status: 'accepted' },
    });
    const alert = await arrival(`FILTER_${n}`, ({ type }) => type === `FILTER_${n}`);
    expect(alert).toMatchObject({ source: path.split('/')[0], kind: 'detection', actor: { ip: `203.0.113.${n}` } });
  });

  it('the status that its source is configured to answer', async () => {
    const body = JSON.stringify({ Action: 'Block', PolicyName: 'keyed-policy', Message: 'Detected a violation' });
    const answer = await pipeline.request('/v1/hooks/keyed', {
      method: 'POST',
      headers: { 'x-key': HOOK_TOKEN },
      body,
    });
    expect(answer.status).toBe(200);
    await arrival('the keyed alert', ({ type }) => type === 'keyed-policy');
  });

  it('GET and its alert in the query', async () => {
    const query = 'Action=Block&PolicyName=query-policy&Message=Detected+a+violation&ProcessName=/bin/sh';
    const answer = await pipeline.request(`/v1/hooks/keyed?${query}`, { headers: { 'x-key': HOOK_TOKEN } });
    expect(answer.status).toBe(200);
    const alert = await arrival('the alert of the query', ({ type }) => type === 'query-policy');
    expect(alert).toMatchObject({ source: 'keyed', action: 'blocked' });
  });
});

describe('a sender that asks', () => {
  it('by OPTIONS is told that it may', async () => {
    const headers = { 'webhook-request-origin': 'events.example.com' };
    const answer = await pipeline.request('/v1/hooks/akto', { method: 'OPTIONS', headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('webhook-allowed-origin')).toBe('events.example.com');
  });

  it('by GET is told its challenge', async () => {
    const headers = { 'x-okta-verification-challenge': 'abc' };
    expect(await pipeline.request('/v1/hooks/akto', { headers })).toMatchObject({
      status: 200,
      body: { verification: 'abc' },
    });
  });
});

describe('a sender that is too fast', () => {
  it('is asked to slow down, and nothing that was accepted is lost', async () => {
    const post = (n: number) => pipeline.request('/v1/hooks/slow', { method: 'POST', body: aktoWebhook(n) });
    const [first, second] = [await post(31), await post(32)];
    expect([first.status, second.status]).toEqual([202, 429]);
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
    await arrival('the first', ({ type }) => type === 'FILTER_31');
    expect(arrived().some(({ type }) => type === 'FILTER_32')).toBe(false);
  });
});

describe('a body that nobody can read becomes an alert that shows it', () => {
  it.each([
    ['prose', 'Intrusion seen on host a17, call the night shift', 'Intrusion seen on host a17'],
    ['cut JSON of another sort', '[[[{{{ <xml attr="17">payload-18</xml>', 'payload-18'],
    ['bytes that are no text', new Uint8Array([0xc3, 0x28, 0x00, 0xff, ...Buffer.from('bytes-19')]), 'bytes-19'],
  ])('%s', async (_, body, shown) => {
    expect((await pipeline.hook('akto', body)).status).toBe(202);
    const alert = await arrival(
      shown,
      ({ kind, evidence }) => kind === 'unreadable' && JSON.stringify(evidence).includes(shown),
    );
    expect(alert).toMatchObject({ source: 'akto', vendor: 'Akto', kind: 'unreadable' });
  });
});

describe('the API', () => {
  it('says without a credential only that it is well', async () => {
    expect(await pipeline.request('/v1/health')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it.each(['/v1/ledger', '/v1/alerts', '/v1/alerts/akto:1', '/v1/anything'])(
    '%s is closed without the admin token, and to a source’s token',
    async (path) => {
      for (const headers of [{}, authentic, { authorization: 'Bearer ' }]) {
        const answer = await pipeline.request(path, { headers });
        expect(answer).toMatchObject({ status: 401, body: { status: 401, title: 'Wrong or missing credential' } });
      }
    },
  );

  it('names the type of its answers, and forbids to keep them', async () => {
    const refused = await pipeline.request('/v1/ledger');
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(refused.headers.get('www-authenticate')).toBe('Bearer');
    const health = await pipeline.request('/v1/health');
    expect(health.headers.get('content-type')).toMatch(/^application\/json/);
    expect(health.headers.get('cache-control')).toBe('no-store');
  });
});
