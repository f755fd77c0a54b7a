import { describe, expect, it } from 'vitest';
import type { Severity } from '../../../lambdas/domain/severity.ts';
import { recordBatch } from './batches.ts';
import { type Open, useStore } from './store.ts';
import { dead, delivered, iso, messageOf, NOW, newAlert, rowOf, waits } from './subjects.ts';

const HOUR_MS = 3_600_000;

/** Promises of `OpenDeliveries.oldest`. */
export function describeOldest(open: Open): void {
  describe('the oldest open alert of a severity', () => {
    const store = useStore(open);
    const oldest = (severity: Severity = 'critical') => store().openDeliveries.oldest(severity, ['soc', 'siem']);

    /** A claimed delivery of an alert that was received so long ago. */
    async function claimed(severity: Severity, hoursAgo: number) {
      const row = rowOf(newAlert({ severity, receivedAt: iso(NOW - hoursAgo * HOUR_MS) }));
      await store().alerts.record(row);
      const message = messageOf(row);
      await store().deliveries.claim(message, 'a', NOW);
      return message;
    }

    it('is none where nothing waits', async () => {
      expect(await oldest()).toBeUndefined();
    });

    it('waits after an attempt, whatever of other severities is older', async () => {
      const [old, first, second] = [
        await claimed('low', 9),
        await claimed('critical', 5),
        await claimed('critical', 2),
      ];
      for (const message of [old, second, first]) await store().deliveries.settle(message, 'a', waits(NOW + HOUR_MS));
      expect(await oldest()).toBe(NOW - 5 * HOUR_MS);
      expect(await oldest('low')).toBe(NOW - 9 * HOUR_MS);
      expect(await oldest('high')).toBeUndefined();
      await store().deliveries.claim(first, 'b', NOW + 2 * HOUR_MS);
      await store().deliveries.settle(first, 'b', delivered);
      expect(await oldest()).toBe(NOW - 2 * HOUR_MS);
      await store().deliveries.claim(second, 'b', NOW + 2 * HOUR_MS);
      await store().deliveries.settle(second, 'b', dead);
      expect(await oldest()).toBeUndefined();
    });

    it('is uncertain, too', async () => {
      const message = await claimed('critical', 3);
      await store().deliveries.settle(message, 'a', waits(NOW + HOUR_MS, 'unknown'));
      expect(await oldest()).toBe(NOW - 3 * HOUR_MS);
      await store().deliveries.claim(message, 'b', NOW + 2 * HOUR_MS);
      await store().deliveries.settle(message, 'b', delivered);
      expect(await oldest()).toBeUndefined();
    });

    it('is one of a batch', async () => {
      const { message, alertIds, rows } = await recordBatch(3, store(), NOW - 4 * HOUR_MS);
      const severity = rows[0]?.alert.severity ?? 'info';
      await store().deliveries.claim(message, 'a', NOW, alertIds);
      await store().deliveries.settle(message, 'a', waits(NOW + HOUR_MS));
      expect(await oldest(severity)).toBe(NOW - 4 * HOUR_MS);
    });

    it('is one that is parked, where deliveries are', async () => {
      const { parked } = store();
      const row = rowOf(newAlert({ severity: 'critical', receivedAt: iso(NOW - 7 * HOUR_MS) }));
      await store().alerts.record(row);
      await parked?.park(messageOf(row), { rank: 4, dueMs: NOW - 7 * HOUR_MS, reason: 'circuit_open' }, NOW);
      expect(await oldest()).toBe(parked === undefined ? undefined : NOW - 7 * HOUR_MS);
    });
  });
}
