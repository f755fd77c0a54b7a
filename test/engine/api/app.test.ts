import { describe, expect, it } from 'vitest';
import type { AlertQuery } from '../../../lambdas/domain/listing.ts';
import { alertId } from '../route/alerts.ts';
import { door, known, TOKEN } from './door.ts';

describe('the API', () => {
  it('says to anybody that it is well', async () => {
    expect(await door().ask('/v1/health', {}, '')).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it.each([
    ['no credential', ''],
    ['a wrong one', 'Bearer other'],
    ['an empty one', 'Bearer '],
    ['the right one under another scheme', `Basic ${TOKEN}`],
  ])('refuses %s everywhere else, existing or not', async (_, authorization) => {
    for (const path of ['/v1/alerts', `/v1/alerts/${known}`, '/v1/ledger', '/v1/nothing']) {
      const { status, headers, body } = await door().ask(path, {}, authorization);
      expect(status).toBe(401);
      expect(headers.get('content-type')).toBe('application/problem+json');
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect(body).toMatchObject({ type: 'about:blank', status: 401, title: 'Wrong or missing credential' });
    }
  });

  it.each([undefined, ''])('lets nobody in when no token is set (%j)', async (token) => {
    for (const authorization of ['', 'Bearer ', 'Bearer undefined'])
      expect(
        (await door(token ?? undefined, () => ({ adminToken: async () => token })).ask('/v1/ledger', {}, authorization))
          .status,
      ).toBe(401);
  });

  it.each<[string, AlertQuery]>([
    ['', {}],
    ['?source=akto&severity=HIGH&status=dead', { source: 'akto', severities: ['high'], status: 'dead' }],
    ['?since=2026-11-21T20:00:00%2B02:00', { since: '2026-11-21T18:00:00.000Z' }],
    ['?cursor=MjAyNi0xMS0yMVQyMDowMDowMC4wMDBaI2VkZ2U6MQ', { cursor: 'MjAyNi0xMS0yMVQyMDowMDowMC4wMDBaI2VkZ2U6MQ' }],
    ['?severity=%3E%3Dhigh&limit=2', { severities: ['high', 'critical'], limit: 2 }],
  ])('asks for alerts%s', async (query, expected) => {
    const { ask, asked } = door();
    expect((await ask(`/v1/alerts${query}`)).status).toBe(200);
    expect(asked).toEqual([expected]);
  });

  it.each(['severity=loud', 'status=lost', 'since=never', 'cursor=x%23y', 'severity=', 'since='])(
    'refuses %s',
    async (query) => {
      const { ask, asked } = door();
      const { status, headers } = await ask(`/v1/alerts?${query}`);
      expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
      expect(asked).toEqual([]);
    },
  );

  it('finds an alert by its percent-encoded id', async () => {
    expect(await door().ask(`/v1/alerts/${encodeURIComponent(known)}`)).toMatchObject({
      status: 200,
      body: { alert: { id: known } },
    });
    expect(await door().ask(`/v1/alerts/${alertId(2)}`)).toMatchObject({
      status: 404,
      body: { title: 'No such alert' },
    });
  });

  it('knows nothing of an id that is longer than any', async () => {
    const load = async (): Promise<undefined> => {
      throw new Error('the store refuses such a key');
    };
    const { ask } = door(TOKEN, ({ alerts }) => ({ alerts: { ...alerts, load } }));
    expect((await ask(`/v1/alerts/${'a'.repeat(5_000)}`)).status).toBe(404);
    expect((await ask(`/v1/alerts/${'a'.repeat(512)}`)).status).toBe(500);
  });

  it('holds the ledger against the rows only when asked to', async () => {
    expect((await door().ask('/v1/ledger')).body).not.toHaveProperty('audit');
    expect((await door().ask('/v1/ledger?audit=1')).body).toMatchObject({
      balanced: true,
      webhooks: { accepted: 1 },
      audit: { agrees: true, hours: 1, differences: [] },
    });
  });

  it('names the hours whose counters differ from their rows, and by how much', async () => {
    const lost = {
      hour: '2026-11-21T03',
      counts: { accepted: 1 },
      version: 1,
      touchedMs: 0,
      verifiedVersion: 0,
      verifiedMs: 0,
    };
    const { ask } = door(TOKEN, ({ ledger }) => ({ ledger: { ...ledger, hours: async () => [lost] } }));
    expect((await ask('/v1/ledger?audit=1')).body).toMatchObject({
      audit: {
        agrees: false,
        differences: [{ hour: '2026-11-21T03', rowsLessCounters: { alerts: 1, planned: 1, queued: 1 } }],
      },
    });
  });

  it('replays a delivery by its id, and nothing that cannot be one', async () => {
    const { ask, replayed } = door();
    const id = `${known}:soc`;
    const post = { method: 'POST' };
    expect(await ask(`/v1/deliveries/${encodeURIComponent(id)}/replay`, post)).toMatchObject({
      status: 202,
      body: { deliveryId: id },
    });
    expect((await ask('/v1/deliveries/nonsense/replay', post)).status).toBe(404);
    expect((await ask(`/v1/deliveries/${alertId(2)}:soc/replay`, post)).status).toBe(404);
    expect((await ask(`/v1/deliveries/${encodeURIComponent(id)}/replay`)).status, 'GET changes nothing').toBe(405);
    expect(replayed).toEqual([id]);
  });

  it('tells of its own failure without a word of what failed', async () => {
    const hours = async () => Promise.reject(new Error('ResourceNotFound at arn:aws:dynamodb:…'));
    const { ask, logged } = door(TOKEN, ({ ledger }) => ({ ledger: { ...ledger, hours } }));
    const { status, headers, body } = await ask('/v1/ledger');
    expect([status, headers.get('content-type')]).toEqual([500, 'application/problem+json']);
    expect(JSON.stringify(body)).not.toContain('arn:');
    expect(logged).toHaveLength(1);
  });

  it('lets no answer be kept or guessed at', async () => {
    for (const path of ['/v1/health', '/v1/ledger', '/v1/nothing', '/v1/alerts?since=x']) {
      const { headers } = await door().ask(path);
      expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
    }
  });
});

describe('silences', () => {
  const wish = { match: { source: 'akto' }, until: '2026-11-21T22:00:00+01:00', author: 'somebody', reason: 'a drill' };
  const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });

  it('are made, listed as active, ended once and then no more', async () => {
    const { ask } = door();
    expect(await ask('/v1/silences', post(wish))).toMatchObject({
      status: 201,
      body: { id: 'sil_1', until: '2026-11-21T21:00:00.000Z', from: '2026-11-21T20:00:00.000Z', count: 0 },
    });
    expect(await ask('/v1/silences')).toMatchObject({
      status: 200,
      body: { silences: [{ id: 'sil_1', active: true }] },
    });
    expect((await ask('/v1/silences/sil_1', { method: 'DELETE' })).status).toBe(200);
    expect((await ask('/v1/silences/sil_1', { method: 'DELETE' })).status).toBe(404);
    expect(await ask('/v1/silences')).toMatchObject({ body: { silences: [{ id: 'sil_1', active: false }] } });
  });

  it.each([
    ['without an author', { ...wish, author: '' }],
    ['without a reason', { ...wish, reason: undefined }],
    ['without an end', { ...wish, until: undefined }],
    ['of everything', { ...wish, match: {} }],
    ['that is over', { ...wish, until: '2026-11-21T19:00:00Z' }],
    ['that ends before it begins', { ...wish, from: '2026-11-21T21:30:00Z' }],
    ['until no time', { ...wish, until: 'tomorrow' }],
    ['of a field that is none', { ...wish, match: { sorce: 'akto' } }],
    ['with a setting that is none', { ...wish, severity: 'low' }],
    ['that is no JSON object', 'quiet please'],
  ])('%s are refused', async (_, body) => {
    const { ask } = door();
    const { status, headers } = await ask('/v1/silences', post(body));
    expect([status, headers.get('content-type')]).toEqual([400, 'application/problem+json']);
    expect(await ask('/v1/silences')).toMatchObject({ body: { silences: [] } });
  });
});
