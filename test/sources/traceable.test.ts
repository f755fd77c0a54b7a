import { expect, test } from 'vitest';
import { traceable } from '../../lambdas/sources/traceable/index.ts';
import { alertOf } from './read.ts';

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
  [{}, 'medium', 'derived'],
  [{ severity: 'CRITICAL' }, 'critical', 'CRITICAL'],
  [{ threatSeverity: 'Low' }, 'low', 'Low'],
  [{ eventCategory: 'Audit', eventType: 'Login' }, 'info', 'derived'],
] as const)('%j is %s', (more, severity, vendorSeverity) => {
  expect(alertOf(traceable, event(more))).toMatchObject({ severity, vendorSeverity });
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
