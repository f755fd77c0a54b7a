import { describe, expect, it } from 'vitest';
import { type Open, useStore } from './store.ts';
import {
  attempt,
  dead,
  delivered,
  fresh,
  merged,
  messageOf,
  NOW,
  newAlert,
  rowOf,
  statesOf,
  waits,
} from './subjects.ts';

/** Promises of `Deliveries.reopen`. */
export function describeReopening(open: Open): void {
  describe('opening again', () => {
    const store = useStore(open);

    it('of what has ended: due at once, its attempts kept, its time to give up begun anew', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', dead);
      expect(await store().deliveries.reopen(message.deliveryId, NOW + 5000)).toBe('dead');
      const [state] = await statesOf(row, store());
      expect(state).toMatchObject({ status: 'queued', attempts: [attempt] });
      expect(state).not.toHaveProperty('reason');
      expect(await store().deliveries.claim(message, 'b', NOW + 5000)).toEqual({
        kind: 'claimed',
        before: 'queued',
        counted: 'queued',
        attempts: [attempt],
        firstAt: NOW + 5000,
      });
    });

    it('of what was delivered: its receipt is kept, for what joins it', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', delivered);
      await store().deliveries.reopen(message.deliveryId, NOW);
      await store().deliveries.claim(message, 'b', NOW);
      await store().deliveries.settle(message, 'b', waits(NOW));
      expect(await statesOf(row, store())).toMatchObject([{ status: 'retrying', receipt: { id: 'SEC-1' } }]);
    });

    it('of what was merged: nothing carries it any more', async () => {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', merged);
      expect(await store().deliveries.reopen(message.deliveryId, NOW)).toBe('merged');
      expect((await statesOf(row, store()))[0]).not.toHaveProperty('mergedInto');
      await store().deliveries.claim(message, 'b', NOW);
      await store().deliveries.settle(message, 'b', delivered);
      expect((await statesOf(row, store()))[0]).not.toHaveProperty('mergedInto');
    });

    it('of what a silence held back: it gets its own course', async () => {
      const { row, message } = await fresh(store(), { silence: 'S1' });
      expect(await statesOf(row, store())).toMatchObject([{ status: 'suppressed', reason: 'silence S1' }]);
      expect(await store().deliveries.reopen(message.deliveryId, NOW)).toBe('suppressed');
      expect(await statesOf(row, store())).toMatchObject([{ status: 'queued', attempts: [] }]);
      expect(await store().deliveries.reopen(message.deliveryId, NOW)).toBeUndefined();
      const claimed = { kind: 'claimed', before: 'queued', counted: 'queued' };
      expect(await store().deliveries.claim(message, 'a', NOW)).toMatchObject(claimed);
    });

    it('of what has not begun, is in flight, or waits changes nothing', async () => {
      const [unbegun, sending, waiting] = [await fresh(store()), await fresh(store()), await fresh(store())];
      await store().deliveries.claim(sending.message, 'a', NOW);
      await store().deliveries.claim(waiting.message, 'a', NOW);
      await store().deliveries.settle(waiting.message, 'a', waits(NOW + 1000));
      for (const { message } of [unbegun, sending, waiting])
        expect(await store().deliveries.reopen(message.deliveryId, NOW)).toBeUndefined();
      const states = await Promise.all([unbegun, sending, waiting].map(({ row }) => statesOf(row, store())));
      expect(states.map(([state]) => state?.status)).toEqual(['queued', 'sending', 'retrying']);
      expect(await store().deliveries.settle(sending.message, 'a', delivered)).toBe(true);
    });

    it('of what is unknown, or not in the plan, changes nothing', async () => {
      const { row } = await fresh(store(), { silence: 'S1' });
      expect(await store().deliveries.reopen(messageOf(rowOf(newAlert())).deliveryId, NOW)).toBeUndefined();
      expect(await store().deliveries.reopen(messageOf(row, 'other').deliveryId, NOW)).toBeUndefined();
      expect(await statesOf(row, store())).toMatchObject([{ destination: 'soc', status: 'suppressed' }]);
    });

    it('twice opens once', async () => {
      const { message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', delivered);
      const both = [0, 0].map(() => store().deliveries.reopen(message.deliveryId, NOW));
      expect((await Promise.all(both)).filter((before) => before === 'delivered')).toHaveLength(1);
    });
  });
}
