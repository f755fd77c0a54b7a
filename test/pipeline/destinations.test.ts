/**
 * Every destination against the stand-in of its vendor, from the webhook to the delivered state, through the real
 * functions of route and deliver, by a clock that is set by hand. What a destination declares of itself is held to.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { receiverNames } from '../../infra/sandbox/registry.ts';
import type { FaultRule } from '../../infra/sandbox/server/faults.ts';
import { add, toLedger } from '../../lambdas/domain/counters.ts';
import { type Vendor, vendor } from '../faults/vendors.ts';
import { createWorld, type World } from '../faults/world.ts';

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

const statuses = async (world: World) => {
  const ledger = toLedger(add(...(await world.stores.ledger.hours()).map(({ counts }) => counts)));
  return Object.fromEntries(Object.entries(ledger.deliveries).filter(([, count]) => count > 0));
};

/** Alerts that arrived, and how often; Tocsin's own (digests, summaries of repeats) apart. */
const timesOf = (receiver: Vendor): number[] =>
  [...receiver.arrivals()].filter(([id]) => !id.startsWith('tocsin:')).map(([, times]) => times);

const detection = (n: number, problem = `problem-${n}`) => ({ problem, n, severity: 8 });

async function told(name: (typeof receiverNames)[number], faults: readonly FaultRule[] = [], alerts = 1) {
  const receiver = vendor(name);
  const world = createWorld({ receivers: [], vendors: [receiver] });
  if (faults.length > 0) receiver.setFaults({ [name]: faults });
  await world.accept(Array.from({ length: alerts }, (_, i) => detection(i + 1)));
  await world.drain();
  return { receiver, world };
}

/** Whether a second copy of what may have arrived cannot be: it is looked for, or the vendor knows it again. */
const isSure = ({ connected }: Vendor): boolean => connected.lookup !== undefined || connected.isIdempotent;

describe.each(receiverNames)('%s', (name) => {
  it('takes an alert once', async () => {
    const { receiver, world } = await told(name);
    expect(await statuses(world)).toEqual({ delivered: 1 });
    expect(timesOf(receiver), JSON.stringify(receiver.received())).toEqual([1]);
  });

  it.each([
    ['an error', { status: 500, nth: 1 }],
    ['a busy minute', { status: 429, headers: { 'retry-after': '7' }, nth: 1 }],
    ['a connection cut on the way', { reset: 'before', nth: 1 }],
  ] as const)('takes it once after %s', async (_, fault) => {
    const { receiver, world } = await told(name, [fault]);
    expect(await statuses(world)).toEqual({ delivered: 1 });
    expect(timesOf(receiver)).toEqual([1]);
  });

  it('takes it once when the answer was lost, or a second time that says so', async () => {
    const { receiver, world } = await told(name, [{ reset: 'after', nth: 1 }]);
    expect(await statuses(world)).toEqual({ delivered: 1 });
    const [times = 0] = timesOf(receiver);
    expect(times).toBeGreaterThanOrEqual(1);
    expect(times).toBeLessThanOrEqual(isSure(receiver) ? 1 : 2);
    const marked = receiver
      .received()
      .filter(({ body }) => /possibl[ey][ _-]?(a )?(repeat|duplicate)/i.test(JSON.stringify(body)));
    if (times === 2) expect(marked.length).toBeGreaterThan(0);
  });

  it('waits for a credential that is no longer good, and loses nothing', async () => {
    const { receiver, world } = await told(name, [{ expired: true, until: 3 }]);
    expect(await statuses(world)).toEqual({ delivered: 1 });
    expect(timesOf(receiver)).toEqual([1]);
  });

  it('takes many at once', async () => {
    const { receiver, world } = await told(name, [{ status: 503, nth: 1 }], 12);
    const { connected } = receiver;
    const ended = await statuses(world);
    expect((ended['delivered'] ?? 0) + (ended['merged'] ?? 0)).toBe(12);
    if (connected.audience === 'people') return;
    expect(timesOf(receiver)).toEqual(Array.from({ length: 12 }, () => 1));
    if (connected.batch !== undefined) expect(receiver.received().length).toBeLessThan(30);
  });

  it('hears of one problem as it declares: people once and then of the repeats, machines of every alert', async () => {
    const receiver = vendor(name);
    const world = createWorld({ receivers: [], vendors: [receiver] });
    for (const n of [1, 2, 3]) {
      await world.accept([detection(n, 'one problem')]);
      world.advance(2_000);
    }
    await world.drain();
    if (receiver.connected.audience === 'machines') {
      expect(await statuses(world)).toEqual({ delivered: 3 });
      expect(timesOf(receiver)).toEqual([1, 1, 1]);
      return;
    }
    expect(await statuses(world)).toEqual({ delivered: 1, merged: 2 });
    const { conversation } = receiver.connected;
    // A reply names the alert that it answers.
    expect(timesOf(receiver)[0]).toBeLessThanOrEqual(conversation === undefined ? 1 : 2);
    const summaries = [...receiver.arrivals().keys()].filter((id) => id.startsWith('tocsin:'));
    expect(summaries.length, 'joined, or in one message of their own').toBeLessThanOrEqual(
      conversation === undefined ? 1 : 0,
    );
    expect(
      receiver
        .received()
        .filter(({ ok }) => !ok)
        .map(({ problem }) => problem),
    ).toEqual([]);
    expect(receiver.received().length).toBeGreaterThanOrEqual(2);
  });
});
