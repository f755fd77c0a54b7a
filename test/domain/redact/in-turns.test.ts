/** Redaction in turns: the same text as at once, and no stretch of a long text is longer than a turn may be. */
import { expect, it } from 'vitest';
import { redactInTurns } from '../../../lambdas/domain/redact/in-turns.ts';
import { redact } from '../../../lambdas/domain/redact/redact.ts';
import { hostile, units } from './hostile-units.ts';
import { longestStretchOf, parseMs } from './stretches.ts';

const SIZE = 30_000;
const LONG = 2_000_000;

/** Work is looked at every 50 ms, and what is done between two looks takes some. */
const STRETCH_MAX = 75;

const forms = [
  'AKIAABCDEFGHIJKLMNOP',
  'password=hunter2-and-more',
  '4111 1111 1111 1111',
  'https://u:secret-pw1@h.example/x',
];

it('removes the same as at once, also across the parts in which it searches', async () => {
  for (const unit of [...units, ...forms.map((form) => `${form} ${'x'.repeat(83)} `)]) {
    const text = hostile(unit, SIZE);
    const [inTurns, atOnce] = [new Set<string>(), new Set<string>()];
    expect(await redactInTurns(text, inTurns, () => undefined)).toBe(redact(text, atOnce));
    expect([...inTurns].sort()).toEqual([...atOnce].sort());
  }
});

/** Each of these is the slowest of its family; `RUNS` tries all. */
const slow = [
  'a ',
  '1 ',
  '4111-',
  '"',
  'eyJ',
  'authorization: basic ',
  'key',
  'password=',
  '--token ',
  'curl -u ',
  '://a:b@',
];
const tried = process.env['RUNS'] === undefined ? slow : units;

it.each(tried)('2 MB of %j pause in time', { timeout: 60_000 }, async (unit) => {
  const text = hostile(unit, LONG);
  const stretch = async (): Promise<number> => longestStretchOf((pause) => redactInTurns(text, new Set(), pause));
  await stretch();
  expect(await stretch()).toBeLessThan(Math.max(STRETCH_MAX, 2 * parseMs(text)));
});
