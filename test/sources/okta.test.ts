import { expect, test } from 'vitest';
import { okta } from '../../lambdas/sources/okta/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const event = {
  uuid: 'f790999f-fe87-467a-9880-6982a583986c',
  published: '2026-08-31T16:59:50.777Z',
  eventType: 'security.threat.detected',
  displayMessage: 'Request from suspicious actor',
  actor: { id: '00u1', type: 'User', alternateId: 'jo@example.com' },
  client: { ipAddress: '198.51.100.90' },
};
const hook = (...events: readonly unknown[]) => ({ eventType: 'com.okta.event_hook', data: { events } });

test.each([
  ['ERROR', 'high'],
  ['WARN', 'medium'],
  ['INFO', 'info'],
  ['DEBUG', 'info'],
] as const)('%s is %s', (word, severity) => {
  expect(alertOf(okta, hook({ ...event, severity: word }))).toMatchObject({ severity, vendorSeverity: word });
});

test.each([
  ['DENY', 'blocked'],
  ['ALLOW', 'allowed'],
  ['SUCCESS', 'unknown'],
  ['FAILURE', 'unknown'],
] as const)('outcome %s is %s', (result, action) => {
  expect(alertOf(okta, hook({ ...event, outcome: { result } })).action).toBe(action);
});

test('each event is an alert of its own, and the same event again is the same', () => {
  const [one, two] = alertsOf(okta, hook(event, { ...event, uuid: 'another' }));
  expect(one?.id).not.toBe(two?.id);
  expect(one?.fingerprint).toBe(two?.fingerprint);
  expect(alertOf(okta, { ...hook(event), eventId: 'sent again' }).id).toBe(one?.id);
});

test('of who is no known user the address tells one from another', () => {
  const unknown = { id: 'unknown', type: 'User', alternateId: 'unknown', displayName: 'unknown' };
  const from = (ipAddress: string) => alertOf(okta, hook({ ...event, actor: unknown, client: { ipAddress } }));
  expect(from('198.51.100.1').fingerprint).not.toBe(from('198.51.100.2').fingerprint);
});

test.each([
  [{ verification: 'x' }, {}, 'ignored'],
  [{}, { 'x-okta-verification-challenge': 'x' }, 'ignored'],
  [hook(), {}, 'empty'],
  [{}, {}, 'empty'],
] as const)('%j with %j is %s', (payload, headers, kind) => {
  expect(readingOf(okta, payload, { headers }).kind).toBe(kind);
});

test.each([
  [
    'event-hook',
    0,
    {
      class: 'threat',
      actor: { ip: '198.51.100.90', user: 'jo@example.com', email: 'jo@example.com', userAgent: 'curl' },
      rule: { uid: 'security.threat.detected', name: 'Request from suspicious actor' },
      cloud: { account: 'example.okta.example' },
    },
  ],
  ['event-hook', 1, { class: 'operational', actor: { user: 'al@example.com' } }],
  [
    'factor-reset',
    0,
    {
      class: 'threat',
      actor: { ip: '203.0.113.5', country: 'Germany', user: 'admin@example.com', userAgent: 'Mozilla/5.0' },
      target: { kind: 'User', user: 'victim@example.com', url: '/api/v1/users/00u9/lifecycle/reset_factors' },
      cloud: {
        account: 'example.okta.example',
        resource: { uid: 'app1', type: 'AppInstance', name: 'Okta Admin Console' },
      },
    },
  ],
  ['risk-error', 0, { target: { kind: 'organization' }, actor: { ip: '203.0.113.5' } }],
])('of %s alert %i has its values in their places', (name, i, places) => {
  expect(sampleAlerts('okta', okta, name)[i]).toMatchObject(places);
});
