import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Verdict } from '../../../infra/local/scheduler/share.ts';
import { back, done, fakeTimers, type Item, schedulerWorld } from './world.ts';

beforeEach(() => {
  fakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const many = (count: number, make: (n: number) => Partial<Item> = () => ({})): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: `i${n}`, ...make(n) }));

/** Answers that a test gives when it likes. */
function openEnded() {
  const open = new Map<string, (verdict: Verdict) => void>();
  return {
    answer: ({ id }: Item) => new Promise<Verdict>((resolve) => open.set(id, resolve)),
    end: (id: string, verdict: Verdict = done) => open.get(id)?.(verdict),
  };
}

describe('work', () => {
  it('starts when it arrives, without any time passing', async () => {
    const here = schedulerWorld();
    await here.send({ id: 'a' });
    expect(here.ids()).toEqual(['a']);
    expect([here.left(), here.scheduler.backlog()]).toEqual([0, 0]);
  });

  it('starts when it is due, and not before', async () => {
    const here = schedulerWorld();
    await here.sendLater({ id: 'later' }, 30);
    await here.sendLater({ id: 'sooner' }, 7);
    await here.pass(6_950);
    expect(here.ids()).toEqual([]);
    await here.pass(100);
    expect(here.ids()).toEqual(['sooner']);
    await here.pass(22_850);
    expect(here.ids()).toEqual(['sooner']);
    await here.pass(100);
    expect(here.ids()).toEqual(['sooner', 'later']);
  });

  it('that came back is run again when it is due', async () => {
    const here = schedulerWorld({ answer: (_, receives) => (receives < 2 ? back(10) : done) });
    const sentMs = Date.now();
    await here.send({ id: 'a' });
    await here.pass(25_000);
    expect(here.runs.map(({ startedMs }) => Math.round((startedMs - sentMs) / 1000))).toEqual([0, 10, 20]);
    expect(here.left()).toBe(0);
  });

  it('of an earlier process is taken up, also what it had under way', async () => {
    const { answer, end } = openEnded();
    const here = schedulerWorld({ answer });
    await here.send({ id: 'a' }, { id: 'b' });
    await here.sendLater({ id: 'c' }, 5);
    here.restart();
    await here.settle();
    expect(here.scheduler.backlog()).toBe(3);
    await here.pass(100);
    expect(here.ids()).toEqual(['a', 'a']);
    end('a');
    await here.settle();
    end('b');
    await here.pass(5_000);
    expect(here.ids()).toEqual(['a', 'a', 'b', 'c']);
  });

  it('that comes after the last job of an earlier process was done is run as any other', async () => {
    const { answer, end } = openEnded();
    const here = schedulerWorld({ answer });
    await here.send({ id: 'a' });
    here.restart();
    await here.pass(100);
    end('a');
    await here.settle();
    await here.send({ id: 'b' });
    expect(here.ids()).toEqual(['a', 'a', 'b']);
  });

  it('of one group is urgent first, in order of arrival otherwise', async () => {
    const { answer, end } = openEnded();
    const here = schedulerWorld({ answer });
    await here.send({ id: 'first' });
    await here.send({ id: 'low1', rank: 1 }, { id: 'low2', rank: 1 }, { id: 'high', rank: 4 });
    await here.send({ id: 'higher', rank: 5 });
    for (const id of ['first', 'higher', 'high', 'low1', 'low2']) {
      end(id);
      await here.settle();
    }
    expect(here.ids()).toEqual(['first', 'higher', 'high', 'low1', 'low2']);
  });

  it('of one send is in its order before the first of it is run', async () => {
    const here = schedulerWorld();
    await here.send({ id: 'before' });
    await here.send({ id: 'low', rank: 1 }, { id: 'high', rank: 4 });
    expect(here.ids()).toEqual(['before', 'high', 'low']);
  });

  it('that is urgent and was put off goes before a long queue when it is due', async () => {
    const { answer, end } = openEnded();
    const here = schedulerWorld({ answer });
    await here.send({ id: 'first' });
    await here.send(...many(200));
    await here.sendLater({ id: 'urgent', rank: 5 }, 10);
    await here.pass(11_000);
    end('first');
    await here.settle();
    expect(here.ids()).toEqual(['first', 'urgent']);
  });

  it('of a group is at most as much at the same time as its share allows', async () => {
    const { answer, end } = openEnded();
    const here = schedulerWorld({ answer, concurrency: 3 });
    await here.send(...many(10));
    expect(here.ids()).toEqual(['i0', 'i1', 'i2']);
    end('i1');
    await here.settle();
    expect(here.ids()).toEqual(['i0', 'i1', 'i2', 'i3']);
  });

  it('that hangs in one group holds no other', async () => {
    const here = schedulerWorld({
      answer: ({ group }) => (group === 'hangs' ? new Promise(() => undefined) : done),
    });
    await here.send(...many(50, (n) => ({ id: `hang${n}`, group: 'hangs' })));
    await here.send(...many(100, () => ({ group: 'well' })));
    expect(here.runs.filter(({ item }) => item.group === 'well')).toHaveLength(100);
    expect(here.runs.filter(({ item }) => item.group === 'hangs')).toHaveLength(1);
    expect(here.scheduler.backlog()).toBe(50);
  });

  it('is taken many at a time where that is allowed', async () => {
    const { answer, end } = openEnded();
    const here = schedulerWorld({ answer, batchSize: 5 });
    await here.send(...many(8));
    expect(here.ids()).toEqual(['i0', 'i1', 'i2', 'i3', 'i4']);
    for (const id of here.ids()) end(id);
    await here.settle();
    expect(here.ids()).toEqual(['i0', 'i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7']);
  });
});

describe('a group that may not run', () => {
  it('waits for its time', async () => {
    const here = schedulerWorld();
    here.admit('g', { kind: 'wait', untilMs: here.now() + 30_000 });
    await here.send({ id: 'a' });
    await here.pass(29_000);
    expect(here.ids()).toEqual([]);
    here.admit('g', { kind: 'go' });
    await here.pass(1_100);
    expect(here.ids()).toEqual(['a']);
  });

  it('tries one at a time when it may probe', async () => {
    const { answer, end } = openEnded();
    const here = schedulerWorld({ answer, concurrency: 4, batchSize: 4 });
    here.admit('g', { kind: 'probe' });
    await here.send(...many(10));
    expect(here.ids()).toEqual(['i0']);
    here.admit('g', { kind: 'go' });
    end('i0');
    await here.settle();
    expect(here.ids()).toHaveLength(10);
  });

  it('runs what has to be looked at all the same, at its fallback’s time and when it is given up', async () => {
    const here = schedulerWorld({ answer: (_, receives) => (receives === 0 ? back(7_200) : done) });
    const [nowMs, hour] = [here.now(), 3_600_000];
    here.admit('g', { kind: 'wait', untilMs: nowMs + 48 * hour });
    await here.send(
      { id: 'a', lookMs: nowMs + 60_000, giveUpMs: nowMs + 2 * hour },
      { id: 'b', lookMs: nowMs + 3 * hour, giveUpMs: nowMs + 3 * hour },
    );
    await here.pass(59_000, 1_000);
    expect(here.ids()).toEqual([]);
    await here.pass(2_000, 1_000);
    expect(here.ids()).toEqual(['a']);
    await here.pass(2 * hour - 62_000, 1_000);
    expect(here.ids()).toEqual(['a']);
    await here.pass(2_000, 1_000);
    expect(here.ids()).toEqual(['a', 'a']);
    await here.pass(hour, 1_000);
    expect(here.ids()).toEqual(['a', 'a', 'b']);
  });

  it('does not run again in its turn what was done when it was looked at', async () => {
    const here = schedulerWorld();
    await here.send({ id: 'before' });
    here.admit('g', { kind: 'wait', untilMs: here.now() + 3_600_000 });
    await here.send({ id: 'a', lookMs: here.now() + 5_000 }, { id: 'b' });
    await here.pass(6_100);
    expect(here.ids()).toEqual(['before', 'a']);
    here.admit('g', { kind: 'go' });
    await here.pass(5_100);
    expect(here.ids()).toEqual(['before', 'a', 'b']);
    expect(here.scheduler.backlog()).toBe(0);
  });
});
