import { expect, test } from 'vitest';
import { gitlab } from '../../lambdas/sources/gitlab/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

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
  ['unknown', 'medium', undefined],
  [undefined, 'medium', undefined],
] as const)('severity %s is %s', (severity, expected, vendorSeverity) => {
  expect(alertOf(gitlab, hook({ severity }))).toMatchObject({
    severity: expected,
    ...(vendorSeverity === undefined ? {} : { vendorSeverity }),
  });
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

test('detected, confirmed, accepted and resolved are four reports of one finding', () => {
  const reports = [
    hook({}),
    hook({ state: 'confirmed', confirmed_at: '2026-09-01 08:00:00 UTC' }),
    hook({ state: 'dismissed', dismissal_reason: 'acceptable_risk', dismissed_at: '2026-09-02 08:00:00 UTC' }),
    hook({ state: 'resolved', resolved_at: '2026-09-03 08:00:00 UTC' }),
  ].map((payload) => alertOf(gitlab, payload));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(4);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'in_progress', 'suppressed', 'resolved']);
  expect(reports.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'resolved']);
});

test.each([
  [
    'vulnerability',
    {
      class: 'vulnerability',
      rule: { uid: 'CVE-2024-41123', name: 'REXML DoS vulnerability', category: 'dependency_scanning' },
      finding: { firstSeenAt: '2026-08-31T00:46:14.413Z', lastSeenAt: '2026-08-31T00:46:14.413Z' },
      code: { repository: 'g/p', path: 'Gemfile.lock' },
      vulnerabilities: [{ cve: 'CVE-2024-41123', package: 'rexml', version: '3.3.1' }],
    },
  ],
  ['secret-detection', { class: 'exposure', code: { repository: 'flightjs/flight', path: 'src/config.py', line: 12 } }],
  [
    'cluster-image-scanning',
    {
      container: { name: 'nginx', image: 'nginx:1.16' },
      kubernetes: { cluster: '12345', namespace: 'shop', workload: 'web' },
      vulnerabilities: [{ package: 'glibc', version: '2.28' }],
    },
  ],
  ['dast', { target: { method: 'GET', url: 'https://shop.example/search', domain: 'shop.example' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('gitlab', gitlab, name)[0]).toMatchObject(places);
});
