import { expect, it } from 'vitest';
import type { Silent } from '../../../lambdas/core/silent-source.ts';
import { watchSources } from '../../../lambdas/engine/reconcile/heartbeat.ts';

const HOUR = 3_600_000;

function world() {
  let row: { lastMs: number; toldMs?: number } | undefined;
  const told: Silent[] = [];
  return {
    told,
    seen: (atMs: number) => {
      row = { ...row, lastMs: atMs };
    },
    run: (nowMs: number) =>
      watchSources(nowMs, {
        expected: [{ source: 'akto', everySeconds: 3600 }],
        readHeartbeat: async () => row,
        markSeen: async (_, atMs) => {
          row = { ...row, lastMs: atMs };
        },
        markReported: async (_, toldMs) => {
          if (row !== undefined) row = { lastMs: row.lastMs, ...(toldMs === undefined ? {} : { toldMs }) };
        },
        reportGap: async (_, silent) => {
          told.push(silent);
        },
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
