import { expect, it } from 'vitest';
import { type DeliveryMessage, deliveryIdOf } from '../../../lambdas/domain/delivery.ts';
import type { Settlement } from '../../../lambdas/engine/ports/deliveries.ts';
import { releaseParked } from '../../../lambdas/engine/reconcile/release-parked.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { alertId, alertOf } from '../../engine/route/alerts.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';

const NOW = Date.UTC(2026, 10, 21, 20);
const MINUTE_MS = 60_000;

function world() {
  const stores = dynamodbStores(tableOf(memoryTable(), 'table'));
  const { parked, deliveries } = stores;
  if (parked === undefined) throw new Error('DynamoDB parks deliveries');
  const sent: string[] = [];
  const messageOf = (n: number): DeliveryMessage => {
    const id = alertId(n);
    return { v: 2, deliveryId: deliveryIdOf(id, 'soc'), destination: 'soc', hour: '', alert: alertOf({ id }) };
  };
  async function record(n: number): Promise<DeliveryMessage> {
    const message = messageOf(n);
    await stores.alerts.record({ alert: message.alert, webhookId: 'w', hour: '', planned: ['soc'], alone: false });
    return message;
  }
  const release = (nowMs: number, perMinute = 1_000) =>
    releaseParked(nowMs, {
      ...stores,
      deliveryQueue: {
        send: async (messages) =>
          void sent.push(...messages.flatMap((each) => ('alert' in each ? [each.alert.id] : []))),
        sendLater: async () => undefined,
      },
      routeOptions: async () => ({}),
      limits: [{ destination: 'soc', perMinute: async () => perMinute, giveUpAfterMs: 24 * 60 * MINUTE_MS }],
      log: () => undefined,
    });
  return { stores, parked, deliveries, sent, record, release };
}

const parking = (rank: number, dueMs = NOW) => ({ rank, dueMs, reason: 'circuit_open: http_401' });

it('what is parked is sent when its time has come, the most urgent first, and what may have arrived last', async () => {
  const here = world();
  const [low, critical, uncertain, later] = await Promise.all([1, 2, 3, 4].map((n) => here.record(n)));
  if (low === undefined || critical === undefined || uncertain === undefined || later === undefined) return;
  await here.parked.park(low, parking(1), NOW);
  await here.parked.park(uncertain, parking(-1), NOW);
  await here.parked.park(critical, parking(4), NOW);
  await here.parked.park(later, parking(4, NOW + 60 * MINUTE_MS), NOW);
  await here.release(NOW);
  // Sent at the same time, in this order.
  expect(here.sent).toEqual([critical, low, uncertain].map(({ alert }) => alert.id));
  await here.release(NOW + 59 * MINUTE_MS);
  expect(here.sent).toHaveLength(3);
  // Reconcile runs every minute.
  await here.release(NOW + 60 * MINUTE_MS);
  expect(here.sent.at(-1)).toBe(later.alert.id);
  await here.release(NOW + 61 * MINUTE_MS);
  expect(here.sent, 'once').toHaveLength(4);
});

it('as many are sent in a minute as the destination takes', async () => {
  const here = world();
  for (let n = 0; n < 30; n += 1) await here.parked.park(await here.record(n), parking(2), NOW);
  await here.release(NOW, 20);
  expect(here.sent).toHaveLength(20);
  await here.release(NOW + MINUTE_MS, 20);
  expect(new Set(here.sent).size).toBe(30);
});

it('while the circuit breaker is open one is sent as the probe, and what has to be given up', async () => {
  const here = world();
  for (let n = 0; n < 5; n += 1) await here.parked.park(await here.record(n), parking(2), NOW);
  await here.stores.circuits.open('soc', 'http_401', NOW);
  await here.release(NOW);
  expect(here.sent).toHaveLength(1);
  await here.stores.circuits.acquireProbe('soc', NOW, NOW + 2 * MINUTE_MS);
  await here.release(NOW + MINUTE_MS);
  expect(here.sent, 'no probe is due').toHaveLength(1);
  await here.release(NOW + 24 * 60 * MINUTE_MS);
  expect(new Set(here.sent).size, 'to be given up').toBe(5);
});

it('nothing is parked that a worker has, that has ended, or that is a member of a group', async () => {
  const here = world();
  const [leased, ended, member] = await Promise.all([1, 2, 3].map((n) => here.record(n)));
  if (leased === undefined || ended === undefined || member === undefined) return;
  for (const message of [leased, ended, member]) await here.deliveries.claim(message, 'a', NOW);
  await here.deliveries.settle(ended, 'a', { kind: 'ended', status: 'delivered', attempts: [] });
  const inGroup: Settlement = {
    kind: 'waiting',
    status: 'queued',
    reason: 'digest',
    dueMs: NOW,
    attempts: [],
    mergedInto: 'x',
  };
  await here.deliveries.settle(member, 'a', inGroup);
  for (const message of [leased, ended, member])
    expect(await here.parked.park(message, parking(4), NOW)).toBeUndefined();
  expect(await here.parked.list('soc', NOW, 10)).toEqual([]);
});
