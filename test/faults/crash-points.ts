import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { broken, duplicatesAt } from './account.ts';
import { type History, histories } from './histories.ts';
import { type Point, pointName } from './kill.ts';
import { stores } from './stores.ts';
import { createWorld, type World, type WorldProps } from './world.ts';

/** At which level a worker dies, and over which store. */
type Where = Required<Pick<WorldProps, 'level' | 'store'>>;

async function play({ props, begin }: History, where: Where, target?: Point): Promise<World> {
  const world = createWorld({ ...props, ...where });
  world.replaceWorker(target);
  await begin(world);
  await world.drain();
  return world;
}

const isCommit = ({ call }: Point): boolean => call.startsWith('database.');

/** What is broken after a worker died at a point; that it never comes to rest counts too. */
async function brokenAt(history: History, where: Where, point: Point): Promise<string[]> {
  try {
    const world = await play(history, where, point);
    const twice = [...world.receivers.values()].flatMap((each) =>
      [...duplicatesAt(each)].filter(([, times]) => times > 1).map(([id]) => `${id} came more than twice`),
    );
    return [...(await broken(world)), ...twice];
  } catch (error) {
    return [String(error)];
  }
}

/** The points of a history in which nobody dies. */
async function pointsOf(history: History, where: Where): Promise<Point[]> {
  const world = createWorld({ ...history.props, ...where });
  world.replaceWorker();
  const { worker } = world;
  await history.begin(world);
  await world.drain();
  return worker.points.points();
}

/** What is broken in the end, and after a worker died at which of the points. */
async function brokenAtEach(
  history: History,
  where: Where,
  points: readonly Point[],
): Promise<Readonly<Record<string, string[]>>> {
  const found = new Map<string, string[]>();
  for (const point of points)
    for (const problem of await brokenAt(history, where, point))
      found.set(problem, [...(found.get(problem) ?? []), pointName(point)]);
  return Object.fromEntries(found);
}

/**
 * Kills a worker before and after every call that it makes, in every history on every store, and holds what is left to
 * account; of many calls only at every n-th point. On one machine the requests are commits: the process ends between a
 * commit and its answer.
 */
export function describeCrashPoints(level: Where['level'], every: Readonly<Record<string, number>> = {}): void {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterAll(() => {
    vi.useRealTimers();
  });

  const cases = stores.flatMap(([name, store]) => histories.map((history) => ({ name, store, history })));
  describe.each(cases)('on $name: $history.title', ({ name, store, history }) => {
    const where: Where = { level, store };

    it('ends well when nobody dies', async () => {
      expect(await broken(await play(history, where))).toEqual([]);
    });

    it('loses nothing, wherever a worker dies', async () => {
      const all = await pointsOf(history, where);
      // Of one machine commits alone: `crash-points` has the calls of ports.
      const points = level === 'requests' && name === 'sqlite' ? all.filter(isCommit) : all;
      expect(points.length).toBeGreaterThan(10);
      const some = points.filter((_, i) => i % (every[name] ?? 1) === 0);
      expect(await brokenAtEach(history, where, some)).toEqual({});
    });
  });
}
