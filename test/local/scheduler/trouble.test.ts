import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Verdict } from '../../../infra/local/scheduler/share.ts';
import { back, done, fakeTimers, schedulerWorld } from './world.ts';

beforeEach(() => {
  fakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const HOUR_MS = 3_600_000;
const eventsOf = (here: ReturnType<typeof schedulerWorld>): string[] => here.logged.map(({ event }) => event);

describe('a job', () => {
  it('whose rows are gone is dropped, with a line in the log', async () => {
    const here = schedulerWorld();
    here.admit('g', { kind: 'wait', untilMs: here.now() + 1_000 });
    await here.send({ id: 'gone' }, { id: 'a' });
    here.trouble.gone.add('gone');
    here.admit('g', { kind: 'go' });
    here.restart();
    await here.pass(1_100);
    expect(here.ids()).toEqual(['a']);
    expect(here.logged).toEqual([{ event: 'queue.message_dropped', fields: { messageGroup: 'g', ref: 'gone' } }]);
    expect([here.left(), here.scheduler.backlog()]).toEqual([0, 0]);
  });

  it('whose rows are gone leaves the thread to others, however many there are', async () => {
    const here = schedulerWorld();
    const ids = Array.from({ length: 500 }, (_, n) => `gone${n}`);
    here.admit('g', { kind: 'wait', untilMs: here.now() + HOUR_MS });
    await here.send(...ids.map((id) => ({ id })));
    for (const id of ids) here.trouble.gone.add(id);
    here.restart();
    let loads = 0;
    const load = vi.spyOn(here.trouble.gone, 'has').mockImplementation(() => {
      loads += 1;
      return true;
    });
    here.admit('g', { kind: 'go' });
    vi.advanceTimersByTime(5_000);
    await Promise.resolve();
    expect(loads).toBeLessThan(10);
    await here.settle();
    load.mockRestore();
    await here.pass(10_000);
    expect([here.left(), here.scheduler.backlog()]).toEqual([0, 0]);
  });

  it('that cannot be read comes back later and leaves its neighbours alone', async () => {
    const here = schedulerWorld({ batchSize: 3 });
    here.admit('g', { kind: 'wait', untilMs: here.now() + HOUR_MS });
    await here.send({ id: 'a' }, { id: 'broken' }, { id: 'b' });
    here.trouble.broken.add('broken');
    here.restart();
    here.admit('g', { kind: 'go' });
    await here.pass(6_000);
    expect(here.ids()).toEqual(['a', 'b']);
    expect(eventsOf(here)).toEqual(['queue.load_failed']);
    here.trouble.broken.clear();
    await here.pass(590_000, 1_000);
    expect(here.ids()).toEqual(['a', 'b']);
    await here.pass(12_000, 1_000);
    expect(here.ids()).toEqual(['a', 'b', 'broken']);
    expect([here.left(), here.scheduler.backlog()]).toEqual([0, 0]);
  });

  it('whose run throws comes back later, and its share goes on', async () => {
    let throws = 1;
    const here = schedulerWorld({
      onRun: () => {
        if (throws-- > 0) throw new Error('a bug');
      },
    });
    await here.send({ id: 'a' }, { id: 'b' });
    expect(here.ids()).toEqual(['b']);
    expect(eventsOf(here)).toEqual(['queue.run_failed']);
    await here.pass(15_100);
    expect(here.ids()).toEqual(['b', 'a']);
    expect(here.left()).toBe(0);
  });
});

describe('a disk that takes nothing', () => {
  it('is asked again after a while and not in a circle, and nothing is counted twice', async () => {
    const verdicts: Verdict[] = [done, back(30)];
    const here = schedulerWorld({ answer: () => verdicts.shift() ?? done });
    here.admit('g', { kind: 'wait', untilMs: here.now() + HOUR_MS });
    await here.send({ id: 'a' }, { id: 'b' });
    here.trouble.isDiskLost = true;
    here.admit('g', { kind: 'go' });
    await here.pass(5_100);
    expect(here.ids()).toEqual(['a']);
    expect(here.scheduler.backlog()).toBe(2);
    await here.pass(60_000, 500);
    expect(here.runs.length).toBeLessThanOrEqual(6);
    expect(here.logged.length).toBeLessThanOrEqual(80);
    here.trouble.isDiskLost = false;
    await here.pass(120_000, 500);
    expect([here.left(), here.scheduler.backlog()]).toEqual([0, 0]);
  });

  it('of another group’s job does not keep a group from running that has none', async () => {
    const here = schedulerWorld();
    await here.send({ id: 'a', group: 'one' });
    here.trouble.isDiskLost = true;
    here.admit('two', { kind: 'go' });
    await here.pass(20_000, 500);
    here.trouble.isDiskLost = false;
    await here.send({ id: 'b', group: 'two' });
    await here.pass(2_000);
    expect(here.ids()).toEqual(['a', 'b']);
  });

  it('and does not answer either keeps nothing from running once it is back', async () => {
    const here = schedulerWorld();
    await here.sendLater({ id: 'a' }, 3);
    here.trouble.isUnreadable = true;
    here.trouble.isDiskLost = true;
    await here.pass(30_000, 500);
    expect(here.logged.length).toBeLessThanOrEqual(35);
    here.trouble.isUnreadable = false;
    here.trouble.isDiskLost = false;
    await here.pass(1_100);
    expect(here.ids()).toEqual(['a']);
  });
});

describe('a clock that is set', () => {
  it('back by an hour lets nothing wait longer than it was to wait', async () => {
    const here = schedulerWorld({ answer: ({ id }, n) => (id === 'retried' && n === 0 ? back(60) : done) });
    await here.send({ id: 'retried' });
    await here.sendLater({ id: 'later' }, 20);
    await here.pass(1_000);
    here.setClock(-HOUR_MS);
    await here.pass(30_000, 500);
    expect(here.ids().toSorted()).toEqual(['later', 'retried', 'retried']);
    await here.send({ id: 'new' });
    await here.sendLater({ id: 'new later' }, 10);
    await here.pass(9_000, 500);
    expect(here.ids().slice(3)).toEqual(['new']);
    await here.pass(1_500, 500);
    expect(here.ids().slice(3)).toEqual(['new', 'new later']);
  });

  it('back while the process was down lets nothing wait longer either', async () => {
    const here = schedulerWorld();
    await here.sendLater({ id: 'later' }, 20);
    here.setClock(-HOUR_MS);
    here.restart();
    await here.pass(30_000, 500);
    expect(here.ids()).toEqual(['later']);
  });

  it('back a little changes little', async () => {
    const here = schedulerWorld();
    await here.sendLater({ id: 'later' }, 20);
    here.setClock(-900);
    await here.pass(20_500);
    expect(here.ids()).toEqual([]);
    await here.pass(1_000);
    expect(here.ids()).toEqual(['later']);
  });

  it('forward by a day and back runs what is due, and goes on', async () => {
    const here = schedulerWorld({ answer: ({ id }, n) => (id === 'a' && n < 3 ? back(30) : done) });
    await here.send({ id: 'a' });
    here.setClock(24 * HOUR_MS);
    await here.pass(5_100);
    expect(here.ids()).toEqual(['a', 'a']);
    here.setClock(-24 * HOUR_MS);
    await here.pass(5_100);
    expect(here.ids()).toEqual(['a', 'a', 'a']);
    await here.pass(31_000, 500);
    expect([here.ids().length, here.left()]).toEqual([4, 0]);
  });
});

describe('a stop', () => {
  const held = () => {
    const { promise, resolve } = Promise.withResolvers<Verdict>();
    return { resolve, here: schedulerWorld({ answer: ({ id }) => (id === 'slow' ? promise : done) }) };
  };

  it('waits for what is under way, and begins nothing more', async () => {
    const { here, resolve } = held();
    await here.send({ id: 'slow' }, { id: 'next' });
    await here.sendLater({ id: 'due' }, 1);
    let isStopped = false;
    const stopping = here.scheduler.stop(10_000).then(() => {
      isStopped = true;
    });
    await here.pass(2_000);
    expect(isStopped).toBe(false);
    resolve(done);
    await here.settle();
    await stopping;
    expect(isStopped).toBe(true);
    await here.send({ id: 'late' });
    await here.pass(20_000, 500);
    expect(here.ids()).toEqual(['slow']);
    expect(here.left()).toBe(3);
  });

  it('ends at its deadline when what is under way does not', async () => {
    const { here } = held();
    await here.send({ id: 'slow' });
    let isStopped = false;
    void here.scheduler.stop(10_000).then(() => {
      isStopped = true;
    });
    await here.pass(9_900);
    expect(isStopped).toBe(false);
    await here.pass(200);
    expect(isStopped).toBe(true);
  });

  it('begins nothing of a group that was first heard of while it stopped', async () => {
    const here = schedulerWorld();
    await here.pass(100);
    await here.sendLater({ id: 'a', group: 'new' }, 1);
    vi.advanceTimersByTime(1_000);
    await Promise.resolve();
    const stopping = here.scheduler.stop(10_000);
    await here.pass(11_000);
    await stopping;
    expect(here.ids()).toEqual([]);
  });
});
