import { expect, test } from 'vitest';
import { sources } from '../../../lambdas/sources/index.ts';
import { readingOf } from '../read.ts';

const received = { headers: {}, receivedAt: '2026-11-21T20:17:00.000Z', repaired: false };

const records = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ title: 'The same', severity: 'high', n: String(n) }));

function detectionsOf(about: string, count: number) {
  const reading = readingOf(sources.generic, { about, alerts: records(count) }, received);
  if (reading instanceof Promise || reading.kind !== 'alerts') throw new Error('no alerts');
  return reading.detections;
}

test('what stands around a few records is told with each', () => {
  for (const { facts } of detectionsOf('a cluster', 3)) expect(facts).toMatchObject({ about: 'a cluster' });
});

test('what stands around many is told with the first, and the others say so', () => {
  const [first, ...others] = detectionsOf('x'.repeat(20_000), 100);
  expect(first?.facts['about']).toHaveLength(20_000);
  for (const { facts, record } of others) {
    expect(facts['about']).toBeUndefined();
    expect(facts['wrapping']).toContain('told with the first record');
    expect(JSON.stringify(record).length).toBeLessThan(200);
  }
});

test('the same records around which something else stands are others', () => {
  const idOf = (about: string) => detectionsOf(about, 100).map(({ identity }) => identity.join('\n'));
  const all = [...idOf('x'.repeat(20_000)), ...idOf('y'.repeat(20_000))];
  expect(new Set(all).size).toBe(200);
});
