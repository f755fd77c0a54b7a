import { describe, expect, it } from 'vitest';
import { hourOf } from '../../../lambdas/domain/counters.ts';
import { batchIdOf } from '../../../lambdas/domain/delivery.ts';
import type { AlertRow } from '../../../lambdas/engine/ports/alerts.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { type Open, type OpenStore, useStore } from './store.ts';
import { attempt, dead, delivered, iso, messageOf, NOW, newAlert, next, rowOf, statesOf, waits } from './subjects.ts';

/** Alerts of one webhook that share a row at `siem`, and go their own ways to `soc`. */
export async function recordBatch(size: number, store: OpenStore, receivedMs = NOW) {
  const webhookId = `wh_batch_${next()}`;
  const batch = `${webhookId}.0`;
  const planned = ['siem', 'soc'];
  const rows = Array.from({ length: size }, (): AlertRow => {
    const parts = { webhookId, batch, planned, batchDestinations: ['siem'], alone: false };
    return rowOf(newAlert({ receivedAt: iso(receivedMs) }), parts);
  });
  for (const row of rows) await store.alerts.record(row);
  const message = { deliveryId: batchIdOf(batch, 'siem'), destination: 'siem', hour: hourOf(iso(receivedMs)) };
  return { rows, message, alertIds: rows.map(({ alert }) => alert.id) };
}

const siemStates = async (rows: readonly AlertRow[], store: OpenStore) =>
  (await Promise.all(rows.map((row) => statesOf(row, store)))).map(
    (states) => states.find(({ destination }) => destination === 'siem')?.status,
  );

/** Promises of `Deliveries` for batches. */
export function describeBatches(open: Open): void {
  describe('a batch', () => {
    const store = useStore(open);

    it('is claimed once, and its state is that of all its alerts, there alone', async () => {
      const { rows, message, alertIds } = await recordBatch(3, store());
      const all = await Promise.all(['a', 'b'].map((w) => store().deliveries.claim(message, w, NOW, alertIds)));
      expect(all.map(({ kind }) => kind).sort()).toEqual(['claimed', 'leased']);
      expect(await siemStates(rows, store())).toEqual(['sending', 'sending', 'sending']);
      const [row] = rows;
      const states = row === undefined ? [] : await statesOf(row, store());
      expect(states.map(({ status }) => status)).toEqual(['sending', 'queued']);
    });

    it('is known by its row, with the alerts that it was claimed with', async () => {
      const { message, alertIds } = await recordBatch(2, store());
      expect(await store().openDeliveries.batch(message.deliveryId)).toBeUndefined();
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      await store().deliveries.claim(message, 'b', NOW + LEASE_MS, ['edge:other']);
      const batch = { destination: 'siem', hour: message.hour, alertIds };
      expect(await store().openDeliveries.batch(message.deliveryId)).toEqual(batch);
    });

    it('ends as one', async () => {
      const { rows, message, alertIds } = await recordBatch(3, store());
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      expect(await store().deliveries.settle(message, 'a', delivered)).toBe(true);
      expect(await siemStates(rows, store())).toEqual(['delivered', 'delivered', 'delivered']);
      expect(await store().deliveries.claim(message, 'b', NOW, alertIds)).toEqual({ kind: 'completed' });
    });

    it('goes on without those that were split out of it', async () => {
      const { rows, message, alertIds } = await recordBatch(3, store());
      const [first, second] = rows;
      if (first === undefined || second === undefined) throw new Error('no rows');
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      await store().deliveries.split(messageOf(first, 'siem'), dead, NOW);
      await store().deliveries.split(messageOf(second, 'siem'), waits(NOW), NOW);
      const splitOut = [first.alert.id, second.alert.id];
      await store().deliveries.settle(message, 'a', { ...waits(NOW + 1000), kind: 'waiting', splitOut } as never);
      expect(await siemStates(rows, store())).toEqual(['dead', 'retrying', 'retrying']);
      expect(await store().deliveries.claim(message, 'b', NOW + 1000, alertIds)).toEqual({
        kind: 'claimed',
        before: 'retrying',
        counted: 'retrying',
        attempts: [attempt],
        firstAt: NOW,
        splitOut,
      });
      await store().deliveries.settle(message, 'b', delivered);
      expect(await siemStates(rows, store())).toEqual(['dead', 'retrying', 'delivered']);
      expect(await store().deliveries.claim(messageOf(second, 'siem'), 'c', NOW)).toEqual({
        kind: 'claimed',
        before: 'retrying',
        counted: 'retrying',
        attempts: [attempt],
        firstAt: NOW,
      });
    });

    it('splits each out once', async () => {
      const { rows, message, alertIds } = await recordBatch(2, store());
      const [first] = rows;
      if (first === undefined) throw new Error('no rows');
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      await store().deliveries.split(messageOf(first, 'siem'), dead, NOW);
      await store().deliveries.split(messageOf(first, 'siem'), delivered, NOW);
      expect((await siemStates(rows, store()))[0]).toBe('dead');
    });

    it('that has ended gives a delivery that is opened again a row of its own', async () => {
      const { rows, message, alertIds } = await recordBatch(2, store());
      const [first] = rows;
      if (first === undefined) throw new Error('no rows');
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      const own = messageOf(first, 'siem');
      expect(await store().deliveries.reopen(own.deliveryId, NOW)).toBeUndefined();
      await store().deliveries.settle(message, 'a', dead);
      expect(await store().deliveries.reopen(own.deliveryId, NOW + 5)).toBe('dead');
      expect(await siemStates(rows, store())).toEqual(['queued', 'dead']);
      expect(await store().deliveries.claim(own, 'b', NOW + 5)).toEqual({
        kind: 'claimed',
        before: 'queued',
        counted: 'queued',
        attempts: [attempt],
        firstAt: NOW + 5,
      });
    });
  });
}
