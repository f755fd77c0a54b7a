import { describe, expect, it } from 'vitest';
import { continueReplays } from '../../../infra/local/stages/replays.ts';
import { newReplayJob, ReplayRequest } from '../../../lambdas/domain/replay-job.ts';
import type { ReplayJobPorts } from '../../../lambdas/engine/replay-job.ts';
import { dead, iso, messageOf, NOW, newAlert, rowOf } from '../../store/contract/subjects.ts';
import { withStore } from '../../store/sqlite/stores.ts';
import { until } from '../../until.ts';

const HOUR_MS = 3_600_000;

/** A store with so many dead deliveries and a saved job, in the background's hands. */
async function withJob(
  count: number,
  work: (here: { ports: ReplayJobPorts; sent: string[]; logged: string[]; job: string; fail(): void }) => Promise<void>,
): Promise<void> {
  await withStore(async (stores) => {
    for (let n = 0; n < count; n += 1) {
      const row = rowOf(newAlert({ receivedAt: iso(NOW - HOUR_MS - n) }));
      await stores.alerts.record(row);
      await stores.deliveries.claim(messageOf(row), 'worker', NOW - HOUR_MS);
      await stores.deliveries.settle(messageOf(row), 'worker', dead);
    }
    const [sent, logged]: [string[], string[]] = [[], []];
    const fault = { isAway: false };
    const ports: ReplayJobPorts = {
      ...stores,
      destinationIds: ['soc'],
      deliveryQueue: {
        async send(messages) {
          if (fault.isAway) throw new Error('the queue is away');
          for (const message of messages) if ('deliveryId' in message) sent.push(message.deliveryId);
        },
        sendLater: async () => undefined,
      },
      webhookQueue: { send: async () => undefined, sendLater: async () => undefined },
      now: () => NOW,
      log: (event) => logged.push(event),
    };
    const job = newReplayJob({ request: ReplayRequest.parse({}), uniqueId: 'one', nowMs: NOW });
    await stores.replays.save(job);
    const fail = (): void => {
      fault.isAway = true;
    };
    await work({ ports, sent, logged, job: job.id, fail });
  });
}

describe('a replay job in the background', () => {
  it('goes on until it is done', () =>
    withJob(120, async ({ ports, sent, job }) => {
      const replays = continueReplays(ports);
      replays.start(job);
      await until('it is done', async () => ((await ports.replays.load(job))?.state === 'done' ? true : undefined));
      expect(new Set(sent).size).toBe(120);
      await replays.stop();
    }));

  it('stops after its page when the system closes, and the rest can go on', () =>
    withJob(120, async ({ ports, sent, job }) => {
      const replays = continueReplays(ports);
      replays.start(job);
      await replays.stop();
      const stopped = await ports.replays.load(job);
      expect(stopped?.state).toBe('running');
      expect(sent.length).toBe(stopped?.deliveriesReplayed);
      expect(sent.length).toBeLessThan(120);
    }));

  it('logs an error and stays unfinished', () =>
    withJob(2, async ({ ports, logged, job, fail }) => {
      fail();
      const replays = continueReplays(ports);
      replays.start(job);
      await until('the error is logged', () => (logged.length > 0 ? true : undefined));
      await replays.stop();
      expect(logged).toEqual(['replay.interrupted']);
      expect((await ports.replays.unfinished()).map(({ id }) => id)).toEqual([job]);
    }));
});
