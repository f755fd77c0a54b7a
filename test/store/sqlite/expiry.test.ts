import { describe, expect, it } from 'vitest';
import { add, type Counts, negate } from '../../../lambdas/domain/counters.ts';
import { memberOf } from '../../../lambdas/domain/group.ts';
import { newReplayJob, ReplayRequest } from '../../../lambdas/domain/replay-job.ts';
import type { Database } from '../../../lambdas/store/sqlite/database.ts';
import type { SqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { effortMsOf } from '../../effort.ts';
import { createEngine } from '../contract/engine.ts';
import type { OpenStore } from '../contract/store.ts';
import { dead, delivered, iso, messageOf, NOW, newAlert, rowOf, waits } from '../contract/subjects.ts';
import { addJob, rowsIn, withStore } from './stores.ts';

const DAY_MS = 86_400_000;

/** By how much the rows of all hours differ from their counters. */
async function differences(store: SqliteStores): Promise<Counts> {
  const hours = await store.ledger.hours();
  const all = hours.map(async ({ hour, counts }) => add((await store.ledger.recount(hour)).counts, negate(counts)));
  return add(...(await Promise.all(all)));
}

async function expireAll(store: SqliteStores, nowMs: number): Promise<string[]> {
  const keys: string[] = [];
  for (let steps = 0; steps < 1000; steps += 1) {
    const { isMore, blobKeys } = await store.expire(nowMs);
    keys.push(...blobKeys);
    expect(await differences(store)).toEqual({});
    if (!isMore) return keys;
  }
  throw new Error('there is always more to expire');
}

const expectEmpty = (tables: readonly string[], database: Database): void =>
  expect(tables.map((table) => [table, rowsIn(table, database)])).toEqual(tables.map((table) => [table, 0]));

/** Two hours of alerts, one a minute, all ended, and some webhooks without any. */
async function twoHours(store: OpenStore): Promise<void> {
  const engine = createEngine(store);
  for (let n = 0; n < 120; n += 1) {
    const row = rowOf(newAlert({ receivedAt: iso(NOW + n * 60_000) }));
    await engine.alone(row);
    await engine.claimAndSettle(messageOf(row), n % 3 === 0 ? dead : delivered, NOW);
    if (n % 10 === 0) await engine.webhook(iso(NOW + n * 60_000), 'ignored');
  }
}

describe('rows older than the retention', () => {
  it('leave with their counters, an hour that is half over as well as whole ones, and nothing is left of them', async () => {
    await withStore(async (store, database) => {
      await twoHours(store);
      await expireAll(store, NOW + 90 * 60_000 + 30 * DAY_MS);
      expect(rowsIn('alert', database)).toBe(30);
      expect((await store.ledger.hours()).map(({ hour, counts }) => [hour, counts.alerts])).toEqual([
        ['2026-11-21T21', 30],
      ]);
      await expireAll(store, NOW + 31 * DAY_MS);
      expectEmpty(['alert', 'delivery', 'listed', 'webhook', 'ledger'], database);
    });
  });

  it('stay while a delivery of theirs is open, and the others go past them', async () => {
    await withStore(async (store, database) => {
      const engine = createEngine(store);
      const open = Array.from({ length: 250 }, (_, n) => rowOf(newAlert({ receivedAt: iso(NOW + n) })));
      for (const row of open) await engine.alone(row);
      const ended = rowOf(newAlert({ receivedAt: iso(NOW + 500) }));
      await engine.alone(ended);
      await engine.claimAndSettle(messageOf(ended), delivered, NOW);
      await expireAll(store, NOW + 40 * DAY_MS);
      expect(await store.alerts.load(ended.alert.id)).toBeUndefined();
      expect(rowsIn('alert', database)).toBe(250);
      for (const row of open) await engine.claimAndSettle(messageOf(row), dead, NOW + 40 * DAY_MS);
      await expireAll(store, NOW + 40 * DAY_MS);
      expect(rowsIn('alert', database)).toBe(0);
    });
  });

  it('of a batch go with the last of its alerts', async () => {
    await withStore(async (store, database) => {
      const engine = createEngine(store);
      const batch = await engine.batch(3, NOW);
      const held = await store.deliveries.claim(batch.message, 'a', NOW, batch.alertIds);
      if (held.kind !== 'claimed') throw new Error('not claimed');
      await engine.settleBatch(batch, held, 'a', { together: delivered, apart: [waits(NOW)] });
      for (const row of batch.rows) await engine.claimAndSettle(messageOf(row, 'soc'), delivered, NOW);
      await expireAll(store, NOW + 40 * DAY_MS);
      expect([rowsIn('alert', database), rowsIn('batch', database)]).toEqual([1, 1]);
      const [first] = batch.rows;
      if (first === undefined) throw new Error('no row');
      await engine.claimAndSettle(messageOf(first, 'siem'), delivered, NOW + DAY_MS);
      await expireAll(store, NOW + 40 * DAY_MS);
      expectEmpty(['alert', 'delivery', 'batch'], database);
    });
  });

  it('of a webhook stay while it waits in the queue, and then name its blob', async () => {
    await withStore(async (store, database) => {
      const body = { in: 'blob', gzip: true, key: 'webhooks/big' } as const;
      const message = { v: 2, webhookId: 'wh_big', source: 'edge', receivedAt: iso(NOW), headers: {}, body } as const;
      await store.accept(message);
      await addJob('wh_big', database);
      expect(await expireAll(store, NOW + 40 * DAY_MS)).toEqual([]);
      await database.write(() => database.sql('DELETE FROM job').run());
      await createEngine(store).webhook(iso(NOW), 'duplicate', { webhookId: 'wh_big' });
      expect(await expireAll(store, NOW + 40 * DAY_MS)).toEqual(['webhooks/big']);
      expect(rowsIn('webhook', database)).toBe(0);
    });
  });

  it('of a group stay while it has members; silences go when they are long over', async () => {
    await withStore(async (store, database) => {
      const members = [memberOf(newAlert())];
      const [empty, full] = [
        { destination: 'soc', name: 'problem:1' },
        { destination: 'soc', name: 'problem:2' },
      ];
      for (const key of [empty, full]) await store.groups.add(key, members, { ms: NOW, isUrgent: false }, NOW);
      await store.groups.take(empty, 'a', NOW);
      await store.groups.release(empty, 'a', { members, dueMs: NOW, isOver: false });
      const kept = { match: { source: 'edge' }, from: iso(NOW), author: 'anna', reason: 'x', createdAt: iso(NOW) };
      const state = { count: 0, ended: false, announced: false };
      for (const [id, days] of [
        ['old', 1],
        ['young', 20],
      ] as const)
        await store.silences.create({ id, until: iso(NOW + days * DAY_MS), ...kept, ...state });
      await expireAll(store, NOW + 40 * DAY_MS);
      expect(
        database
          .sql('SELECT name FROM notification_group')
          .all()
          .map(({ name }) => name),
      ).toEqual(['problem:2']);
      expect((await store.silences.list()).map(({ id }) => id)).toEqual(['young']);
    });
  });

  it('of a replay job go with the alerts of its time, also when it never ended', async () => {
    await withStore(async (store) => {
      const request = ReplayRequest.parse({});
      const [old, young] = [31, 29].map((days) =>
        newReplayJob({ request, uniqueId: `${days}`, nowMs: NOW - days * DAY_MS }),
      );
      if (old === undefined || young === undefined) throw new Error('two jobs were made');
      for (const job of [old, young]) await store.replays.save(job);
      await expireAll(store, NOW);
      expect(await store.replays.load(old.id)).toBeUndefined();
      expect(await store.replays.unfinished()).toEqual([young]);
    });
  });

  it('are removed in short steps', async () => {
    await withStore(async (store) => {
      const engine = createEngine(store);
      const planned = ['soc', 'jira', 'siem'];
      for (let n = 0; n < 400; n += 1) {
        const row = rowOf(newAlert({ receivedAt: iso(NOW + n) }), { planned });
        await engine.alone(row);
        for (const destination of planned) await engine.claimAndSettle(messageOf(row, destination), delivered, NOW);
      }
      const took: number[] = [];
      for (let isMore = true; isMore; ) {
        const effort = await effortMsOf(async () => {
          ({ isMore } = await store.expire(NOW + 40 * DAY_MS));
        });
        took.push(effort);
      }
      expect(took.length).toBeGreaterThan(9);
      // Three transactions a step; on a quiet machine each takes about 2 ms.
      expect(took.toSorted((a, b) => a - b)[Math.floor(took.length / 2)]).toBeLessThan(20);
    });
  });
});
