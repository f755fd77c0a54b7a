import { describe, expect, it } from 'vitest';
import { add } from '../../../lambdas/domain/counters.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import { recordBatch } from './batches.ts';
import { type Open, useStore } from './store.ts';
import { attempt, dead, delivered, fresh, messageOf, NOW, newAlert, rowOf, statesOf, waits } from './subjects.ts';

const BY = 'confirmed by anna: seen in the channel';
const LATER = NOW + 3_600_000;

/** Promises of `Deliveries.confirm`. */
export function describeConfirming(open: Open): void {
  describe('confirming', () => {
    const store = useStore(open);
    const confirm = (deliveryId: string, nowMs = NOW) => store().deliveries.confirm(deliveryId, BY, nowMs);

    async function uncertain() {
      const { row, message } = await fresh(store());
      await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(message, 'a', waits(LATER, 'unknown'));
      return { row, message };
    }

    it('of what is uncertain completes it, also while it waits, and keeps its attempts', async () => {
      const { row, message } = await uncertain();
      expect(await confirm(message.deliveryId)).toEqual({ kind: 'confirmed', counted: 'unknown' });
      expect(await statesOf(row, store())).toEqual([
        { id: message.deliveryId, destination: 'soc', status: 'delivered', reason: BY, attempts: [attempt] },
      ]);
      expect(await store().deliveries.claim(message, 'b', LATER)).toEqual({ kind: 'completed' });
      const open = await store().openDeliveries.overdue(LATER + 2 * LEASE_MS);
      expect(open.map(({ id }) => id)).not.toContain(message.deliveryId);
      const listed = await store().alerts.list({ status: 'unknown' }, LATER);
      expect(listed.alerts.map(({ id }) => id)).not.toContain(row.alert.id);
    });

    it('twice, or by two at once, is done once', async () => {
      const { message } = await uncertain();
      const both = await Promise.all([confirm(message.deliveryId), confirm(message.deliveryId)]);
      expect(both.map(({ kind }) => kind).sort()).toEqual(['confirmed', 'other']);
      expect(await confirm(message.deliveryId)).toEqual({ kind: 'other', status: 'delivered', reason: BY });
    });

    it('while a worker has its lease writes nothing, and says until when', async () => {
      const { row, message } = await uncertain();
      await store().deliveries.claim(message, 'b', LATER);
      expect(await confirm(message.deliveryId, LATER)).toEqual({ kind: 'leased', untilMs: LATER + LEASE_MS });
      expect(await statesOf(row, store())).toMatchObject([{ status: 'sending' }]);
      expect(await store().deliveries.settle(message, 'b', dead)).toBe(true);
    });

    it('of what is in another state writes nothing', async () => {
      const [queued, sending, retrying, ended] = [
        await fresh(store()),
        await fresh(store()),
        await fresh(store()),
        await fresh(store()),
      ];
      for (const { message } of [sending, retrying, ended]) await store().deliveries.claim(message, 'a', NOW);
      await store().deliveries.settle(retrying.message, 'a', waits(LATER));
      await store().deliveries.settle(ended.message, 'a', dead);
      const silenced = await fresh(store(), { silence: 'S1' });
      const found = [];
      for (const { message } of [queued, retrying, ended, silenced]) found.push(await confirm(message.deliveryId));
      expect(found).toMatchObject(
        ['queued', 'retrying', 'dead', 'suppressed'].map((status) => ({ kind: 'other', status })),
      );
      // The worker died: what became of it is found out by the next one.
      expect(await confirm(sending.message.deliveryId, LATER)).toMatchObject({ kind: 'other', status: 'sending' });
      expect(await store().deliveries.claim(queued.message, 'a', NOW)).toMatchObject({
        kind: 'claimed',
        before: 'queued',
      });
    });

    it('of what does not exist, or is not planned, is nothing', async () => {
      const { row } = await fresh(store());
      const ids = [messageOf(rowOf(newAlert())).deliveryId, messageOf(row, 'other').deliveryId, 'nothing'];
      for (const id of ids) expect(await confirm(id)).toEqual({ kind: 'absent' });
      expect(await statesOf(row, store())).toMatchObject([{ destination: 'soc', status: 'queued' }]);
    });

    it('of one in a batch takes it out of the batch, which goes on without it', async () => {
      const { rows, message, alertIds } = await recordBatch(3, store());
      const [first] = rows;
      if (first === undefined) throw new Error('no rows');
      const own = messageOf(first, 'siem').deliveryId;
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      expect(await confirm(own)).toEqual({ kind: 'leased', untilMs: NOW + LEASE_MS });
      await store().deliveries.settle(message, 'a', waits(LATER, 'unknown'));
      expect(await confirm(own)).toEqual({ kind: 'confirmed', counted: 'unknown' });
      expect(await confirm(own)).toEqual({ kind: 'other', status: 'delivered', reason: BY });
      const statuses = async () =>
        (await Promise.all(rows.map((row) => statesOf(row, store())))).map(
          (states) => states.find(({ destination }) => destination === 'siem')?.status,
        );
      expect(await statuses()).toEqual(['delivered', 'unknown', 'unknown']);
      const claimed = await store().deliveries.claim(message, 'b', LATER, alertIds);
      expect(claimed).toMatchObject({ kind: 'claimed', before: 'unknown', splitOut: [first.alert.id] });
      await store().deliveries.settle(message, 'b', dead);
      expect(await statuses()).toEqual(['delivered', 'dead', 'dead']);
    });

    it('of two in a batch at once takes out both', async () => {
      const { rows, message, alertIds } = await recordBatch(3, store());
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      await store().deliveries.settle(message, 'a', waits(LATER, 'unknown'));
      const ids = rows.slice(0, 2).map((row) => messageOf(row, 'siem').deliveryId);
      const confirmAll = async (id: string) => {
        for (let n = 0; n < 5; n += 1) if ((await confirm(id)).kind === 'confirmed') return;
      };
      await Promise.all(ids.map(confirmAll));
      const claimed = await store().deliveries.claim(message, 'b', LATER, alertIds);
      const splitOut = 'splitOut' in claimed ? [...(claimed.splitOut ?? [])].sort() : [];
      expect(splitOut).toEqual(
        rows
          .slice(0, 2)
          .map(({ alert }) => alert.id)
          .sort(),
      );
      await store().deliveries.settle(message, 'b', delivered);
    });

    it('is counted as the rows are', async () => {
      const { row, message } = await uncertain();
      const { counts } = await store().ledger.recount(row.hour);
      const result = await confirm(message.deliveryId);
      const after = await store().ledger.recount(row.hour);
      expect(result.kind).toBe('confirmed');
      expect(after.counts).toEqual(add(counts, { unknown: -1, delivered: 1 }));
    });
  });
}
