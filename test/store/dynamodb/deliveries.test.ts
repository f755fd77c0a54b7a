import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttemptRecord, type DeliveryMessage, deliveryIdOf } from '../../../lambdas/core/delivery.ts';
import type { Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import type { Table } from '../../../lambdas/store/dynamodb/client.ts';
import { claim, LEASE_MS, settle } from '../../../lambdas/store/dynamodb/deliveries.ts';
import { deliveryStates } from '../../../lambdas/store/dynamodb/delivery-states.ts';
import { listOverdue, postpone } from '../../../lambdas/store/dynamodb/overdue.ts';
import { reopen } from '../../../lambdas/store/dynamodb/reopen.ts';
import { alertId, alertOf } from '../../engine/route/alerts.ts';
import { startTable } from './table.ts';

let table: Table & { close(): Promise<void> };
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.close());

const NOW = Date.UTC(2026, 10, 21, 20);
const attempt: AttemptRecord = { at: new Date(NOW).toISOString(), outcome: 'retry', reason: 'http_500', durationMs: 7 };
const delivered: Settlement = {
  kind: 'ended',
  status: 'delivered',
  receipt: { id: 'SEC-1', url: 'https://jira.example.test/SEC-1' },
  attempts: [attempt, { ...attempt, outcome: 'delivered' }],
};
const waits = (dueMs: number, status: 'retrying' | 'unknown' = 'retrying'): Settlement => ({
  kind: 'waiting',
  status,
  reason: 'http_500',
  dueMs,
  attempts: [attempt],
});

let count = 0;
/** A delivery that nobody has touched yet. */
function fresh(): DeliveryMessage {
  count += 1;
  const id = alertId(count);
  return {
    v: 1,
    deliveryId: deliveryIdOf(id, 'soc'),
    destination: 'soc',
    hour: '2026-11-21T20',
    alert: alertOf({ id }),
  };
}
const stateOf = async (message: DeliveryMessage) =>
  (await deliveryStates({ alertId: message.alert.id, planned: ['soc'] }, table))[0];

describe('a claim', () => {
  it('of what nobody had is granted, with nothing to remember', async () => {
    expect(await claim(fresh(), 'a', NOW, table)).toEqual({
      kind: 'claimed',
      before: 'queued',
      counted: 'queued',
      attempts: [],
      firstAt: NOW,
    });
  });

  it('by twenty workers at once is granted to exactly one', async () => {
    const message = fresh();
    const claims = await Promise.all(Array.from({ length: 20 }, (_, i) => claim(message, `w${i}`, NOW, table)));
    const kinds = claims.map(({ kind }) => kind).sort();
    expect(kinds).toEqual(['claimed', ...Array.from({ length: 19 }, () => 'leased')]);
    const untils = claims.flatMap((each) => (each.kind === 'leased' ? [each.untilMs] : []));
    expect(new Set(untils)).toEqual(new Set([NOW + LEASE_MS]));
  });

  it('is refused while another worker’s lease runs, and granted when it has run out', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    expect(await claim(message, 'b', NOW + LEASE_MS - 1, table)).toEqual({ kind: 'leased', untilMs: NOW + LEASE_MS });
    // The worker died while it was sending, so that its request may have arrived.
    expect(await claim(message, 'b', NOW + LEASE_MS, table)).toMatchObject({
      kind: 'claimed',
      before: 'sending',
      counted: 'queued',
      firstAt: NOW,
    });
  });

  it('is refused before its time has come, and granted then with its past', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    expect(await settle(message, 'a', waits(NOW + 60_000), table)).toBe(true);
    expect(await claim(message, 'b', NOW + 59_999, table)).toEqual({ kind: 'leased', untilMs: NOW + 60_000 });
    expect(await claim(message, 'b', NOW + 60_000, table)).toEqual({
      kind: 'claimed',
      before: 'retrying',
      counted: 'retrying',
      attempts: [attempt],
      firstAt: NOW,
    });
  });

  it('of what is settled is never granted again, however late it is', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    await settle(message, 'a', delivered, table);
    for (const later of [0, LEASE_MS, 30 * 86_400_000])
      expect(await claim(message, 'b', NOW + later, table)).toEqual({ kind: 'completed' });
  });

  it('after an answer that never came remembers that it may have arrived', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    await settle(message, 'a', waits(NOW, 'unknown'), table);
    expect(await claim(message, 'b', NOW, table)).toMatchObject({
      kind: 'claimed',
      before: 'unknown',
      counted: 'unknown',
    });
  });
});

describe('settling', () => {
  it('keeps state, receipt and attempts, and no reason of an earlier failure', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    await settle(message, 'a', waits(NOW), table);
    await claim(message, 'b', NOW, table);
    expect(await settle(message, 'b', delivered, table)).toBe(true);
    expect(await stateOf(message)).toEqual({
      id: message.deliveryId,
      destination: 'soc',
      status: 'delivered',
      receipt: { id: 'SEC-1', url: 'https://jira.example.test/SEC-1' },
      attempts: delivered.attempts,
    });
  });

  it('by a worker whose lease was taken over writes nothing', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    await claim(message, 'b', NOW + LEASE_MS, table);
    expect(await settle(message, 'a', delivered, table)).toBe(false);
    expect(await stateOf(message)).toMatchObject({ status: 'sending', attempts: [] });
    expect(await settle(message, 'b', waits(NOW + LEASE_MS), table)).toBe(true);
  });

  it('twice writes once', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    expect(await settle(message, 'a', delivered, table)).toBe(true);
    expect(await settle(message, 'a', waits(NOW), table)).toBe(false);
    expect(await stateOf(message)).toMatchObject({ status: 'delivered' });
  });

  it('of what nobody claimed writes nothing', async () => {
    const message = fresh();
    expect(await settle(message, 'a', delivered, table)).toBe(false);
    expect(await stateOf(message)).toMatchObject({ status: 'queued', attempts: [] });
  });
});

describe('what is open', () => {
  const overdueIds = async (beforeMs: number) => (await listOverdue(beforeMs, 1000, table)).map(({ id }) => id);

  it('is found when its time has passed, and not when it has ended', async () => {
    const [waiting, sending, ended] = [fresh(), fresh(), fresh()];
    const base = NOW + 86_400_000;
    for (const message of [waiting, sending, ended]) await claim(message, 'a', base, table);
    await settle(waiting, 'a', waits(base + 1000), table);
    await settle(ended, 'a', delivered, table);
    const early = await overdueIds(base + 1000);
    expect(early).not.toContain(waiting.deliveryId);
    expect(await overdueIds(base + 1001)).toContain(waiting.deliveryId);
    expect(await overdueIds(base + LEASE_MS)).not.toContain(sending.deliveryId);
    expect(await overdueIds(base + LEASE_MS + 1)).toContain(sending.deliveryId);
    expect(await overdueIds(base * 2)).not.toContain(ended.deliveryId);
  });

  it('is put off by one of two runs, and not when it has moved by itself', async () => {
    const message = fresh();
    const base = NOW + 2 * 86_400_000;
    await claim(message, 'a', base, table);
    const found = (await listOverdue(base * 2, 1000, table)).find(({ id }) => id === message.deliveryId);
    if (found === undefined) throw new Error('it is not listed');
    expect((await Promise.all([postpone(found, base + 1, table), postpone(found, base + 2, table)])).sort()).toEqual([
      false,
      true,
    ]);
    await settle(message, 'a', delivered, table);
    expect(await postpone({ ...found, mark: new Date(base + 1).toISOString() }, base + 3, table)).toBe(false);
    expect(await claim(message, 'b', base * 2, table)).toEqual({ kind: 'completed' });
  });

  it('whose lease ran out with its dead worker is known to have been sent', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    const at = new Date(NOW + LEASE_MS).toISOString();
    expect(await claim(message, 'b', NOW + LEASE_MS, table)).toMatchObject({
      kind: 'claimed',
      before: 'sending',
      attempts: [{ at, outcome: 'unknown', reason: 'worker_died' }],
    });
    expect(await settle(message, 'a', delivered, table)).toBe(false);
  });
});

describe('opening again', () => {
  it('of what has ended: due at once, its attempts kept, its 24 hours begun anew', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    await settle(message, 'a', { kind: 'ended', status: 'dead', reason: 'http_400', attempts: [attempt] }, table);
    expect(await reopen(message.deliveryId, NOW + 5000, table)).toBe('dead');
    expect(await stateOf(message)).toMatchObject({ status: 'queued', attempts: [attempt] });
    expect(await stateOf(message)).not.toHaveProperty('reason');
    expect(await claim(message, 'b', NOW + 5000, table)).toEqual({
      kind: 'claimed',
      before: 'queued',
      counted: 'queued',
      attempts: [attempt],
      firstAt: NOW + 5000,
    });
  });

  it.each(['in flight', 'unknown to anybody'])('of what is %s changes nothing', async (which) => {
    const message = fresh();
    if (which === 'in flight') await claim(message, 'a', NOW, table);
    expect(await reopen(message.deliveryId, NOW, table)).toBeUndefined();
    expect((await stateOf(message))?.status).toBe(which === 'in flight' ? 'sending' : 'queued');
  });

  it('twice opens once', async () => {
    const message = fresh();
    await claim(message, 'a', NOW, table);
    await settle(message, 'a', delivered, table);
    const both = await Promise.all([reopen(message.deliveryId, NOW, table), reopen(message.deliveryId, NOW, table)]);
    expect(both.filter((before) => before === 'delivered')).toHaveLength(1);
  });
});
