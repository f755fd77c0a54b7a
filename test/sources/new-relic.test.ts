import { expect, test } from 'vitest';
import { newRelic } from '../../lambdas/sources/new-relic/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const issue = (more: object = {}) => ({
  id: 'c5faa7e6-7b54-402d-af79-f99601e0278c',
  issueUrl: 'https://radar-api.service.newrelic.com/accounts/4420147/issues/c5faa7e6-7b54-402d-af79-f99601e0278c',
  title: 'Something is odd',
  priority: 'CRITICAL',
  state: 'ACTIVATED',
  createdAt: 1788190010829,
  updatedAt: 1788190010829,
  alertConditionNames: ['Odd things'],
  ...more,
});

test.each([
  ['CRITICAL', 'critical'],
  ['HIGH', 'high'],
  ['MEDIUM', 'medium'],
  ['LOW', 'low'],
  ['WARN', 'medium'],
  ['INFO', 'info'],
] as const)('the priority %s is %s', (priority, severity) => {
  expect(alertOf(newRelic, issue({ priority }))).toMatchObject({ severity, vendorSeverity: priority });
});

test('a priority that nobody knows is medium', () => {
  const alert = alertOf(newRelic, issue({ priority: 'URGENT' }));
  expect([alert.severity, alert.vendorSeverity]).toEqual(['medium', undefined]);
});

test.each([
  ['CREATED', 'open', 'new'],
  ['ACTIVATED', 'open', 'new'],
  ['ACKNOWLEDGED', 'open', 'in_progress'],
  ['DEACTIVATED', 'open', 'new'],
  ['CLOSED', 'resolved', 'resolved'],
  ['closed', 'resolved', 'resolved'],
] as const)('%s is %s, %s', (state, expected, status) => {
  const alert = alertOf(newRelic, issue({ state }));
  expect([alert.state, alert.finding.status]).toEqual([expected, status]);
});

test('activated, acknowledged, changed and closed are reports of one issue', () => {
  const names = ['activated', 'acknowledged', 'priority-changed', 'closed'];
  const alerts = names.map((name) => sampleAlerts('new-relic', newRelic, name)[0]);
  expect(new Set(alerts.map((it) => it?.id)).size).toBe(4);
  expect(new Set(alerts.map((it) => it?.finding.uid)).size).toBe(1);
  expect(new Set(alerts.map((it) => it?.fingerprint)).size).toBe(1);
  const [open, over] = ['incident', 'incident-closed'].map((name) => sampleAlerts('new-relic', newRelic, name)[0]);
  expect([over?.state, over?.fingerprint, over?.finding.uid]).toEqual([
    'resolved',
    open?.fingerprint,
    open?.finding.uid,
  ]);
});

test('issues with one and the same title are two', () => {
  expect(alertOf(newRelic, issue({ id: 'a' })).fingerprint).not.toBe(alertOf(newRelic, issue({ id: 'b' })).fingerprint);
});

test('without an id the condition and the entities are the problem', () => {
  const print = (more: object) =>
    alertOf(newRelic, issue({ id: undefined, impactedEntities: ['web-1'], ...more })).fingerprint;
  expect(print({ state: 'CLOSED', updatedAt: 1788190310829 })).toBe(print({}));
  expect(print({ impactedEntities: ['web-2'] })).not.toBe(print({}));
});

test.each([
  [{ title: 'CPU % > 90 on web-1' }, 'operational'],
  [{ alertConditionNames: ['Brute force on the login'] }, 'threat'],
  [{ alertPolicyNames: ['Security'] }, 'threat'],
] as const)('%j is about %s', (more, expected) => {
  expect(alertOf(newRelic, issue(more)).class).toBe(expected);
});

test.each([
  [{ id: 'd1b1f3fd-995a-4066-88ab-8ce4f6960654', state: 'ACTIVATED', priority: 'HIGH' }, 'ignored'],
  [{ deployment: 'a sentence about an attack that is no issue' }, 'unreadable'],
])('%j is %s', (payload, kind) => {
  expect(readingOf(newRelic, payload).kind).toBe(kind);
});

test.each([
  [
    'activated',
    {
      type: 'Failed logins',
      rule: { uid: 'Failed logins', category: 'Golden signals' },
      class: 'threat',
      cloud: { account: '4420147' },
      occurredAt: '2026-08-31T15:26:50.829Z',
      finding: { vendorUid: 'c5faa7e6-7b54-402d-af79-f99601e0278c', firstSeenAt: '2026-08-31T15:26:50.829Z', count: 1 },
      labels: { policy: 'Golden signals', entities: 'web-1', workflow: 'tocsin' },
    },
  ],
  ['closed', { occurredAt: '2026-08-31T15:31:50.829Z', finding: { firstSeenAt: '2026-08-31T15:26:50.829Z' } }],
  ['another', { target: { kind: 'host', host: 'db-1' } }],
  ['incident', { severity: 'medium', vendorSeverity: 'WARN', finding: { vendorUid: '9' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('new-relic', newRelic, name)[0]).toMatchObject(places);
});
