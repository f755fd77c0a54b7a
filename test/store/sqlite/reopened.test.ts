import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../../../lambdas/domain/group.ts';
import { LEASE_MS } from '../../../lambdas/engine/ports/limits.ts';
import type { Database } from '../../../lambdas/store/sqlite/database.ts';
import { createEngine } from '../contract/engine.ts';
import type { OpenStore } from '../contract/store.ts';
import {
  attempt,
  dead,
  delivered,
  fresh,
  iso,
  messageOf,
  NOW,
  newAlert,
  next,
  rowOf,
  statesOf,
  waits,
} from '../contract/subjects.ts';
import { memoryDatabase } from './memory-database.ts';
import { addJob, rowsIn, storesOn, withStore } from './stores.ts';

const HOUR_MS = 3_600_000;

describe('a store that is opened again', () => {
  it('takes over what workers before held: what was sent may have arrived', async () => {
    await withStore(async (store, database) => {
      const { message } = await fresh(store);
      await store.deliveries.claim(message, 'a', NOW);
      const again = storesOn(database);
      expect(await again.deliveries.claim(message, 'a', NOW + 5)).toEqual({
        kind: 'claimed',
        before: 'sending',
        counted: 'queued',
        attempts: [{ at: iso(NOW + 5), outcome: 'unknown', reason: 'worker_died', durationMs: 0 }],
        firstAt: NOW,
      });
      expect(await store.deliveries.settle(message, 'a', delivered)).toBe(false);
      expect(await again.deliveries.settle(message, 'a', delivered)).toBe(true);
    });
  });

  it('takes over groups', async () => {
    await withStore(async (store, database) => {
      const key = { destination: 'soc', name: 'digest' };
      await store.groups.add(key, [memberOf(newAlert())], { ms: NOW, isUrgent: false }, NOW);
      await store.groups.take(key, 'a', NOW);
      expect(await store.groups.take(key, 'a', NOW)).toEqual({ laterMs: NOW + LEASE_MS });
      expect(await storesOn(database).groups.take(key, 'a', NOW)).toMatchObject({ isUncertain: true });
    });
  });
});

describe('a worker that comes late', () => {
  it('and splits an alert out of a batch that another has let go, takes it out of its list, and counts it', async () => {
    await withStore(async (store, database) => {
      const engine = createEngine(store);
      const batch = await engine.batch(2, NOW);
      await store.deliveries.claim(batch.message, 'a', NOW, batch.alertIds);
      await store.deliveries.claim(batch.message, 'b', NOW + LEASE_MS, batch.alertIds);
      await store.deliveries.settle(batch.message, 'b', waits(NOW + HOUR_MS));
      const [first] = batch.rows;
      if (first === undefined) throw new Error('no row');
      await store.deliveries.split(messageOf(first, 'siem'), delivered, NOW);
      const { alerts } = await store.alerts.list({ status: 'retrying' }, NOW);
      expect(alerts.map(({ id }) => id)).toEqual(batch.alertIds.slice(1));
      expect(rowsIn('listed', database)).toBe(1);
      const { counts } = await store.ledger.recount(first.hour);
      expect(counts).toMatchObject({ retrying: 1, delivered: 1 });
      expect((await store.ledger.hour(first.hour)).counts).toEqual(counts);
    });
  });

  it('is replaced at once when it died and the clock was set back', async () => {
    await withStore(async (store) => {
      const { message } = await fresh(store);
      await store.deliveries.claim(message, 'a', NOW - 1);
      await store.deliveries.settle(message, 'a', waits(NOW));
      await store.deliveries.claim(message, 'b', NOW);
      expect(await store.deliveries.claim(message, 'c', NOW - HOUR_MS)).toMatchObject({ kind: 'claimed' });
    });
  });
});

describe('what is late', () => {
  it('and has a job in the queue is left to it', async () => {
    await withStore(async (store, database) => {
      const [withJob, without] = [await fresh(store), await fresh(store)];
      for (const { message } of [withJob, without]) await store.deliveries.claim(message, 'a', NOW);
      await addJob(withJob.message.deliveryId, database);
      const found = await store.openDeliveries.overdue(NOW + HOUR_MS);
      expect(found.map(({ id }) => id)).toEqual([without.message.deliveryId]);
    });
  });

  it('is found in some calls behind any number that have jobs', async () => {
    await withStore(async (store, database) => {
      for (let n = 0; n < 450; n += 1) {
        const { message } = await fresh(store);
        await store.deliveries.claim(message, 'a', NOW + n);
        await addJob(message.deliveryId, database);
      }
      const lost = await fresh(store);
      await store.deliveries.claim(lost.message, 'a', NOW + 500);
      const calls = [];
      for (let n = 0; n < 3; n += 1) calls.push(await store.openDeliveries.overdue(NOW + HOUR_MS));
      expect(calls.map((found) => found.map(({ id }) => id))).toEqual([[], [], [lost.message.deliveryId]]);
    });
  });

  it('is a destination that was added and whose message never left', async () => {
    await withStore(async (store) => {
      const { row } = await fresh(store);
      await store.alerts.addDestination(row.alert.id, 'jira');
      const found = await store.openDeliveries.overdue(NOW + 1);
      expect(found.map(({ id }) => id)).toEqual([messageOf(row, 'jira').deliveryId]);
    });
  });
});

describe('a write', () => {
  it('beside one that fails is run again and counted once', async () => {
    await withStore(async (store, database) => {
      const row = rowOf(newAlert());
      const recorded = store.alerts.record(row);
      const failing = database.write(() => {
        throw new Error('this work is wrong');
      });
      const both = await Promise.allSettled([recorded, failing]);
      expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      expect((await store.ledger.hour(row.hour)).counts).toEqual({ accepted: 1, alerts: 1, planned: 1, queued: 1 });
    });
  });

  it('done twice, as after a rollback, comes to the same', async () => {
    const kinds = fc.array(fc.nat(5), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(kinds, async (all) => {
        const inner = memoryDatabase();
        let isUndone = false;
        // Runs each work, undoes it with what it asked for when it is done, and runs it again.
        const twice: Database = {
          ...inner,
          whenDone: (effect) => (isUndone ? undefined : inner.whenDone(effect)),
          write: (work) =>
            inner.write(() => {
              inner.sql('SAVEPOINT once').run();
              isUndone = true;
              work();
              isUndone = false;
              inner.sql('ROLLBACK TO once').run();
              return work();
            }),
        };
        const [one, other] = [storesOn(memoryDatabase()), storesOn(twice)];
        const results = [];
        for (const store of [one, other]) results.push(await play(all, store));
        expect(results[1]).toEqual(results[0]);
        await Promise.all([one.close(), other.close()]);
      }),
      { numRuns: 50 },
    );
  });
});

/** The same writes on any store, with the same ids, and what comes of them. */
async function play(kinds: readonly number[], store: OpenStore): Promise<unknown[]> {
  const row = rowOf({ ...newAlert(), id: 'edge:00000000000000000000000000000001' }, { webhookId: 'wh' });
  const message = messageOf(row);
  const member = memberOf(row.alert);
  const key = { destination: 'soc', name: 'problem:1' };
  const works = [
    () => store.alerts.record(row),
    () => store.deliveries.claim(message, 'a', NOW),
    () => store.deliveries.settle(message, 'a', { ...dead, attempts: [attempt] }),
    () => store.deliveries.reopen(message.deliveryId, NOW),
    () => store.groups.add(key, [member], { ms: NOW, isUrgent: false }, NOW),
    async () => [
      await store.groups.take(key, 'a', NOW),
      await store.groups.release(key, 'a', { members: [member], dueMs: NOW, isOver: false }),
    ],
  ];
  const results: unknown[] = [];
  for (const kind of kinds) results.push(await works[kind]?.());
  return [...results, await statesOf(row, store), (await store.ledger.hour(row.hour)).counts];
}

describe('a damaged row', () => {
  it('is named, and not taken for what it is not', async () => {
    await withStore(async (store, database) => {
      const { row, message } = await fresh(store);
      await store.deliveries.claim(message, 'a', NOW);
      await store.deliveries.settle(message, 'a', waits(NOW));
      await database.write(() => database.sql("UPDATE delivery SET attempts = '[{]'").run());
      await expect(store.deliveries.claim(message, 'b', NOW)).rejects.toThrow(/stored attempts: found no JSON/);
      await database.write(() => database.sql(`UPDATE delivery SET attempts = '[{"at":5}]'`).run());
      await expect(statesOf(row, store)).rejects.toThrow(/stored attempts: 0.at/);
      await database.write(() => database.sql(`UPDATE alert SET doc = '{"id":"${next()}"}'`).run());
      await expect(store.alerts.load(row.alert.id)).rejects.toThrow(/holds something else/);
    });
  });
});
