import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LargeWebhook, largeWebhook } from './large-webhook.ts';
import type { ReceiverProps } from './receivers.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

/** `npm run faults` plays the size that is promised; `npm test` a part of it, with as much less time for a function. */
const isWhole = process.env['TOCSIN_FAULTS'] === 'full';
const ALERTS = isWhole ? 42_000 : 3_000;
const FUNCTION_MS = 120_000 * (ALERTS / 42_000);
const TEST_MS = isWhole ? 900_000 : 120_000;

const receivers: readonly ReceiverProps[] = [
  { id: 'lake', kind: 'key', audience: 'machines', batchOf: 50 },
  { id: 'hook', kind: 'key', audience: 'machines' },
];

const arrivedOnce = (times: ReadonlyMap<string, number> = new Map()): number =>
  [...times.values()].filter((n) => n === 1).length;

function expectAllOnce({ arrivals, ledger, recount, writes }: LargeWebhook): void {
  expect([...arrivals.keys()].sort()).toEqual(['hook', 'lake']);
  for (const [id, times] of arrivals) {
    expect(times.size, id).toBe(ALERTS);
    expect(arrivedOnce(times), id).toBe(ALERTS);
  }
  expect(ledger).toMatchObject({ alerts: ALERTS, deliveries: { delivered: 2 * ALERTS, dead: 0 }, balanced: true });
  expect(ledger).toEqual(recount);
  expect(writes.most, 'rows in the making at the same time').toBeLessThanOrEqual(33);
}

describe(`a webhook of ${ALERTS} alerts, and ${Math.round(FUNCTION_MS / 1000)} s for the function`, {
  timeout: TEST_MS,
}, () => {
  it('is routed at once by a table that takes 4,000 write units a second, which is not overrun', async () => {
    const done = await largeWebhook({ alerts: ALERTS, functionMs: FUNCTION_MS, unitsPerSecond: 4000, receivers });
    expectAllOnce(done);
    expect(done.invocationsMs).toHaveLength(1);
    expect(done.repeatedRows).toBe(0);
    expect(done.writes.refused).toBe(0);
    // It uses most of what the table takes.
    const seconds = Math.max(...done.invocationsMs) / 1000;
    expect(done.writes.units / seconds).toBeGreaterThan(0.6 * 4000);
  });

  it('is routed by one attempt after the other when others leave little of the table', async () => {
    const done = await largeWebhook({ alerts: ALERTS, functionMs: FUNCTION_MS, unitsPerSecond: 1000, receivers });
    expectAllOnce(done);
    expect(done.invocationsMs.length).toBeGreaterThan(1);
    expect(Math.max(...done.invocationsMs)).toBeLessThan(FUNCTION_MS);
    // Of each attempt at most one chunk of 50 is written again.
    expect(done.repeatedRows).toBeLessThanOrEqual(50 * (done.invocationsMs.length - 1));
    expect(done.failures.filter((failure) => failure.startsWith('webhook'))).toEqual([]);
  });
});
