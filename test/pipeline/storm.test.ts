/**
 * A brute-force attack as Akto reports it: alerts without end that differ in time, request id and payload alone. Through
 * the real source, route and deliver stages, by a clock that is set by hand.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { at, textAt } from '../../infra/sandbox/_kit/json.ts';
import type { ReceiverName } from '../../infra/sandbox/registry.ts';
import { add, toLedger } from '../../lambdas/domain/counters.ts';
import { stores } from '../faults/stores.ts';
import { type Vendor, vendor } from '../faults/vendors.ts';
import { createWorld, type World } from '../faults/world.ts';
import type { MakeStore } from '../faults/world-store.ts';

const ALERTS = 200;
const EVERY_MS = 3_000;

const requestId = (n: number): string =>
  `req-${n.toString(16).padStart(8, '0')}-${(n * 2_654_435_761) % 4_294_967_296}`;

/** One webhook of the storm: the n-th attempt at the same login, from the same address. */
const attempt = (n: number): string =>
  JSON.stringify({
    maliciousEvents: [
      {
        actor: '198.51.100.23',
        country: 'DE',
        eventType: 'SINGLE',
        filterId: 'BRUTE_FORCE_LOGIN',
        method: 'POST',
        severity: 'HIGH',
        status: 'ACTIVE',
        subCategory: 'BRUTE_FORCE',
        timestamp: Math.floor(Date.now() / 1000),
        url: '/v1/login',
        maliciousPayloadsResponses: [
          {
            orig: JSON.stringify({
              method: 'POST',
              path: '/v1/login',
              requestHeaders: JSON.stringify({ host: 'api.shop.example', 'x-request-id': requestId(n) }),
              requestPayload: JSON.stringify({ user: 'admin', attempt: n }),
              statusCode: 401,
              time: Math.floor(Date.now() / 1000),
            }),
            ts: Math.floor(Date.now() / 1000),
          },
        ],
      },
    ],
  });

const names = [
  'pagerduty',
  'jsm-operations',
  'incident-io',
  'jira',
  'slack-bot',
] as const satisfies readonly ReceiverName[];
type Name = (typeof names)[number];

interface Storm {
  readonly world: World;
  readonly told: Readonly<Record<Name, Vendor>>;
}

async function storm(store: MakeStore): Promise<Storm> {
  const told = Object.fromEntries(names.map((name) => [name, vendor(name)])) as Record<Name, Vendor>;
  const world = createWorld({
    store,
    receivers: [],
    vendors: Object.values(told),
    sources: { akto: { type: 'akto', auth: { scheme: 'none' }, successStatus: 200 } },
  });
  for (let n = 1; n <= ALERTS; n += 1) {
    await world.post('akto', attempt(n));
    await world.turn();
    world.advance(EVERY_MS);
  }
  await world.drain();
  return { world, told };
}

const done = ({ received }: Vendor, operation: string) => received().filter((each) => each.operation === operation);
const rings = ({ received }: Vendor): number => received().filter(({ body }) => at(body, 'rings') === true).length;
/** Five minutes lie between two tellings of a problem; the first comes half a minute after the first repeat. */
const TELLINGS = Math.ceil((ALERTS * EVERY_MS) / (5 * 60_000)) + 1;
const all = `${ALERTS} in all`;

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

describe.each(stores)(`on %s: ${ALERTS} alerts of one brute-force attack in ten minutes`, (_, store) => {
  it('page once, make one ticket and one thread, and every one of them is accounted for', {
    timeout: 30_000,
  }, async () => {
    const { world, told } = await storm(store);

    const { webhooks, alerts, deliveries } = toLedger(
      add(...(await world.stores.ledger.hours()).map(({ counts }) => counts)),
    );
    expect(webhooks).toMatchObject({ accepted: ALERTS, duplicate: 0 });
    expect(alerts).toBe(ALERTS);
    expect(deliveries).toMatchObject({ delivered: names.length, merged: names.length * (ALERTS - 1), dead: 0 });

    for (const name of ['pagerduty', 'jsm-operations', 'incident-io'] as const) {
      expect(rings(told[name]), `${name} rings once`).toBe(1);
      const [first] = told[name].received();
      expect(first?.summary).toMatch(/HIGH · .*BRUTE_FORCE_LOGIN.*\/v1\/login/s);
      expect(told[name].received().length, name).toBeLessThanOrEqual(1 + TELLINGS * 2);
      expect(JSON.stringify(told[name].received().at(-1)?.body), `${name} counts`).toContain(all);
    }

    expect(done(told.jira, 'issue.create')).toHaveLength(1);
    const comments = done(told.jira, 'issue.comment');
    expect(comments.length).toBeLessThanOrEqual(TELLINGS);
    expect(JSON.stringify(comments.at(-1)?.body)).toContain(all);

    const posts = done(told['slack-bot'], 'chat.postMessage');
    const threads = posts.map(({ body }) => textAt(body, 'thread_ts'));
    const [top, ...replies] = threads;
    expect(top, 'the first message is no reply').toBeUndefined();
    expect(new Set(replies).size, 'all others are in one thread').toBe(1);
    expect(replies.length).toBeLessThanOrEqual(TELLINGS);
    expect(JSON.stringify(posts.at(-1)?.body)).toContain(all);

    const refused = names.flatMap((name) => told[name].received().filter(({ ok }) => !ok));
    expect(refused.map(({ problem }) => problem)).toEqual([]);
  });

  it('and one more a day later joins the incident that is still open', { timeout: 30_000 }, async () => {
    const { world, told } = await storm(store);
    world.advance(24 * 3_600_000);
    await world.post('akto', attempt(ALERTS + 1));
    await world.drain();
    expect(done(told.jira, 'issue.create'), 'the window is over').toHaveLength(2);
    for (const name of ['pagerduty', 'jsm-operations', 'incident-io'] as const) expect(rings(told[name]), name).toBe(1);
  });
});
