import { describe, expect, it } from 'vitest';
import { type BatchMessage, batchIdOf } from '../../../lambdas/domain/delivery.ts';
import { kept } from './kept.ts';
import { answer, messageOf, plain, world } from './world.ts';

const siem = plain({
  batch: {
    maxItems: 100,
    maxBytes: 1_000_000,
    render: (items) => ({
      method: 'POST',
      url: 'https://receiver.example.test/in',
      headers: {},
      body: items.map(({ alert }) => alert.id).join(' '),
    }),
    judge: (response, items) =>
      items.map(() => (response.status === 200 ? { kind: 'delivered' } : { kind: 'retry', reason: 'http_500' })),
  },
});

/** A batch of the alerts with these numbers. */
const batchOf = (...numbers: readonly number[]): BatchMessage => ({
  v: 2,
  deliveryId: batchIdOf('wh_1.0', 'siem'),
  destination: 'siem',
  hour: '2026-11-21T20',
  items: numbers.map((n) => ({ alert: messageOf(n).alert })),
});
const idsOf = (...numbers: readonly number[]): string[] => numbers.map((n) => messageOf(n).alert.id);

describe.each(Object.entries(kept))('on %s: a batch that was claimed before its webhook was recorded', (_, make) => {
  const batchWorld = () => world({ siem }, make);

  it('is delivered without the rest, and the rest goes its own way', async () => {
    const here = batchWorld();
    await here.recordBatch(batchOf(1, 2));
    expect(await here.run(batchOf(1, 2))).toEqual([{ kind: 'done' }]);
    await here.recordBatch(batchOf(3));
    expect(await here.run(batchOf(1, 2, 3))).toEqual([{ kind: 'done' }]);
    const sent = here.sent.flatMap((message) => ('alert' in message ? [message] : []));
    expect(sent.map(({ alert }) => alert.id)).toEqual(idsOf(3));
    expect(await here.run(...sent)).toEqual([{ kind: 'done' }]);
    expect(here.requests.map(({ body }) => body)).toEqual([idsOf(1, 2).join(' '), ...idsOf(3)]);
    expect(await here.states(batchOf(1, 2, 3))).toEqual(['delivered', 'delivered', 'delivered']);
  });

  it('and waits is tried again without the rest', async () => {
    const here = batchWorld();
    await here.recordBatch(batchOf(1));
    here.answers(() => answer(500));
    await here.run(batchOf(1));
    await here.recordBatch(batchOf(2));
    here.wait(3_600_000);
    here.answers(() => answer(200));
    expect(await here.run(batchOf(1, 2))).toEqual([{ kind: 'done' }]);
    expect(here.requests.map(({ body }) => body)).toEqual([...idsOf(1), ...idsOf(1)]);
    expect(here.sent.map((message) => ('alert' in message ? message.alert.id : ''))).toEqual(idsOf(2));
  });

  it('and is complete costs nothing more', async () => {
    const here = batchWorld();
    await here.recordBatch(batchOf(1, 2));
    await here.run(batchOf(1, 2));
    await here.run(batchOf(1, 2));
    expect([here.sent, here.requests.length]).toEqual([[], 1]);
  });
});
