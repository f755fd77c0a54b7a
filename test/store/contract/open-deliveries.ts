import { describe, expect, it } from 'vitest';
import { hourOf } from '../../../lambdas/domain/counters.ts';
import { groupIdOf, memberOf } from '../../../lambdas/domain/group.ts';
import type { Overdue } from '../../../lambdas/engine/ports/deliveries.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { recordBatch } from './batches.ts';
import { type Open, useStore } from './store.ts';
import { delivered, fresh, iso, messageOf, NOW, newAlert, next, rowOf, waits } from './subjects.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Promises of `OpenDeliveries`. */
export function describeOpenDeliveries(open: Open): void {
  describe('what is open', () => {
    const store = useStore(open);
    const idsBefore = async (beforeMs: number) => (await store().openDeliveries.overdue(beforeMs)).map(({ id }) => id);

    /** What is overdue, and what counting the hour from its rows finds that a worker left. */
    async function foundBefore(beforeMs: number): Promise<readonly string[]> {
      const { abandoned = [] } = await store().ledger.recount(hourOf(iso(NOW)), beforeMs);
      return [...(await idsBefore(beforeMs)), ...abandoned];
    }

    async function overdueOne(deliveryId: string, beforeMs: number): Promise<Overdue> {
      const found = (await store().openDeliveries.overdue(beforeMs)).find(({ id }) => id === deliveryId);
      if (found === undefined) throw new Error(`${deliveryId} is not overdue`);
      return found;
    }

    it('is found when its time has passed, and not when it has ended', async () => {
      const [waiting, sending, ended] = [await fresh(store()), await fresh(store()), await fresh(store())];
      for (const { message } of [waiting, sending, ended]) await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(waiting.message, 'a', waits(NOW + 1000));
      await store().deliveries.settle(ended.message, 'a', delivered);
      expect(await idsBefore(NOW + 1000)).not.toContain(waiting.message.deliveryId);
      expect(await idsBefore(NOW + 1001)).toContain(waiting.message.deliveryId);
      expect(await foundBefore(NOW + LEASE_MS)).not.toContain(sending.message.deliveryId);
      expect(await foundBefore(NOW + LEASE_MS + 1)).toContain(sending.message.deliveryId);
      expect(await foundBefore(NOW + DAY_MS)).not.toContain(ended.message.deliveryId);
    });

    it('is found when its worker died, also when it had waited before', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', waits(NOW + 1000));
      await store().deliveries.claim(message, 'b', NOW + 1000);
      expect(await foundBefore(NOW + LEASE_MS + 1001)).toContain(message.deliveryId);
      expect(await store().deliveries.reopen(message.deliveryId, NOW + DAY_MS)).toBeUndefined();
      expect(await store().deliveries.claim(message, 'c', NOW + DAY_MS)).toMatchObject({ kind: 'claimed' });
    });

    it('is a batch or a group too', async () => {
      const { message, alertIds } = await recordBatch(2, store());
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      const key = { destination: 'soc', name: `problem:${next()}` };
      await store().groups.add(key, [memberOf(newAlert())], { ms: NOW + 100, isUrgent: false }, NOW);
      const found = await foundBefore(NOW + LEASE_MS + 1);
      expect(found).toContain(message.deliveryId);
      expect(found).toContain(groupIdOf(key));
    });

    it('is what was opened again', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', delivered);
      await store().deliveries.reopen(message.deliveryId, NOW);
      expect(await idsBefore(NOW + 1)).toContain(message.deliveryId);
    });

    it('is not a group that is empty', async () => {
      const key = { destination: 'soc', name: `problem:${next()}` };
      const members = [memberOf(newAlert())];
      await store().groups.add(key, members, { ms: NOW, isUrgent: false }, NOW);
      await store().groups.take(key, 'a', NOW);
      await store().groups.release(key, 'a', { members, dueMs: NOW, isOver: false });
      expect(await idsBefore(NOW + DAY_MS)).not.toContain(groupIdOf(key));
    });

    it('is put off by one of two runs, and not when it has moved by itself', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', waits(NOW));
      const laterMs = NOW + LEASE_MS + 1;
      const found = await overdueOne(message.deliveryId, laterMs);
      const { postpone } = store().openDeliveries;
      const both = [HOUR_MS, 2 * HOUR_MS].map((ms) => postpone(found, laterMs + ms));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      expect(await idsBefore(laterMs)).not.toContain(message.deliveryId);
      const again = await overdueOne(message.deliveryId, laterMs + 3 * HOUR_MS);
      await store().deliveries.claim(message, 'b', laterMs);
      await store().deliveries.settle(message, 'b', delivered);
      expect(await postpone(again, laterMs + 4 * HOUR_MS)).toBe(false);
      expect(await store().deliveries.claim(message, 'b', NOW + DAY_MS)).toEqual({ kind: 'completed' });
    });

    it('is put off once as a group, too', async () => {
      const key = { destination: 'soc', name: `problem:${next()}` };
      await store().groups.add(key, [memberOf(newAlert())], { ms: NOW, isUrgent: false }, NOW);
      const found = await overdueOne(groupIdOf(key), NOW + 1);
      const both = [HOUR_MS, 2 * HOUR_MS].map((ms) => store().openDeliveries.postpone(found, NOW + ms));
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
      expect(await idsBefore(NOW + 1)).not.toContain(groupIdOf(key));
      expect(await store().groups.take(key, 'a', NOW)).toMatchObject({ sequence: 0 });
    });

    it('that was put off is claimed as before', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', waits(NOW + 1000));
      const found = await overdueOne(message.deliveryId, NOW + 2000);
      await store().openDeliveries.postpone(found, NOW + HOUR_MS);
      expect(await store().deliveries.claim(message, 'b', NOW + 1000)).toMatchObject({ kind: 'claimed' });
    });

    it('whose time is further ahead than anything waits is found: the clock was set back', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW + 30 * DAY_MS);
      await store().deliveries.settle(message, 'a', waits(NOW + 30 * DAY_MS));
      expect(await idsBefore(NOW)).toContain(message.deliveryId);
    });

    it('is no batch when it is none', async () => {
      expect(await store().openDeliveries.batch('batch/nobody.0/siem')).toBeUndefined();
      expect(await store().openDeliveries.batch(messageOf(rowOf(newAlert())).deliveryId)).toBeUndefined();
    });
  });
}
