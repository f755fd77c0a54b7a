import { describe, expect, it } from 'vitest';
import { type LocalStore, localStore } from '../../../infra/local/store.ts';
import type { DeliveriesMessage, DeliveryMessage } from '../../../lambdas/domain/delivery.ts';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import type { Database } from '../../../lambdas/store/sqlite/database.ts';
import type { Queued } from '../../../lambdas/store/sqlite/queue.ts';
import { delivered, iso, messageOf, newAlert, rowOf, waits } from '../contract/subjects.ts';
import { memoryBlobs } from '../memory-blobs.ts';
import { memoryDatabase } from './memory-database.ts';
import { rowsIn } from './stores.ts';

const webhookMessage = (webhookId: string): WebhookMessage => ({
  v: 2,
  webhookId,
  source: 'edge',
  receivedAt: iso(Date.now()),
  headers: {},
  body: { in: 'message', gzip: false, bytes: new Uint8Array([1]) },
});

interface Here {
  readonly store: LocalStore;
  readonly database: Database;
  readonly announced: readonly Queued<DeliveriesMessage>[];
  /** How many writes there were. */
  writes(): number;
  /** Accepts a webhook and routes its one alert; answers the message of its delivery and whether it was written. */
  route(parts?: Parameters<typeof rowOf>[1]): Promise<{ message: DeliveryMessage; isWritten: boolean; left: number }>;
}

async function withRouting(isFree: boolean, work: (here: Here) => Promise<void>): Promise<void> {
  const database = memoryDatabase();
  let writes = 0;
  const counted: Database = {
    ...database,
    write: (run) => {
      writes += 1;
      return database.write(run);
    },
  };
  const store = localStore(counted, memoryBlobs());
  const announced: Queued<DeliveriesMessage>[] = [];
  store.deliveryQueue.onStored((queued) => announced.push(...queued));
  const webhooks: Queued<WebhookMessage>[] = [];
  store.webhookQueue.onStored((queued) => webhooks.push(...queued));
  await work({
    store,
    database: counted,
    announced,
    writes: () => writes,
    async route(parts = {}) {
      const row = { ...rowOf(newAlert({ receivedAt: iso(Date.now()) })), ...parts };
      await store.webhookQueue.send([webhookMessage(row.webhookId)]);
      const webhook = webhooks.at(-1);
      if (webhook?.message === undefined) throw new Error('the webhook was not queued');
      const message: DeliveryMessage = { v: 2, alert: row.alert, ...messageOf(row) };
      let left = 0;
      const leave = (): void => {
        left += 1;
      };
      const reserve = () => (isFree ? leave : undefined);
      const before = { job: webhook.job, message: webhook.message };
      const isWritten = await store.recordRouted({ row, messages: [message], webhook: before }, reserve);
      return { message, isWritten, left };
    },
  });
  await database.close();
}

const statusOf = async (message: DeliveryMessage, { stores }: LocalStore) =>
  (await stores.deliveries.states({ alertId: message.alert.id, planned: ['soc'] }))[0]?.status;

describe('an alert that is routed at once', () => {
  it('is recorded and queued, and the job of its webhook is done', () =>
    withRouting(false, async ({ store, database, announced, route }) => {
      const { message, isWritten } = await route();
      expect(isWritten).toBe(true);
      expect((await store.stores.alerts.load(message.alert.id))?.alert).toEqual(message.alert);
      expect(announced.map(({ job }) => job.ref)).toEqual([message.deliveryId]);
      expect(database.sql('SELECT queue, ref FROM job').all()).toEqual([
        { queue: 'deliveries', ref: message.deliveryId },
      ]);
      expect(await statusOf(message, store)).toBe('queued');
    }));

  it('is not written when it is known, and nothing with it', () =>
    withRouting(true, async ({ store, database, announced, route }) => {
      const first = await route();
      const again = await route({ alert: first.message.alert });
      expect([again.isWritten, again.left]).toEqual([false, 1]);
      expect(announced).toHaveLength(1);
      expect(rowsIn('job', database)).toBe(2);
      const { counts } = await store.stores.ledger.hour(first.message.hour);
      expect(counts).toMatchObject({ alerts: 1, queued: 1 });
    }));
});

describe('a delivery that is run at once', () => {
  it('is claimed as it is queued, and one worker takes the claim without a write', () =>
    withRouting(true, async ({ store, announced, writes, route }) => {
      const { message, left } = await route();
      expect([left, await statusOf(message, store), announced.length]).toEqual([1, 'sending', 1]);
      const before = writes();
      const claim = await store.stores.deliveries.claim(message, 'worker', Date.now());
      expect(claim).toMatchObject({ kind: 'claimed', before: 'queued', counted: 'queued', attempts: [] });
      expect(writes()).toBe(before);
      expect(await store.stores.deliveries.claim(message, 'other', Date.now())).toMatchObject({ kind: 'leased' });
      expect(await store.stores.deliveries.settle(message, 'other', delivered)).toBe(false);
    }));

  it('is settled by the worker that took its claim', () =>
    withRouting(true, async ({ store, database, announced, route }) => {
      const { message } = await route();
      const [queued] = announced;
      if (queued === undefined) throw new Error('nothing was queued');
      store.deliveryQueue.noteRun(queued.job, message);
      await store.stores.deliveries.claim(message, 'worker', Date.now());
      expect(await store.stores.deliveries.settle(message, 'worker', delivered)).toBe(true);
      expect([rowsIn('job', database), store.deliveryQueue.isRemoved(queued.job, message)]).toEqual([0, true]);
      expect(await store.stores.deliveries.settle(message, 'worker', delivered)).toBe(false);
      const { counts } = await store.stores.ledger.hour(message.hour);
      expect(counts).toEqual((await store.stores.ledger.recount(message.hour)).counts);
    }));

  it('keeps its job when it has to wait', () =>
    withRouting(true, async ({ store, database, announced, route }) => {
      const { message } = await route();
      const [queued] = announced;
      if (queued === undefined) throw new Error('nothing was queued');
      store.deliveryQueue.noteRun(queued.job, message);
      await store.stores.deliveries.claim(message, 'worker', Date.now());
      await store.stores.deliveries.settle(message, 'worker', waits(Date.now() + 60_000));
      expect([rowsIn('job', database), rowsIn('listed', database)]).toEqual([1, 1]);
      expect(store.deliveryQueue.isRemoved(queued.job, message)).toBe(false);
    }));

  it('has its lease renewed when it was run late', () =>
    withRouting(true, async ({ store, database, route }) => {
      const { message } = await route();
      const lateMs = Date.now() + 30_000;
      expect(await store.stores.deliveries.claim(message, 'worker', lateMs)).toMatchObject({ kind: 'claimed' });
      expect(database.sql('SELECT claimed FROM delivery').get()?.['claimed']).toBe(lateMs);
      expect(await store.stores.deliveries.settle(message, 'worker', delivered)).toBe(true);
    }));

  it('counts as sent, perhaps, when the process died, and as queued when it ended in order', () =>
    withRouting(true, async ({ store, database, route }) => {
      const [died, released] = [await route(), await route()];
      await store.stores.deliveries.claim(died.message, 'worker', Date.now());
      await store.stores.aheads.release();
      const again = localStore(database, memoryBlobs());
      expect(await again.stores.deliveries.claim(died.message, 'next', Date.now())).toMatchObject({
        kind: 'claimed',
        before: 'sending',
        attempts: [{ outcome: 'unknown', reason: 'worker_died' }],
      });
      expect(await statusOf(released.message, again)).toBe('queued');
      expect(await again.stores.deliveries.claim(released.message, 'next', Date.now())).toMatchObject({
        before: 'queued',
        attempts: [],
      });
    }));
});
