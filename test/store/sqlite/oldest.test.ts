import { describe, expect, it } from 'vitest';
import type { DeliveryMessage } from '../../../lambdas/domain/delivery.ts';
import { deadLetterCounts } from '../../../lambdas/store/sqlite/dead-letters.ts';
import { deliveryCodec } from '../../../lambdas/store/sqlite/delivery-queue.ts';
import { OLDEST_LISTED, OLDEST_READY } from '../../../lambdas/store/sqlite/oldest.ts';
import { queueOver } from '../../../lambdas/store/sqlite/queue.ts';
import { iso, messageOf, NOW, newAlert, rowOf } from '../contract/subjects.ts';
import { memoryDatabase } from './memory-database.ts';
import { storesOn, withStore } from './stores.ts';

const HOUR_MS = 3_600_000;

describe('the oldest open alert', () => {
  it('is found though nobody has claimed it', () =>
    withStore(async (store, database) => {
      const queue = queueOver(
        'deliveries',
        deliveryCodec(database, () => HOUR_MS),
        database,
      );
      for (const [severity, hours] of [
        ['critical', 2],
        ['critical', 5],
        ['low', 9],
      ] as const) {
        const row = rowOf(newAlert({ severity, receivedAt: iso(NOW - hours * HOUR_MS) }));
        await store.alerts.record(row);
        const message: DeliveryMessage = { v: 2, ...messageOf(row), alert: row.alert };
        await queue.send([message]);
      }
      // In the order in which they came: the first that waits is what an operator would look for.
      expect(await store.openDeliveries.oldest('critical', ['soc'])).toBe(NOW - 2 * HOUR_MS);
      expect(await store.openDeliveries.oldest('low', ['soc'])).toBe(NOW - 9 * HOUR_MS);
      expect(await store.openDeliveries.oldest('critical', ['other'])).toBeUndefined();
    }));

  it('reads indexes from their beginning on, and sorts nothing', () => {
    const { sql } = memoryDatabase();
    const planOf = (statement: string): string =>
      sql(`EXPLAIN QUERY PLAN ${statement}`)
        .all(...Array.from(statement.matchAll(/\?/g), () => 0))
        .map(({ detail }) => String(detail))
        .join('; ');
    expect(planOf(OLDEST_LISTED)).toContain('SEARCH listed USING PRIMARY KEY');
    expect(planOf(OLDEST_LISTED)).not.toMatch(/SCAN (listed|alert)|TEMP B-TREE/);
    expect(planOf(OLDEST_READY)).toContain('USING INDEX job_ready');
    expect(planOf(OLDEST_READY)).not.toContain('TEMP B-TREE');
  });
});

describe('dead letters of one machine', () => {
  it('are jobs that came back again and again, by queue', async () => {
    const database = memoryDatabase();
    const store = storesOn(database);
    const add = (queue: string, receives: number) =>
      database.write(() =>
        database
          .sql(
            "INSERT INTO job (queue, message_group, rank, due, wait, ending, ref, message, receives) VALUES (?, 'soc', 0, 9, 0, 0, 'x', '', ?)",
          )
          .run(queue, receives),
      );
    for (const receives of [0, 149, 150, 900]) await add('webhooks', receives);
    for (const receives of [900, 1000]) await add('deliveries', receives);
    const counts = deadLetterCounts(database).map(async ({ queue, count }) => [queue, await count()]);
    expect(await Promise.all(counts)).toEqual([
      ['webhooks', 2],
      ['deliveries', 1],
    ]);
    await store.close();
  });
});
