import { expect, test } from 'vitest';
import { gitguardian } from '../../lambdas/sources/gitguardian/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const event = (action: string, incident: object = {}, more: object = {}) => ({
  source: 'GitGuardian',
  timestamp: '2026-08-31T08:00:00Z',
  action,
  incident: {
    id: 7,
    date: '2026-08-30T08:00:00Z',
    detector: { name: 'aws_iam', display_name: 'AWS Keys' },
    status: 'triggered',
    severity: 'high',
    validity: 'no_checker',
    ...incident,
  },
  ...more,
});

const triggered = event('incident_triggered');

test.each([
  ['critical', 'valid', 'critical', 'critical'],
  ['high', 'invalid', 'high', 'high'],
  ['medium', 'valid', 'medium', 'medium'],
  ['low', 'valid', 'low', 'low'],
  ['info', 'valid', 'info', 'info'],
  ['unknown', 'valid', 'high', undefined],
  ['unknown', 'invalid', 'medium', undefined],
  ['unknown', 'no_checker', 'medium', undefined],
])('the severity %s of a secret that is %s is %s', (severity, validity, expected, vendorSeverity) => {
  const alert = alertOf(gitguardian, event('incident_triggered', { severity, validity }));
  expect([alert.severity, alert.vendorSeverity]).toEqual([expected, vendorSeverity]);
});

test('triggered, found once more, ignored, reopened and resolved are five reports of one finding', () => {
  const reports = ['triggered', 'new-occurrence', 'ignored', 'reopened', 'resolved'].flatMap((name) =>
    sampleAlerts('gitguardian', gitguardian, name),
  );
  expect(new Set(reports.map(({ id }) => id)).size).toBe(5);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'in_progress', 'suppressed', 'new', 'resolved']);
  expect(reports.map(({ state }) => state)).toEqual(['open', 'open', 'open', 'open', 'resolved']);
  expect(reports.at(-1)?.occurredAt).toBe('2026-09-01T09:00:16.038Z');
});

test.each(['incident_assigned', 'incident_note_created', 'incident_access_granted', 'incident_shared_publicly'])(
  '%s is no new report of an incident that is known',
  (action) => {
    const later = event(action, { status: 'assigned' }, { timestamp: '2026-08-31T12:00:00Z' });
    expect(alertOf(gitguardian, later).id).toBe(alertOf(gitguardian, triggered).id);
  },
);

test.each(['incident_reopened', 'incident_regression', 'incident_severity_changed', 'incident_validity_changed'])(
  '%s is a new report, also back to what it was',
  (action) => {
    const at = (timestamp: string) => alertOf(gitguardian, event(action, {}, { timestamp }));
    const [one, other] = [at('2026-08-31T12:00:00Z'), at('2026-08-31T13:00:00Z')];
    expect(new Set([one.id, other.id, alertOf(gitguardian, triggered).id]).size).toBe(3);
    expect(one.fingerprint).toBe(alertOf(gitguardian, triggered).fingerprint);
  },
);

test.each([
  ['low_risk', 'suppressed', 'open'],
  ['test_credential', 'suppressed', 'open'],
  [null, 'suppressed', 'open'],
  ['false_positive', 'resolved', 'resolved'],
])('ignored for %s is %s', (ignore_reason, status, state) => {
  const alert = alertOf(gitguardian, event('incident_ignored', { status: 'ignored', ignore_reason }));
  expect([alert.finding.status, alert.state]).toEqual([status, state]);
});

test('two incidents of one detector are two problems', () => {
  const other = alertOf(gitguardian, event('incident_triggered', { id: 8 }));
  expect(other.fingerprint).not.toBe(alertOf(gitguardian, triggered).fingerprint);
  expect(other.finding.uid).not.toBe(alertOf(gitguardian, triggered).finding.uid);
});

test.each([
  [
    'triggered',
    {
      title: 'AWS Keys leaked, still valid',
      class: 'exposure',
      rule: { uid: 'aws_iam', name: 'AWS Keys', category: 'credentials' },
      finding: { vendorUid: '31605', firstSeenAt: '2026-08-30T08:23:40.140Z', count: 1 },
      url: 'https://dashboard.gitguardian.com/workspace/1/incidents/31605',
    },
  ],
  [
    'new-occurrence',
    {
      title: 'AWS Keys leaked in example/shop, still valid',
      target: { kind: 'repository' },
      code: {
        repository: 'example/shop',
        path: 'config/prod.js',
        url: 'https://github.com/example/shop/commit/4f5b3c2d#diff-1',
      },
      actor: { user: 'Eve Example', email: 'eve@example.com' },
      finding: { lastSeenAt: '2026-08-31T09:10:23.529Z', count: 2 },
    },
  ],
  [
    'public-monitoring',
    {
      title: 'Generic Password leaked in mallory/dots, still valid',
      severity: 'critical',
      actor: { user: 'mallory', email: 'mallory@example.net' },
      code: { repository: 'mallory/dots', path: '.env' },
    },
  ],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('gitguardian', gitguardian, name)[0]).toMatchObject(places);
});

test('what has no incident is not read', () => {
  const other = { source: 'GitGuardian', action: 'something_new', honeytoken: { id: 1, name: 'decoy' } };
  expect(readingOf(gitguardian, other)).toMatchObject({ kind: 'unreadable' });
});
