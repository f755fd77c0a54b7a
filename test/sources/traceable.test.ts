import { expect, test } from 'vitest';
import { traceable } from '../../lambdas/sources/traceable/index.ts';
import { alertOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const event = (more: object = {}) => ({
  tenantId: 'tenant_123',
  timestamp: '2026-08-31T12:00:00Z',
  environment: 'prod',
  eventType: 'Blocked Event',
  eventCategory: 'Threat',
  alertMessage: 'Threat actor blocked',
  ...more,
});

test.each([
  [{}, 'medium', undefined],
  [{ severity: 'CRITICAL' }, 'critical', 'CRITICAL'],
  [{ threatSeverity: 'Low' }, 'low', 'Low'],
  [{ eventCategory: 'Audit', eventType: 'Login' }, 'info', undefined],
] as const)('%j is %s', (more, severity, vendorSeverity) => {
  expect(alertOf(traceable, event(more))).toMatchObject({
    severity,
    ...(vendorSeverity === undefined ? {} : { vendorSeverity }),
  });
});

test.each([
  ['Blocked Event', 'blocked'],
  ['Logged Event', 'observed'],
  ['Unblocked Event', 'unknown'],
] as const)('%s is %s', (eventType, action) => {
  expect(alertOf(traceable, event({ eventType })).action).toBe(action);
});

test('a later event of the same kind is the same problem and another occurrence', () => {
  const [one, two] = [alertOf(traceable, event()), alertOf(traceable, event({ timestamp: 1788190010 }))];
  expect(two.fingerprint).toBe(one.fingerprint);
  expect(two.id).not.toBe(one.id);
});

test('a vulnerability that is resolved closes the one that was created', () => {
  const vulnerability = {
    vulnerabilityName: 'Broken Authentication',
    apiName: 'GET /orders',
    eventCategory: 'Vulnerability',
  };
  const open = alertOf(traceable, event({ ...vulnerability, eventType: 'Vulnerability Created' }));
  const over = alertOf(
    traceable,
    event({ ...vulnerability, eventType: 'Vulnerability Status Change', status: 'RESOLVED' }),
  );
  expect(over.state).toBe('resolved');
  expect(over.fingerprint).toBe(open.fingerprint);
});

test.each([
  [
    'threat',
    {
      class: 'threat',
      actor: { ip: '198.51.100.5', country: 'Germany', user: 'u-17' },
      target: { kind: 'api', method: 'POST', url: '/login?next=1', domain: 'shop.example' },
      rule: { uid: 'SQLInjection', category: 'SQL Injection' },
      attack: [{ technique: 'T1190' }],
      labels: { service: 'auth', host: 'shop.example' },
    },
  ],
  ['vulnerability', { class: 'vulnerability', target: { method: 'GET', url: '/orders' } }],
  ['configuration', { class: 'operational', actor: { user: 'jo@example.com' } }],
  ['actor-status', { class: 'threat', actor: { ip: '198.51.100.5', user: 'bot-9' } }],
])('the alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('traceable', traceable, name)).toMatchObject([places]);
});

test('open, accepted and resolved are one finding, and three reports', () => {
  const vulnerability = { vulnerabilityName: 'Weak token', apiName: 'GET /orders', eventCategory: 'Vulnerability' };
  const reports = ['OPEN', 'ACCEPTED_RISK', 'RESOLVED'].map((status) =>
    alertOf(traceable, event({ ...vulnerability, eventType: 'Vulnerability Status Change', status })),
  );
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'suppressed', 'resolved']);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
});
