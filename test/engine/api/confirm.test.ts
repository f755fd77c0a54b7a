import { describe, expect, it } from 'vitest';
import { add, hourOf } from '../../../lambdas/domain/counters.ts';
import { deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import { createApp } from '../../../lambdas/engine/api/app.ts';
import type { Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { kept } from '../deliver/kept.ts';

import { alertId, alertOf } from '../route/alerts.ts';

const TOKEN = 'admin-token';
const NOW = Date.UTC(2026, 10, 21, 20);
const attempts = [
  { at: '2026-11-21T20:00:00.000Z', outcome: 'unknown', reason: 'timeout', durationMs: 30_000 },
] as const;
const uncertain: Settlement = {
  kind: 'waiting',
  status: 'unknown',
  reason: 'timeout',
  dueMs: NOW + 3_600_000,
  attempts,
};

const alert = alertOf({ id: alertId(1) });
const hour = hourOf(alert.receivedAt);
const message = { deliveryId: deliveryIdOf(alert.id, 'soc'), destination: 'soc', hour };

/** The API over a store with one delivery, which a worker has claimed. */
async function door(make: (typeof kept)[keyof typeof kept]) {
  const clock = { ms: NOW };
  const logged: string[] = [];
  const { stores } = make(() => clock.ms);
  const queue = { send: async () => undefined, sendLater: async () => undefined };
  const app = createApp({
    ...stores,
    deliveryQueue: queue,
    webhookQueue: queue,
    adminToken: async () => TOKEN,
    installed: { sources: {}, destinations: {}, routes: [] },
    destinationIds: ['soc'],
    wait: async () => undefined,
    now: () => clock.ms,
    newId: () => 'id',
    log: (event) => logged.push(event),
  });
  await stores.alerts.record({ alert, webhookId: 'wh_1', hour, planned: ['soc'], alone: true });
  await stores.deliveries.claim(message, 'a', NOW);
  const confirm = async (body?: unknown, id = message.deliveryId) => {
    const init = {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    };
    const answer = await app.request(`/v1/deliveries/${encodeURIComponent(id)}/confirm`, init);
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, string> };
  };
  const state = async () => (await stores.deliveries.states({ alertId: alert.id, planned: ['soc'] }))[0];
  const counts = async () => add(...(await stores.ledger.hours()).map((each) => each.counts));
  return {
    stores,
    clock,
    confirm,
    state,
    counts,
    logged,
    settle: (to: Settlement) => stores.deliveries.settle(message, 'a', to),
  };
}

describe.each(Object.entries(kept))('confirming a delivery over %s', (_, make) => {
  it('ends it as delivered, by whom, counts it, and does so once', async () => {
    const here = await door(make);
    await here.settle(uncertain);
    const before = await here.counts();
    const reason = 'confirmed by Anna: seen in the channel';
    const done = { deliveryId: message.deliveryId, status: 'delivered', reason };
    expect(await here.confirm({ by: 'Anna', note: 'seen in\nthe channel' })).toMatchObject({ status: 200, body: done });
    expect(await here.state()).toMatchObject({ status: 'delivered', reason, attempts });
    expect((await here.counts()).delivered).toBe((before.delivered ?? 0) + 1);
    const after = await here.counts();
    expect(await here.confirm({ by: 'Ben' })).toMatchObject({ status: 200, body: done });
    expect(await here.counts()).toEqual(after);
    expect(here.logged).toEqual(['delivery.confirmed']);
    expect(await here.stores.deliveries.claim(message, 'b', NOW + 3_600_000)).toEqual({ kind: 'completed' });
  });

  it.each([[undefined], [{}], [{ note: '' }]])('is by the credential when nobody is named: %j', async (body) => {
    const here = await door(make);
    await here.settle(uncertain);
    expect((await here.confirm(body)).body['reason']).toBe('confirmed by admin');
  });

  it('waits for the worker that attempts it, and says for how long', async () => {
    const here = await door(make);
    here.clock.ms += 500;
    const { status, headers, body } = await here.confirm({ by: 'Anna' });
    expect([status, headers.get('retry-after')]).toEqual([409, String(LEASE_MS / 1000)]);
    expect(body).toMatchObject({ status: 409, title: 'Delivery in use' });
    expect(body['detail']).toContain(`confirm again in ${LEASE_MS / 1000} s`);
    expect(await here.settle(uncertain)).toBe(true);
  });

  it.each<[Settlement, RegExp]>([
    [
      { kind: 'waiting', status: 'retrying', reason: 'http_500', dueMs: NOW, attempts: [] },
      /state retrying; .*tried again/,
    ],
    [{ kind: 'ended', status: 'delivered', attempts: [] }, /state delivered; .*nothing to do/],
    [{ kind: 'ended', status: 'dead', reason: 'http_400', attempts: [] }, /state dead; .*replay sends it again/],
    [{ kind: 'ended', status: 'merged', mergedInto: 'tocsin:1:soc', attempts: [] }, /state merged; .*mergedInto/],
  ])('is refused in another state, which it names with what to do: %#', async (settlement, expected) => {
    const here = await door(make);
    await here.settle(settlement);
    const { status, headers, body } = await here.confirm({ by: 'Anna' });
    expect([status, headers.get('content-type')]).toEqual([409, 'application/problem+json']);
    expect(body['detail']).toMatch(expected);
    expect((await here.state())?.status).toBe(settlement.status);
  });

  it.each([`${alertId(2)}:soc`, `${alert.id}:other`, 'nonsense'])('finds nothing of the id %s', async (id) => {
    const here = await door(make);
    await here.settle(uncertain);
    expect((await here.confirm({ by: 'Anna' }, id)).status).toBe(404);
    expect((await here.state())?.status).toBe('unknown');
  });

  it.each(['{', '[]', { by: '' }, { by: 7 }, { by: 'x'.repeat(101) }, { by: 'Anna', force: true }])(
    'takes no wrong body: %j',
    async (body) => {
      const here = await door(make);
      await here.settle(uncertain);
      const answer = await here.confirm(body);
      expect(answer).toMatchObject({ status: 400, body: { title: 'Invalid request body' } });
      expect(answer.body['detail']).toContain('{"by":"your name"');
    },
  );
});
