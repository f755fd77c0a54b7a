import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Verdict } from '../../../infra/local/scheduler/share.ts';
import { back, done, fakeTimers, type Item, schedulerWorld } from './world.ts';

beforeEach(() => {
  fakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const opener = (problem: string, rank = 1): Item => ({ id: `open-${problem}`, problem, rank });
const ending = (problem: string, rank = 5): Item => ({ id: `end-${problem}`, problem, rank, isEnding: true });

it('an ending waits for what it ends, also when it is more urgent', async () => {
  const { promise, resolve } = Promise.withResolvers<Verdict>();
  const here = schedulerWorld({ concurrency: 4, answer: ({ id }) => (id === 'open-p' ? promise : done) });
  await here.send(opener('p'));
  await here.send(ending('p'), { id: 'other', problem: 'q' });
  await here.pass(10_000);
  expect(here.ids()).toEqual(['open-p', 'other']);
  resolve(done);
  await here.settle();
  expect(here.ids()).toEqual(['open-p', 'other', 'end-p']);
});

it('an ending in the same send is not before its opener', async () => {
  const here = schedulerWorld({ concurrency: 4 });
  await here.send(opener('p'), ending('p'));
  expect(here.ids()).toEqual(['open-p', 'end-p']);
});

it('an ending waits while its opener waits for another try', async () => {
  const here = schedulerWorld({
    concurrency: 4,
    answer: ({ id }, n) => (id !== 'open-p' || n === 3 ? done : back(60)),
  });
  await here.send(opener('p'), ending('p'), { id: 'other' });
  await here.pass(179_000, 500);
  expect(here.ids()).not.toContain('end-p');
  await here.pass(2_000);
  expect(here.ids().slice(-2)).toEqual(['open-p', 'end-p']);
  expect(here.left()).toBe(0);
});

it('an ending that waited itself is not before its opener', async () => {
  const here = schedulerWorld({ answer: ({ isEnding }, n) => (isEnding || n > 0 ? done : back(30)) });
  await here.send(opener('p'));
  await here.sendLater(ending('p'), 10);
  await here.pass(29_000, 500);
  expect(here.ids()).toEqual(['open-p']);
  await here.pass(2_000);
  expect(here.ids()).toEqual(['open-p', 'open-p', 'end-p']);
});

it('hundreds of endings before it in rank keep no opener and nothing else from its turn', async () => {
  const here = schedulerWorld({ answer: (_, receives) => (receives === 0 ? back(30) : done) });
  const problems = Array.from({ length: 300 }, (_, n) => `p${n}`);
  await here.send(...problems.map((problem) => opener(problem)));
  expect(here.runs).toHaveLength(300);
  await here.send(...problems.map((problem) => ending(problem)));
  await here.send({ id: 'other' });
  expect(here.ids().at(-1)).toBe('other');
  await here.pass(62_000, 500);
  expect(here.left()).toBe(0);
  const at = (id: string): number => here.ids().lastIndexOf(id);
  for (const problem of problems) expect(at(`open-${problem}`)).toBeLessThan(here.ids().indexOf(`end-${problem}`));
});

it('an ending is not before its opener after a restart', async () => {
  const here = schedulerWorld({ concurrency: 4, answer: ({ isEnding }) => (isEnding ? done : back(20)) });
  await here.send(opener('p'));
  await here.send(ending('p'));
  here.restart();
  await here.pass(100_000, 500);
  expect(new Set(here.ids())).toEqual(new Set(['open-p']));
});

it('of one problem each report goes after those before it that it ends', async () => {
  const here = schedulerWorld();
  here.admit('g', { kind: 'wait', untilMs: here.now() + 1_000 });
  await here.send(opener('p'), ending('p'), { ...opener('p'), id: 'again-p' }, { ...ending('p'), id: 'over-p' });
  here.admit('g', { kind: 'go' });
  await here.pass(1_100);
  const at = (id: string): number => here.ids().indexOf(id);
  expect(at('end-p')).toBeGreaterThan(at('open-p'));
  expect(at('over-p')).toBeGreaterThan(Math.max(at('again-p'), at('end-p')));
});

it('an ending that has to be looked at is not before its opener where it would be sent', async () => {
  const here = schedulerWorld({ answer: ({ id }, n) => (id === 'open-p' && n < 2 ? back(100) : done) });
  await here.send(opener('p'), { ...ending('p'), lookMs: here.now() + 10_000, giveUpMs: here.now() + 3_600_000 });
  await here.pass(199_000, 500);
  expect(here.ids()).toEqual(['open-p', 'open-p']);
  await here.pass(2_000, 500);
  expect(here.ids()).toEqual(['open-p', 'open-p', 'open-p', 'end-p']);
});

it('an ending is looked at in time where nothing is sent', async () => {
  const here = schedulerWorld();
  here.admit('g', { kind: 'wait', untilMs: here.now() + 3_600_000 });
  await here.send(opener('p'), { ...ending('p'), lookMs: here.now() + 10_000, giveUpMs: here.now() + 3_600_000 });
  await here.pass(11_100);
  expect(here.ids()).toEqual(['end-p']);
});
