import { describe, expect, it } from 'vitest';
import { hourOf } from '../../../lambdas/domain/counters.ts';
import type { AlertQuery } from '../../../lambdas/domain/listing.ts';
import { createApp } from '../../../lambdas/engine/api/app.ts';
import type { Ports } from '../../../lambdas/engine/api/ports.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';
import { alertId, alertOf } from '../route/alerts.ts';

const TOKEN = 'admin-token';
const known = alertId(1);

/** The API over the real stores, with one alert in them, and queues in memory. */
function door(token: string | undefined = TOKEN, parts: (stores: Stores) => Partial<Ports> = () => ({})) {
  const asked: AlertQuery[] = [];
  const replayed: string[] = [];
  const logged: string[] = [];
  let made = 0;
  const stores = dynamodbStores(tableOf(memoryTable(), 'table'));
  const ports: Ports = {
    ...stores,
    alerts: {
      ...stores.alerts,
      list(query, nowMs) {
        asked.push(query);
        return stores.alerts.list(query, nowMs);
      },
    },
    deliveryQueue: {
      async send(messages) {
        for (const message of messages) if ('isReplay' in message) replayed.push(message.deliveryId);
      },
      sendLater: async () => undefined,
    },
    webhookQueue: { send: async () => undefined, sendLater: async () => undefined },
    adminToken: async () => token,
    wait: async () => undefined,
    destinationIds: ['soc', 'archive'],
    now: () => Date.UTC(2026, 10, 21, 20),
    newId: () => {
      made += 1;
      return `sil_${made}`;
    },
    log: (event, fields) => logged.push(JSON.stringify({ event, fields })),
    ...parts(stores),
  };
  const begun = begin(stores);
  const app = createApp(ports);
  const ask = async (path: string, init: RequestInit = {}, authorization = `Bearer ${TOKEN}`) => {
    await begun;
    const answer = await app.request(path, { ...init, headers: { authorization } });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as unknown };
  };
  return { ask, asked, replayed, logged };
}

/** One alert was accepted, and is planned for one destination. */
async function begin({ alerts, ledger }: Stores): Promise<void> {
  const alert = alertOf({ id: known });
  const hour = hourOf(alert.receivedAt);
  await alerts.record({ alert, webhookId: 'wh_1', hour, planned: ['soc'], alone: true });
  await ledger.increment(hour, { accepted: 1, alerts: 1, planned: 1, queued: 1 });
}

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
    ['?source=akto&severity=HIGH&status=dead', { source: 'akto', severity: 'high', status: 'dead' }],
    ['?since=2026-11-21T20:00:00%2B02:00', { since: '2026-11-21T18:00:00.000Z' }],
    ['?cursor=MjAyNi0xMS0yMVQyMDowMDowMC4wMDBaI2VkZ2U6MQ', { cursor: 'MjAyNi0xMS0yMVQyMDowMDowMC4wMDBaI2VkZ2U6MQ' }],
    ['?unknown=1', {}],
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
    expect((await ask(`/v1/deliveries/${encodeURIComponent(id)}/replay`)).status, 'GET changes nothing').toBe(404);
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

describe('a replay', () => {
  const post = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body) });
  const delivery = `${known}:soc`;

  it('is a dry run unless asked otherwise', async () => {
    const { ask, replayed } = door();
    expect(await ask('/v1/replay', post({ status: 'queued' }))).toMatchObject({
      status: 200,
      body: { deliveries: [delivery], dryRun: true },
    });
    expect(replayed).toEqual([]);
  });

  it('is a job, whose state and counts can be asked for', async () => {
    const { ask, replayed } = door();
    const { status, body } = await ask('/v1/replay', post({ status: 'queued', dryRun: false }));
    const progress = { state: 'done', alertsRead: 1, deliveriesReplayed: 1, notKeptCount: 0 };
    const job = '20261121200000000-sil_1';
    expect([status, body]).toMatchObject([202, { job, ...progress, deliveries: [delivery], dryRun: false }]);
    expect(body).not.toHaveProperty('notKept');
    expect(replayed).toEqual([delivery]);
    const shown = await ask(`/v1/replay/${job}`);
    expect(shown).toMatchObject({ status: 200, body: { job, ...progress, request: { status: 'queued' } } });
  });

  it('names the alerts whose webhooks are not kept', async () => {
    const { body } = await door().ask('/v1/replay', post({ status: 'queued', reparse: true, dryRun: false }));
    expect(body).toMatchObject({ state: 'done', deliveriesReplayed: 0, notKeptCount: 1, notKept: [known] });
  });

  it('goes on later when its first page fails', async () => {
    const started: string[] = [];
    const away = async () => Promise.reject(new Error('away'));
    const { ask, logged } = door(TOKEN, () => ({
      deliveryQueue: { send: away, sendLater: away },
      onReplayStarted: (job) => started.push(job),
    }));
    const { status, body } = await ask('/v1/replay', post({ status: 'queued', dryRun: false }));
    expect([status, body]).toMatchObject([202, { state: 'running', alertsRead: 0, deliveries: [] }]);
    expect(started).toEqual(['20261121200000000-sil_1']);
    expect(logged.join()).toContain('replay.interrupted');
  });

  it.each([
    ['a state that is none', { status: 'gone' }, 'status'],
    ['a severity that is none', { severity: 'loud' }, 'severity'],
    ['a time that is none', { until: 'tomorrow' }, 'until'],
    ['a destination that is not configured', { to: 'nowhere' }, 'soc, archive'],
  ])('of %s is refused, and no job is made', async (_, body, named) => {
    const { ask } = door();
    const answer = await ask('/v1/replay', post({ ...body, dryRun: false }));
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(named)]);
  });

  it('that is not known is a 404, and without the token a 401', async () => {
    const { ask } = door();
    const { status, headers, body } = await ask('/v1/replay/20261121200000000-none');
    expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
    expect(body).toMatchObject({ status: 404, title: 'No such replay job' });
    expect((await ask('/v1/replay/20261121200000000-none', {}, '')).status).toBe(401);
    expect((await ask('/v1/replay', post({ dryRun: false }), '')).status).toBe(401);
  });
});
