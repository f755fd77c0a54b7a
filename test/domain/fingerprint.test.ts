import { expect, test } from 'vitest';
import { podFamily, stable } from '../../lambdas/domain/fingerprint.ts';
import { hashOf } from '../../lambdas/domain/values/hash.ts';
import { occurrence, sayings } from '../../lambdas/sources/_kit/identity.ts';

test('no two lists of parts share a hash by moving a border', () => {
  expect(hashOf(['ab', 'c'])).not.toBe(hashOf(['a', 'bc']));
  expect(hashOf(['a', ''])).not.toBe(hashOf(['a']));
  expect(hashOf(['a'])).toMatch(/^[0-9a-f]{32}$/);
});

test.each([
  ['web-6d6f8cc7d5-2q9wf', 'web'],
  ['mysql-74775b4bf4-65nqf', 'mysql'],
  ['agent-x7zzk', 'agent'],
  ['vault-0', 'vault-0'],
  ['web', 'web'],
  ['my-app-server', 'my-app-server'],
])('pod %s is of the family %s', (pod, family) => {
  expect(podFamily(pod)).toBe(family);
});

test('what changes between occurrences goes, what names the problem stays', () => {
  expect(stable('/tmp/8f14e45fceea167a5a36dedd4bea2543/x')).toBe('/tmp/<hex>/x');
  expect(stable('req 2f6d5a3c-94c7-4d1a-8c1e-0a7b9d1f2e30 took 15ms')).toBe('req <uuid> took <duration>');
  expect(stable('/etc/shadow')).toBe('/etc/shadow');
});

test('order, spelling and blanks do not change what a record says; values do', () => {
  expect(sayings({ A_b: 1, c: { d: 'x' }, e: null, f: '' })).toEqual(sayings({ c: { D: 'x' }, aB: '1' }));
  expect(sayings({ a: 1 })).not.toEqual(sayings({ a: 2 }));
  expect(sayings({ a: 1, Status: 'x' }, ['status'])).toEqual(sayings({ a: 1 }));
});

test('without a time the day of receipt is part of the identity', () => {
  const on = (receivedAt: string, occurredAt?: string) => occurrence({ a: 1 }, { occurredAt, receivedAt });
  expect(on('2026-09-01T01:00:00.000Z')).toEqual(on('2026-09-01T23:00:00.000Z'));
  expect(on('2026-09-01T01:00:00.000Z')).not.toEqual(on('2026-09-02T01:00:00.000Z'));
  expect(on('2026-09-01T01:00:00.000Z', '2026-08-31T00:00:00.000Z')).toEqual(
    on('2026-09-09T01:00:00.000Z', '2026-08-31T00:00:00.000Z'),
  );
});
