import { describe, expect, it } from 'vitest';
import { newReplayJob, type ReplayJob, ReplayRequest } from '../../lambdas/domain/replay-job.ts';
import { moveDue, reconcile } from '../../lambdas/engine/reconcile/reconcile.ts';
import { advance, advanceUnfinished, type ReplayJobPorts } from '../../lambdas/engine/replay-job.ts';
import { dynamodbStores } from '../../lambdas/store/dynamodb/index.ts';
import { tableOf } from '../faults/dynamodb-world.ts';
import { memoryTable } from '../faults/memory-table.ts';
import { iso, NOW, rowOf } from '../store/contract/subjects.ts';
import { alertId, alertOf } from './route/alerts.ts';

const HOUR_MS = 3_600_000;
const owner = 'worker';

/** A store with dead deliveries at `soc`, the n-th received n seconds ago; `send` may fail. */
async function world(count: number) {
  const stores = dynamodbStores(tableOf(memoryTable(), 'table'));
  const sent: string[] = [];
  const logged: { event: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const fault: { sendsLeft: number } = { sendsLeft: Number.POSITIVE_INFINITY };
  const clock = { ms: NOW };
  const ports: ReplayJobPorts = {
    ...stores,
    destinationIds: ['soc', 'spare'],
    deliveryQueue: {
      async send(messages) {
        if (fault.sendsLeft <= 0) throw new Error('the queue is away');
        fault.sendsLeft -= 1;
        for (const message of messages) if ('deliveryId' in message) sent.push(message.deliveryId);
      },
      sendLater: async () => undefined,
    },
    webhookQueue: { send: async () => undefined, sendLater: async () => undefined },
    now: () => clock.ms,
    log: (event, fields) => logged.push({ event, fields }),
  };
  const ids: string[] = [];
  for (let n = 1; n <= count; n += 1) {
    const id = alertId(n);
    await stores.alerts.record(rowOf(alertOf({ id, receivedAt: iso(NOW - HOUR_MS - n * 1000) })));
    await end(`${id}:soc`, NOW - HOUR_MS);
    ids.push(`${id}:soc`);
  }

  /** A worker delivers it, and it dies at that time. */
  async function end(deliveryId: string, atMs: number): Promise<void> {
    const message = { deliveryId, destination: 'soc', hour: iso(NOW - HOUR_MS).slice(0, 13) };
    await stores.deliveries.claim(message, owner, atMs);
    const attempts = [{ at: iso(atMs), outcome: 'rejected' as const, durationMs: 1 }];
    await stores.deliveries.settle(message, owner, { kind: 'ended', status: 'dead', reason: 'http_400', attempts });
  }
  const start = async (parts: object = {}): Promise<ReplayJob> => {
    const job = newReplayJob({ request: ReplayRequest.parse(parts), uniqueId: 'one', nowMs: clock.ms });
    expect(await ports.replays.save(job)).toBe(true);
    return job;
  };
  const stored = async (job: ReplayJob): Promise<ReplayJob> => {
    const found = await ports.replays.load(job.id);
    if (found === undefined) throw new Error('the job is not kept');
    return found;
  };
  return { stores, ports, sent, logged, fault, clock, ids, end, start, stored };
}

const LATER = NOW + HOUR_MS;

describe('a replay job', () => {
  it('goes through all pages, and replays each delivery once', async () => {
    const here = await world(120);
    const job = await here.start();
    const { job: after, deliveryIds, isLost } = await advance(job, here.ports, LATER);
    expect(isLost).toBe(false);
    expect(after).toMatchObject({ state: 'done', alertsRead: 120, deliveriesReplayed: 120, notKeptCount: 0 });
    expect(await here.stored(job)).toEqual(after);
    expect([...here.sent].sort()).toEqual([...here.ids].sort());
    expect([...deliveryIds].sort()).toEqual([...here.ids].sort());
    expect(here.logged.map(({ event }) => event)).toEqual(['replay.ended']);
  });

  it('stops at its deadline after a page, and goes on from there', async () => {
    const here = await world(120);
    const job = await here.start();
    const first = await advance(job, here.ports, NOW);
    expect(first.job).toMatchObject({ state: 'running', alertsRead: 50, deliveriesReplayed: 50 });
    expect(here.sent).toHaveLength(50);
    const second = await advance(await here.stored(job), here.ports, LATER);
    expect(second.job).toMatchObject({ state: 'done', alertsRead: 120, deliveriesReplayed: 120 });
    expect([...here.sent].sort()).toEqual([...here.ids].sort());
  });

  it('goes on after an error in the middle of a page: nothing is missed, and what died since is not sent twice', async () => {
    const here = await world(70);
    const job = await here.start();
    here.fault.sendsLeft = 60;
    await expect(advance(job, here.ports, LATER)).rejects.toThrow('the queue is away');
    expect(await here.stored(job)).toMatchObject({ state: 'running', alertsRead: 50, deliveriesReplayed: 50 });
    // Those that were sent are dead again before the page is repeated; one was reopened and its message not sent.
    expect(here.sent).toHaveLength(60);
    here.clock.ms = NOW + 60_000;
    for (const id of here.sent) await here.end(id, NOW + 1_000);
    here.fault.sendsLeft = Number.POSITIVE_INFINITY;
    await advanceUnfinished(here.ports, LATER);
    // The one that was reopened is not dead any more, so the page that is repeated does not list it.
    expect(await here.stored(job)).toMatchObject({ state: 'done', alertsRead: 69 });
    expect(new Set(here.sent).size).toBe(here.sent.length);
    // It is queued, and reconcile sends what is overdue; all others were sent.
    const missing = here.ids.filter((id) => !here.sent.includes(id));
    expect(missing).toHaveLength(1);
    expect(await here.ports.openDeliveries.overdue(NOW + 30_000)).toMatchObject(missing.map((id) => ({ id })));
  });

  it('that two workers advance is saved by one; the other stops', async () => {
    const here = await world(120);
    const job = await here.start();
    const both = await Promise.all([advance(job, here.ports, LATER), advance(job, here.ports, LATER)]);
    expect(both.map(({ isLost }) => isLost).sort()).toEqual([false, true]);
    expect(await here.stored(job)).toMatchObject({ state: 'done', alertsRead: 120 });
    expect(new Set(here.sent)).toEqual(new Set(here.ids));
  });

  it('is left alone while somebody advances it, and an error of one does not hold back others', async () => {
    const here = await world(3);
    const job = await here.start();
    await advanceUnfinished(here.ports, LATER);
    expect(await here.stored(job)).toEqual(job);
    here.clock.ms = NOW + 15_000;
    const next = newReplayJob({ request: ReplayRequest.parse({}), uniqueId: 'two', nowMs: NOW });
    await here.ports.replays.save(next);
    here.fault.sendsLeft = 0;
    await advanceUnfinished(here.ports, LATER);
    expect(here.logged.map(({ event, fields }) => [event, fields['job']])).toEqual([
      ['replay.interrupted', job.id],
      ['replay.interrupted', next.id],
    ]);
    await advanceUnfinished(here.ports, here.clock.ms);
    expect((await here.ports.replays.unfinished()).map(({ id }) => id)).toEqual([job.id, next.id]);
  });

  it.each([
    ['a whole run', reconcile],
    ['the run of every minute', moveDue],
  ])('is advanced by %s of reconcile, within its time', async (_, runOnce) => {
    const here = await world(120);
    const job = await here.start();
    const thresholds = { overdueMs: HOUR_MS, quietMs: 0, blankHours: 0, verifiedForMs: HOUR_MS };
    const beside = {
      expected: [],
      newId: () => 'id',
      routeOptions: async () => ({}),
      limits: [],
      systemRecipients: async () => ({ destinations: [], options: {} }),
    };
    const run = (atMs: number, replayMs: number) =>
      runOnce(atMs, { ...thresholds, replayMs }, { ...here.stores, ...here.ports, ...beside });
    await run(NOW + 1_000, 60_000);
    expect(await here.stored(job)).toEqual(job);
    await run(NOW + 20_000, 0);
    expect(await here.stored(job)).toEqual(job);
    await run(NOW + 20_000, 60_000);
    expect(await here.stored(job)).toMatchObject({ state: 'done', deliveriesReplayed: 120 });
    expect(new Set(here.sent)).toEqual(new Set(here.ids));
  });

  it('sends to another destination, and what could not be parsed again is named', async () => {
    const here = await world(2);
    await advance(await here.start({ to: 'spare' }), here.ports, LATER);
    expect([...here.sent].sort()).toEqual([`${alertId(1)}:spare`, `${alertId(2)}:spare`]);
    const reparse = newReplayJob({ request: ReplayRequest.parse({ reparse: true }), uniqueId: 'two', nowMs: NOW });
    await here.ports.replays.save(reparse);
    const { job } = await advance(reparse, here.ports, LATER);
    expect(job).toMatchObject({ state: 'done', deliveriesReplayed: 0, notKeptCount: 2 });
    expect([...job.notKept].sort()).toEqual([alertId(1), alertId(2)]);
  });

  it.each([
    ['unknown_destination', { to: 'gone' }, undefined],
    ['wrong_cursor', {}, 'nonsense'],
  ])('fails (%s) where no later run could go on', async (reason, request, cursor) => {
    const here = await world(1);
    const job = newReplayJob({ request: ReplayRequest.parse(request), cursor, uniqueId: 'one', nowMs: NOW });
    await here.ports.replays.save(job);
    expect((await advance(job, here.ports, LATER)).job).toMatchObject({ state: 'failed', reason });
    expect(await here.ports.replays.unfinished()).toEqual([]);
    expect(here.sent).toEqual([]);
  });
});
