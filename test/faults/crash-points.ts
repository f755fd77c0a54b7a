import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { broken, duplicatesAt } from './account.ts';
import { type History, histories } from './histories.ts';
import { type Point, pointName } from './kill.ts';
import { createWorld, type World } from './world.ts';

async function play({ props, begin }: History, level: 'ports' | 'requests', target?: Point): Promise<World> {
  const world = createWorld({ ...props, level });
  world.replaceWorker(target);
  await begin(world);
  await world.drain();
  return world;
}

/** What is broken after a worker died at a point; that it never comes to rest counts too. */
async function brokenAt(history: History, level: 'ports' | 'requests', point: Point): Promise<string[]> {
  try {
    const world = await play(history, level, point);
    const twice = [...world.receivers.values()].flatMap((each) =>
      [...duplicatesAt(each)].filter(([, times]) => times > 1).map(([id]) => `${id} came more than twice`),
    );
    return [...(await broken(world)), ...twice];
  } catch (error) {
    return [String(error)];
  }
}

/** The points of a history in which nobody dies. */
async function pointsOf(history: History, level: 'ports' | 'requests'): Promise<Point[]> {
  const world = createWorld({ ...history.props, level });
  world.replaceWorker();
  const { worker } = world;
  await history.begin(world);
  await world.drain();
  return worker.points.points();
}

/**
 * Kills a worker before and after every call that it makes, in every history, and holds what is left to account; of many
 * calls only at every n-th point.
 */
export function describeCrashPoints(level: 'ports' | 'requests', every = 1): void {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });

  describe.each(histories.map((history) => [history.title, history] as const))('%s', (_, history) => {
    it('ends well when nobody dies', async () => {
      expect(await broken(await play(history, level))).toEqual([]);
    });

    it('loses nothing, wherever a worker dies', async () => {
      const points = await pointsOf(history, level);
      expect(points.length).toBeGreaterThan(10);
      const found = new Map<string, string[]>();
      for (const point of points.filter((_, i) => i % every === 0))
        for (const problem of await brokenAt(history, level, point))
          found.set(problem, [...(found.get(problem) ?? []), pointName(point)]);
      expect(Object.fromEntries(found)).toEqual({});
    });
  });
}
