/** Batches to destinations with a quota, and batches of which a part is refused. */
import { describe, expect, it } from 'vitest';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import { judgeByStatus } from '../../lambdas/destinations/_kit/http/http-status.ts';
import { type BatchMessage, batchIdOf, type DeliveryMessage } from '../../lambdas/domain/delivery.ts';
import { kept } from '../engine/deliver/kept.ts';
import { answer, messageOf, plain, world } from '../engine/deliver/world.ts';

const PER_REQUEST = 10;

const siem = (parts: Partial<Connected> = {}): Connected =>
  plain({
    ...parts,
    batch: {
      maxItems: PER_REQUEST,
      maxBytes: 1_000_000,
      render: (items) => ({
        method: 'POST',
        url: 'https://receiver.example.test/in',
        headers: {},
        body: items.map(({ alert }) => alert.id).join(' '),
      }),
      judge: (response, items) => items.map(() => judgeByStatus(response)),
    },
  });

const critical = (message: DeliveryMessage): DeliveryMessage => ({
  ...message,
  alert: { ...message.alert, severity: 'critical' },
});
const single = (n: number): DeliveryMessage => critical(messageOf(n, 'siem'));
const numbers = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);

/** The nth batch of a webhook, of so many alerts. */
const batchOf = (nth: number, size: number): BatchMessage => ({
  v: 2,
  deliveryId: batchIdOf(`wh_1.${nth}`, 'siem'),
  destination: 'siem',
  hour: '2026-11-21T20',
  items: numbers(size, nth * size).map((n) => ({ alert: single(n).alert })),
});

describe.each(Object.entries(kept))('on %s: the quota of a destination that takes batches', (_, make) => {
  // B6
  it('is kept by batches, too: no more requests than it allows in a minute', async () => {
    const here = world({ siem: siem({ perMinute: 6 }) }, make);
    const batches = numbers(30).map((nth) => batchOf(nth, 2));
    for (const batch of batches) await here.recordBatch(batch);
    for (let second = 0; second < 50; second += 10) {
      await here.run(...batches);
      here.wait(10_000);
    }
    expect(here.requests.length).toBeLessThanOrEqual(6);
    expect(here.requests.length).toBeGreaterThan(3);
  });

  // B6
  it('is used once by a request of many alerts', async () => {
    const here = world({ siem: siem({ perMinute: 6 }) }, make);
    const verdicts = await here.run(...numbers(PER_REQUEST).map(single));
    expect(here.requests).toHaveLength(1);
    expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['done']));
  });
});

describe.each(Object.entries(kept))('on %s: a batch of five requests of which the second is refused', (_, make) => {
  // B7
  it.each([401, 429])('ends with that request, and the rest waits as it is: %i', async (status) => {
    const here = world({ siem: siem(), chat: plain() }, make);
    here.answers(() => answer(here.requests.length === 1 ? 200 : status));
    const batch = batchOf(0, 5 * PER_REQUEST);
    await here.recordBatch(batch);
    await here.run(batch);
    expect(here.requests).toHaveLength(2);
    const states = await here.states(batch);
    expect(states.filter((each) => each === 'delivered')).toHaveLength(PER_REQUEST);
    expect(states.filter((each) => each === 'retrying')).toHaveLength(4 * PER_REQUEST);
  });

  // B7
  it('opens the circuit breaker, and others are notified of it', async () => {
    const here = world({ siem: siem(), chat: plain() }, make);
    here.answers(() => answer(here.requests.length === 1 ? 200 : 401));
    const batch = batchOf(0, 5 * PER_REQUEST);
    await here.recordBatch(batch);
    await here.run(batch);
    expect(here.emitted()).toEqual([{ type: 'circuit_opened', to: ['chat'] }]);
    await here.run(single(900));
    expect(here.requests).toHaveLength(2);
  });
});
