import { expect, test } from 'vitest';
import { sentry } from '../../lambdas/sources/sentry/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const issue = (action: string, more: object = {}) => ({
  action,
  data: {
    issue: {
      id: '11',
      level: 'error',
      status: 'unresolved',
      title: 'TypeError: x is null',
      metadata: { type: 'TypeError' },
      project: { slug: 'shop' },
      firstSeen: '2026-08-31T08:00:00Z',
      lastSeen: '2026-08-31T08:00:00Z',
      ...more,
    },
  },
});

const metric = (action: string, more: object = {}) => ({
  action,
  data: { metric_alert: { id: '4', alert_rule: { id: '7', name: 'Too many errors', projects: ['shop'] }, ...more } },
});

/** As sent at that second. */
const at = (time: string) => ({ headers: { 'sentry-hook-timestamp': String(Date.parse(time) / 1_000) } });

test.each([
  ['fatal', 'critical'],
  ['error', 'high'],
  ['warning', 'medium'],
  ['info', 'info'],
  ['debug', 'info'],
])('the level %s is %s', (level, expected) => {
  expect(alertOf(sentry, issue('created', { level }))).toMatchObject({ severity: expected, vendorSeverity: level });
});

test('a level that nobody knows is medium', () => {
  const alert = alertOf(sentry, issue('created', { level: 'terrible' }));
  expect([alert.severity, alert.vendorSeverity]).toEqual(['medium', undefined]);
});

test.each([
  ['critical', 'critical', 'open'],
  ['warning', 'medium', 'open'],
  ['resolved', 'medium', 'resolved'],
])('a metric alert that is %s is %s and %s', (action, severity, state) => {
  expect(alertOf(sentry, metric(action))).toMatchObject({ severity, state });
});

test('created, an event of it, archived, unresolved and resolved are five reports of one finding', () => {
  const names = ['issue-created', 'issue-alert', 'issue-archived', 'issue-unresolved', 'issue-resolved'];
  const reports = names.flatMap((name) => sampleAlerts('sentry', sentry, name));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(5);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'new', 'suppressed', 'new', 'resolved']);
});

test('warning, critical and resolved are three reports of one incident', () => {
  const names = ['metric-warning', 'metric-critical', 'metric-resolved'];
  const reports = names.flatMap((name) => sampleAlerts('sentry', sentry, name));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(reports.at(-1)).toMatchObject({ state: 'resolved', occurredAt: '2026-08-31T13:00:00.000Z' });
});

test('the next incident of a metric’s rule is another finding of the same problem', () => {
  const [one, next] = [alertOf(sentry, metric('critical')), alertOf(sentry, metric('critical', { id: '5' }))];
  expect(next.fingerprint).toBe(one.fingerprint);
  expect(next.finding.uid).not.toBe(one.finding.uid);
});

test('a change of an issue is as old as its request', () => {
  const resolved = (time: string) => alertOf(sentry, issue('resolved', { status: 'resolved' }), at(time));
  const [one, again] = [resolved('2026-09-01T08:00:00Z'), resolved('2026-09-02T08:00:00Z')];
  expect([one.occurredAt, again.occurredAt]).toEqual(['2026-09-01T08:00:00.000Z', '2026-09-02T08:00:00.000Z']);
  expect(again.id).not.toBe(one.id);
});

test('that somebody was assigned is no new report', () => {
  const assigned = issue('assigned', { assignedTo: { name: 'Bob' }, lastSeen: '2026-08-31T09:00:00Z', count: '4' });
  expect(alertOf(sentry, assigned, at('2026-08-31T10:00:00Z')).id).toBe(alertOf(sentry, issue('created')).id);
});

test.each([
  [issue('created'), issue('created', { id: '12' })],
  [metric('critical'), metric('critical', { alert_rule: { id: '8', name: 'Too many errors', projects: ['shop'] } })],
])('%# two issues, or two rules of a metric, are two problems', (one, other) => {
  expect(alertOf(sentry, other).fingerprint).not.toBe(alertOf(sentry, one).fingerprint);
});

test.each([
  [
    'issue-created',
    {
      title: 'ReferenceError: cart is not defined in shop',
      type: 'ReferenceError',
      class: 'operational',
      finding: { vendorUid: '1170820242', firstSeenAt: '2026-08-31T20:58:37.391Z', count: 1 },
      code: { path: '/app/pay.js' },
      labels: { project: 'shop', platform: 'javascript', priority: 'high' },
      url: 'https://acme.sentry.io/issues/1170820242/',
    },
  ],
  [
    'issue-alert',
    {
      title: 'ReferenceError: cart is not defined in shop',
      occurredAt: '2026-08-31T21:06:17.677Z',
      actor: { ip: '192.0.2.90', email: 'ann@example.com', user: 'u-17', country: 'DE' },
      target: { kind: 'application', url: 'https://shop.example.com/checkout', method: 'POST' },
      labels: { team: 'payments', environment: 'production', release: 'shop@1.4.2', rule: 'Errors in checkout' },
      evidence: [{ kind: 'stack', content: 'at checkout (/app/pay.js:42)\nat run (/app/main.js:10)' }],
    },
  ],
  ['other-issue', { severity: 'critical', type: 'OutOfMemory', code: { path: '/app/pay.js' } }],
  ['security-report', { class: 'threat' }],
  ['metric-critical', { title: 'Too many errors in shop', type: 'Too many errors', class: 'operational' }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('sentry', sentry, name)[0]).toMatchObject(places);
});

test('what is none of its resources is not read', () => {
  expect(readingOf(sentry, { action: 'created', data: { replay: { id: 'r', title: 'a long replay' } } })).toMatchObject(
    {
      kind: 'unreadable',
    },
  );
});
