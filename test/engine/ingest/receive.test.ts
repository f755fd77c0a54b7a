import { describe, expect, it } from 'vitest';
import { createRanges, isRange } from '../../../lambdas/domain/values/ranges.ts';
import { shifted, sourceOf, world } from './world.ts';

const bearer = { authorization: 'Bearer k' };

describe('a sender that asks whether it may send', () => {
  it('is told its own challenge, as Okta wants it', async () => {
    const here = world(sourceOf('auth: { bearer: k }'));
    const { outcome, answer } = await here.post({
      method: 'GET',
      headers: { 'x-okta-verification-challenge': 'a "challenge"' },
      body: Buffer.alloc(0),
    });
    expect(outcome).toBe('handshake');
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(answer.body)).toEqual({ verification: 'a "challenge"' });
  });

  it('is told its own token as plain text, as Microsoft Graph wants it', async () => {
    const here = world(sourceOf('auth: { bearer: k }'));
    const request = { query: { validationToken: '<b>1 & 2</b>' }, body: Buffer.alloc(0) };
    const { answer } = await here.post(request);
    expect(answer).toMatchObject({ statusCode: 200, body: '<b>1 & 2</b>' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    });
  });

  it('is told that it may, as CloudEvents want it', async () => {
    const headers = { 'webhook-request-origin': 'eventemitter.example.com', 'webhook-request-rate': '120' };
    const request = { method: 'OPTIONS', headers, body: Buffer.alloc(0) };
    const free = await world(sourceOf('auth: { bearer: k }')).post(request);
    expect(free.answer).toMatchObject({
      statusCode: 200,
      headers: {
        allow: 'GET, POST, PUT',
        'webhook-allowed-origin': 'eventemitter.example.com',
        'webhook-allowed-rate': '*',
      },
    });
    const limited = await world(sourceOf('auth: { bearer: k }, limit: { perMinute: 60 }')).post(request);
    expect(limited.answer.headers).toMatchObject({ 'webhook-allowed-rate': '60' });
  });

  it.each([
    ['OPTIONS without an origin', { method: 'OPTIONS' }, 'method'],
    [
      'OPTIONS with an origin that is none',
      { method: 'OPTIONS', headers: { 'webhook-request-origin': 'a b' } },
      'method',
    ],
    ['a challenge beside a POST', { headers: { 'x-okta-verification-challenge': 'c' } }, 'credential'],
    ['a token beside a body', { query: { validationToken: 't' } }, 'credential'],
    [
      'another source',
      { source: 'nobody', method: 'GET', headers: { 'x-okta-verification-challenge': 'c' } },
      'unknown-source',
    ],
  ])('is told nothing for %s', async (_, request, outcome) => {
    const here = world(sourceOf('auth: { bearer: k }'));
    expect((await here.post(request)).outcome).toBe(outcome);
    expect(here.sent).toEqual([]);
  });

  it('needs the token in the path where the path is the credential', async () => {
    const here = world(sourceOf('auth: { token: k }'));
    const request = { query: { validationToken: 't' }, body: Buffer.alloc(0) };
    expect((await here.post({ ...request, pathToken: 'k' })).outcome).toBe('handshake');
    expect((await here.post({ ...request, pathToken: 'wrong' })).outcome).toBe('credential');
  });
});

describe('a source that may send from some addresses only', () => {
  const source = sourceOf('auth: { bearer: k }, allowFrom: [192.0.2.0/24, 198.51.100.7, "2001:db8::/32"]');

  it.each([
    ['192.0.2.1', 'accepted'],
    ['::ffff:192.0.2.1', 'accepted'],
    ['198.51.100.7', 'accepted'],
    ['2001:db8:1::7', 'accepted'],
    ['198.51.100.8', 'address'],
    ['192.0.3.1', 'address'],
    ['2001:db9::1', 'address'],
    ['::1', 'address'],
    ['', 'address'],
    ['192.0.2.1, 203.0.113.9', 'address'],
  ])('from %s: %s', async (address, outcome) => {
    expect((await world(source).post({ address, headers: bearer })).outcome).toBe(outcome);
  });

  it('is not believed when it claims another', async () => {
    const headers = { ...bearer, 'x-forwarded-for': '192.0.2.1', forwarded: 'for=192.0.2.1', 'x-real-ip': '192.0.2.1' };
    const { outcome, answer } = await world(source).post({ address: '203.0.113.9', headers });
    expect([outcome, answer.statusCode]).toEqual(['address', 403]);
  });

  it('needs its credential all the same', async () => {
    expect((await world(source).post({ address: '192.0.2.1' })).outcome).toBe('credential');
  });

  it.each(['192.0.2.0/24', '192.0.2.7', '::/0', '2001:db8::1'])('%s is a range', (text) => {
    expect(isRange(text)).toBe(true);
  });
  it.each(['', '192.0.2', '192.0.2.0/33', '192.0.2.0/', '::/129', '192.0.2.0/24/8', 'example.test', '192.0.2.0/-1'])(
    '"%s" is none, and holds nobody',
    (text) => {
      expect(isRange(text)).toBe(false);
      expect(createRanges([text])('192.0.2.0')).toBe(false);
    },
  );
});

describe('a source with a limit', () => {
  const source = sourceOf('auth: { bearer: k }, limit: { perMinute: 60 }');
  const times = async (n: number, here: ReturnType<typeof world>, seconds: number, request = {}) => {
    const outcomes: string[] = [];
    for (let i = 0; i < n; i += 1)
      outcomes.push((await here.post({ headers: bearer, ...request }, shifted(seconds))).outcome);
    return outcomes.filter((outcome) => outcome === 'accepted').length;
  };

  it('is asked to slow down above it, with the time when there is permit', async () => {
    const here = world(source);
    expect(await times(100, here, 0)).toBe(60);
    const { answer } = await here.post({ headers: bearer }, shifted(1));
    expect(answer.statusCode).toBe(429);
    const wait = Number(answer.headers['retry-after']);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(65);
    expect((await here.post({ headers: bearer }, shifted(1 + wait))).outcome).toBe('accepted');
    expect(here.sent).toHaveLength(61);
  });

  it('never passes it in any minute, and nearly reaches it in the long run', async () => {
    const here = world(source);
    const accepted: number[] = [];
    for (let second = 0; second < 600; second += 1) accepted.push(await times(3, here, second));
    const inMinute = accepted.map((_, i) => accepted.slice(i, i + 60).reduce((a, b) => a + b, 0));
    expect(Math.max(...inMinute)).toBeLessThanOrEqual(60);
    expect(accepted.reduce((a, b) => a + b, 0)).toBeGreaterThan(540);
  });

  it('takes nothing from another', async () => {
    const here = world(source);
    await times(100, here, 0);
    expect(await times(60, here, 0, { source: 'other' })).toBe(60);
  });

  it('cannot be used up by somebody without its credential', async () => {
    const here = world(source);
    expect(await times(500, here, 0, { headers: { authorization: 'Bearer wrong' } })).toBe(0);
    expect(await times(60, here, 0)).toBe(60);
  });

  it('has none when none is set', async () => {
    expect(await times(1_000, world(sourceOf('auth: { bearer: k }')), 0)).toBe(1_000);
  });
});

describe('a stolen token', () => {
  it('opens the one source that it belongs to', async () => {
    const here = world(sourceOf('auth: { token: k }'));
    expect((await here.post({ pathToken: 'k', source: 'unset' })).outcome).toBe('no-secret');
    expect((await here.post({ pathToken: 'k', source: 'nobody' })).outcome).toBe('unknown-source');
  });
});

describe('a GET', () => {
  it('carries all values of a field', async () => {
    const here = world(sourceOf('auth: { bearer: k }'));
    await here.post({ method: 'GET', headers: bearer, query: { tag: ['a', 'b'], one: '1' }, body: Buffer.alloc(0) });
    expect(here.bodies()).toEqual(['{"tag":["a","b"],"one":"1"}']);
  });
});

describe('Firehose', () => {
  const headers = { ...bearer, 'x-amz-firehose-request-id': 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f' };

  it('is answered with the id of its request, whatever the status of others', async () => {
    const here = world(sourceOf('auth: { bearer: k }, successStatus: 204'));
    const { outcome, answer } = await here.post({ headers });
    expect([outcome, answer.statusCode]).toEqual(['accepted', 200]);
    expect(JSON.parse(answer.body)).toEqual({
      requestId: 'ed4acda5-034f-9f42-bba1-f29aea6d7d8f',
      timestamp: Date.parse('2026-08-31T15:26:50.000Z'),
    });
    expect(here.sent).toHaveLength(1);
  });

  it('is refused like any other without the credential, and an id that is none is not sent back', async () => {
    const here = world(sourceOf('auth: { bearer: k }'));
    const without = await here.post({ headers: { 'x-amz-firehose-request-id': 'r' } });
    expect(without.answer.statusCode).toBe(401);
    const odd = await here.post({ headers: { ...bearer, 'x-amz-firehose-request-id': '<b>1</b>' } });
    expect(JSON.parse(odd.answer.body)).toEqual({ webhookId: 'wh_1', status: 'accepted' });
  });
});
