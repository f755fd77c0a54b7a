import { expect, it } from 'vitest';
import { deliveryCodec } from '../../../lambdas/store/sqlite/delivery-queue.ts';
import { queueOver } from '../../../lambdas/store/sqlite/queue.ts';
import { countUnconfigured, OPEN, READY_GROUPS } from '../../../lambdas/store/sqlite/unconfigured.ts';
import { recordBatch } from '../contract/batches.ts';
import { dead, delivered, messageOf, NOW, newAlert, rowOf, waits } from '../contract/subjects.ts';
import { memoryDatabase } from './memory-database.ts';
import { withStore } from './stores.ts';

it('counts what waits, by destination, and nothing that has ended or is configured', () =>
  withStore(async (store, database) => {
    const queue = queueOver(
      'deliveries',
      deliveryCodec(database, () => 86_400_000),
      database,
      () => NOW,
    );
    const add = async (destination: string, isSent = true) => {
      const row = rowOf(newAlert(), { planned: [destination] });
      await store.alerts.record(row);
      const message = messageOf(row, destination);
      if (isSent) await queue.send([{ v: 2, ...message, alert: row.alert }]);
      return message;
    };
    expect(countUnconfigured([], database)).toEqual([]);
    // Never claimed, waiting with a job, being sent without one, ended; and one that is configured.
    await add('gone');
    for (const to of [waits(NOW + 1000), waits(NOW + 1000, 'unknown'), dead, delivered]) {
      const message = await add('gone');
      await store.deliveries.claim(message, 'a', NOW);
      await store.deliveries.settle(message, 'a', to);
    }
    await store.deliveries.claim(await add('gone', false), 'a', NOW);
    await add('soc');
    await add('away');
    await store.deliveries.claim(await add('soc'), 'a', NOW);
    expect(countUnconfigured(['soc'], database)).toEqual([
      { destination: 'gone', deliveries: 4, isAtLeast: false },
      { destination: 'away', deliveries: 1, isAtLeast: false },
    ]);
  }));

it('counts the alerts of batches, claimed or not, and no flush of a group', () =>
  withStore(async (store, database) => {
    const queue = queueOver(
      'deliveries',
      deliveryCodec(database, () => 86_400_000),
      database,
      () => NOW,
    );
    const [unclaimed, waiting] = [await recordBatch(3, store), await recordBatch(4, store)];
    for (const { rows, message } of [unclaimed, waiting])
      await queue.send([{ v: 2, ...message, items: rows.map(({ alert }) => ({ alert })) }]);
    await store.deliveries.claim(waiting.message, 'a', NOW, waiting.alertIds);
    await store.deliveries.settle(waiting.message, 'a', waits(NOW + 1000));
    await queue.send([{ v: 2, flush: { destination: 'siem', name: 'digest' } }]);
    expect(countUnconfigured(['soc'], database)).toEqual([{ destination: 'siem', deliveries: 7, isAtLeast: false }]);
  }));

it('reads indexes alone, and a bounded number of rows of 300,000', async () => {
  const database = memoryDatabase();
  database
    .sql(
      `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 300000)
      INSERT INTO delivery (subject, destination, status, counted, hour, received, first, claimed, due, lease, look, attempts)
      SELECT n, 'gone', 'retrying', 'retrying', '', 0, 0, 0, 0, 0, n, '[]' FROM number`,
    )
    .run();
  const planOf = (statement: string) => {
    const rows = database.sql(`EXPLAIN QUERY PLAN ${statement}`).all('[]');
    return rows.map(({ detail }) => String(detail)).join('; ');
  };
  expect(planOf(OPEN)).toContain('USING COVERING INDEX delivery_open');
  expect(planOf(READY_GROUPS)).not.toContain('SCAN job');
  expect(countUnconfigured([], database)).toEqual([{ destination: 'gone', deliveries: 200_000, isAtLeast: true }]);
  await database.close();
});
