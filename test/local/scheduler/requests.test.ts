import { describe, expect, it, vi } from 'vitest';
import { isFull, noRuns, placesOf, type Runs, requestsOf } from '../../../infra/local/scheduler/requests.ts';
import { schedulerWorld } from './world.ts';

const runs = (parts: Partial<Runs> = {}): Runs => ({ concurrency: 4, ...noRuns, ...parts });

describe('a run', () => {
  it('counts as running until its last request has its answer, and then as writing', () => {
    const share = runs({ runs: 1 });
    const onWriting = vi.fn();
    const requests = requestsOf(share, onWriting);
    requests.begun();
    requests.begun();
    requests.ended();
    expect([share.runs, share.writing, onWriting.mock.calls.length]).toEqual([1, 0, 0]);
    requests.ended();
    expect([share.runs, share.writing, onWriting.mock.calls.length]).toEqual([0, 1, 1]);
    requests.begun();
    expect([share.runs, share.writing]).toEqual([1, 0]);
    requests.close();
    expect([share.runs, share.writing]).toEqual([0, 0]);
  });

  it('counts as nothing after its end, also when a request outlives it', () => {
    const share = runs({ runs: 1 });
    const requests = requestsOf(share, () => undefined);
    requests.begun();
    requests.close();
    requests.ended();
    requests.begun();
    expect([share.runs, share.writing]).toEqual([0, 0]);
  });
});

describe('the places of a share', () => {
  it('are as many as its concurrency, and twice as many where requests are quick', () => {
    expect(placesOf(runs())).toBe(4);
    expect(placesOf(runs({ requestMs: 49 }))).toBe(8);
    expect(placesOf(runs({ requestMs: 50 }))).toBe(4);
  });

  it('are taken by what sends and by what writes, each', () => {
    expect(isFull(runs({ runs: 3, writing: 3 }))).toBe(false);
    expect(isFull(runs({ runs: 4 }))).toBe(true);
    expect(isFull(runs({ writing: 4 }))).toBe(true);
  });
});

describe('a place that is kept for a message', () => {
  it('is there when nothing else waits, until it is given back', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const here = schedulerWorld({ concurrency: 1 });
    await here.send({ id: 'first' });
    const leave = here.scheduler.reserve('g');
    expect(leave).toBeTypeOf('function');
    expect(here.scheduler.reserve('g')).toBeUndefined();
    leave?.();
    expect(here.scheduler.reserve('g')).toBeTypeOf('function');
    vi.useRealTimers();
  });

  it('is not there for a group that is blocked, whose jobs are not all in memory, or that was stopped', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const here = schedulerWorld({ concurrency: 1 });
    await here.send({ id: 'first' });
    expect(here.scheduler.reserve('unknown')).toBeUndefined();
    here.admit('g', { kind: 'wait', untilMs: here.now() + 1_000 });
    expect(here.scheduler.reserve('g')).toBeUndefined();
    here.admit('g', { kind: 'go' });
    await here.scheduler.stop(10);
    expect(here.scheduler.reserve('g')).toBeUndefined();
    vi.useRealTimers();
  });
});
