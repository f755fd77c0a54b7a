import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { broken } from './account.ts';
import type { ReceiverProps } from './receivers.ts';
import { stores } from './stores.ts';
import { createWorld, type World } from './world.ts';

beforeAll(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterAll(() => {
  vi.useRealTimers();
});

const receivers: readonly ReceiverProps[] = [
  { id: 'chat', kind: 'neither', audience: 'people', perMinute: 600 },
  { id: 'hook', kind: 'key', audience: 'machines' },
];

const lockChat = (world: World, isLocked: boolean): void => {
  const chat = world.receivers.get('chat');
  if (chat !== undefined) chat.isLocked = isLocked;
};

/** How often the other destination was told that chat refuses. */
async function outagesTold(world: World): Promise<number> {
  const alerts = await Promise.all((await world.store.alertIds()).map((id) => world.stores.alerts.load(id)));
  const reports = alerts.flatMap((stored) =>
    stored?.alert.title.startsWith('Alerts do not reach chat') === true ? [stored.alert.id] : [],
  );
  const told = world.receivers.get('hook')?.arrivals.map(({ alertId }) => alertId) ?? [];
  return reports.filter((id) => told.includes(id)).length;
}

/** Chat refuses, is mended, and by then the worker that knew of it is gone. */
async function outage(world: World, n: number): Promise<void> {
  lockChat(world, true);
  await world.accept([{ problem: `outage-${n}`, n, severity: 6 }]);
  for (let turns = 0; turns < 10; turns += 1) await world.turn();
  lockChat(world, false);
  world.replaceWorker();
  await world.drain();
}

describe.each(stores)('on %s', (_, store) => {
  it('a second outage is told as the first was, although another worker saw the first', async () => {
    const world = createWorld({ receivers, store });
    await outage(world, 1);
    expect(await outagesTold(world)).toBe(1);
    world.advance(3_600_000);
    await outage(world, 2);
    expect(await outagesTold(world)).toBe(2);
    expect(await broken(world)).toEqual([]);
  });

  it('a destination that takes alerts again is not paused any more', async () => {
    const world = createWorld({ receivers, store });
    await outage(world, 1);
    await world.accept([{ problem: 'later', n: 9, severity: 6 }]);
    await world.drain();
    expect(await world.stores.circuits.read('chat')).toBeUndefined();
  });
});
