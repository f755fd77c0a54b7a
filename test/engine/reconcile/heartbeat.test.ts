import { expect, it } from 'vitest';
import type { Silent } from '../../../lambdas/domain/heartbeat.ts';
import type { Heartbeat } from '../../../lambdas/engine/ports/heartbeats.ts';
import { watchSources } from '../../../lambdas/engine/reconcile/heartbeat.ts';

const HOUR = 3_600_000;

function world() {
  let row: Heartbeat | undefined;
  const told: Silent[] = [];
  return {
    told,
    seen: (atMs: number) => {
      row = { ...row, lastSeenMs: atMs };
    },
    run: (nowMs: number) =>
      watchSources(nowMs, {
        expected: [{ source: 'akto', everySeconds: 3600 }],
        heartbeats: {
          read: async () => row,
          markSeen: async (_, atMs) => {
            row = { ...row, lastSeenMs: atMs };
          },
          markReported: async (_, reportedMs) => {
            if (row !== undefined)
              row = { lastSeenMs: row.lastSeenMs, ...(reportedMs === undefined ? {} : { reportedMs }) };
          },
        },
        webhookQueue: {
          send: async (messages) => void told.push(...messages.flatMap(({ silent }) => silent ?? [])),
          sendLater: async () => undefined,
        },
        newId: () => `${told.length}`,
      }),
  };
}

it('expects a source from the first run on, and tells a silence once', async () => {
  const { run, told } = world();
  await run(0);
  await run(HOUR);
  expect(told).toEqual([]);
  await run(HOUR + 1);
  await run(2 * HOUR);
  expect(told).toMatchObject([{ since: '1970-01-01T00:00:00.000Z', isOver: false }]);
});

it('tells that it is seen again, and of the next silence', async () => {
  const { run, told, seen } = world();
  await run(0);
  await run(2 * HOUR);
  seen(3 * HOUR);
  await run(3 * HOUR + 1);
  await run(4 * HOUR + 1);
  expect(told.map(({ isOver, since }) => [isOver, since])).toEqual([
    [false, '1970-01-01T00:00:00.000Z'],
    [true, '1970-01-01T00:00:00.000Z'],
    [false, '1970-01-01T03:00:00.000Z'],
  ]);
});
