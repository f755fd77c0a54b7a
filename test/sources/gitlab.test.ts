import { expect, test } from 'vitest';
import { gitlab } from '../../lambdas/sources/gitlab/index.ts';
import { alertOf, readingOf } from './read.ts';

const url = 'https://gitlab.example/g/sub/p/-/security/vulnerabilities/123456';
const hook = (attributes: object) => ({
  object_kind: 'vulnerability',
  object_attributes: {
    url,
    title: 'Weak hash',
    state: 'detected',
    updated_at: '2026-08-31 00:46:14 UTC',
    ...attributes,
  },
});

test.each([
  ['critical', 'critical', 'critical'],
  ['info', 'info', 'info'],
  ['unknown', 'medium', 'derived'],
  [undefined, 'medium', 'derived'],
] as const)('severity %s is %s', (severity, expected, vendorSeverity) => {
  expect(alertOf(gitlab, hook({ severity }))).toMatchObject({ severity: expected, vendorSeverity });
});

test.each([
  ['detected', 'open'],
  ['confirmed', 'open'],
  ['resolved', 'resolved'],
  ['dismissed', 'resolved'],
  ['something new', 'open'],
] as const)('state %s is %s, of the same problem', (state, expected) => {
  const alert = alertOf(gitlab, hook({ state }));
  expect(alert.state).toBe(expected);
  expect(alert.fingerprint).toBe(alertOf(gitlab, hook({})).fingerprint);
});

test('another vulnerability of the same title is another problem', () => {
  const other = alertOf(gitlab, hook({ url: url.replace('123456', '123457') }));
  expect(other.fingerprint).not.toBe(alertOf(gitlab, hook({})).fingerprint);
});

test('a time with UTC is read, and the project stands in the title', () => {
  const alert = alertOf(gitlab, hook({ location: { file: 'src/a.py', start_line: 3 } }));
  expect(alert.occurredAt).toBe('2026-08-31T00:46:14.000Z');
  expect(alert.title).toBe('Weak hash: src/a.py:3 in g/sub/p');
});

test('a linked issue is another occurrence', () => {
  const linked = alertOf(gitlab, hook({ issues: [{ url: 'https://gitlab.example/g/p/-/issues/1' }] }));
  expect(linked.id).not.toBe(alertOf(gitlab, hook({})).id);
});

test('other hooks are no alerts', () => {
  expect(readingOf(gitlab, { object_kind: 'push', ref: 'x' })).toEqual({ kind: 'ignored', reason: 'other-event' });
});
