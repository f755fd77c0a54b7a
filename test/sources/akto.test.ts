import { expect, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { akto } from '../../lambdas/sources/akto/index.ts';
import { readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

const read = (payload: unknown, at = receivedAt) => readingOf(akto, payload, { receivedAt: at });

function alerts(payload: unknown, at = receivedAt): readonly Alert[] {
  const reading = read(payload, at);
  const detections = reading.kind === 'alerts' ? reading.detections : [];
  return detections.map((it) => finish(it, { source: 'a', vendor: 'V', product: 'P', receivedAt: at }));
}

const event = {
  actor: '203.0.113.9',
  filterId: 'SQLInjection',
  method: 'POST',
  url: '/v1/orders/17',
  eventType: 'SINGLE',
  timestamp: 1788180001,
  type: 'Rule-Based',
};

test.each([
  ['SSRF', undefined, 'high'],
  ['ApiLevelRateLimited', undefined, 'medium'],
  ['SecurityMisconfig', undefined, 'medium'],
  ['my-own-rule', 'SQL_INJECTION', 'high'],
  ['my-own-rule', 'unheard of', 'medium'],
] as const)('%s with sub-category %s is %s when Akto gives no severity', (filterId, subCategory, severity) => {
  expect(alerts({ ...event, filterId, subCategory })).toMatchObject([{ severity }]);
});

test.each([
  ['CRITICAL', 'critical'],
  ['Low', 'low'],
  ['info', 'info'],
])("the vendor's severity %s stands above the table", (given, severity) => {
  expect(alerts({ ...event, severity: given })).toMatchObject([{ severity, vendorSeverity: given }]);
});

test('two events that differ in one field alone have two ids', () => {
  for (const field of ['url', 'method', 'actor', 'timestamp', 'anything']) {
    const [one, two] = alerts([event, { ...event, [field]: '1788180077' }]);
    expect(one?.id, field).not.toBe(two?.id);
  }
});

test('the id that Akto gives names the event, also when its status changes or another webhook sends it', () => {
  const [one, two] = alerts([
    { ...event, id: 'b0c7d1b2-7f1d-4a64-8a0b-7e1f6f6d9a01', status: 'ACTIVE' },
    { ...event, id: 'b0c7d1b2-7f1d-4a64-8a0b-7e1f6f6d9a01', status: 'IGNORED', severity: null },
  ]);
  expect(one?.id).toBe(two?.id);
});

test('without an id, what a person changes later does not make another event', () => {
  const [one, two] = alerts([event, { ...event, status: 'IGNORED', jiraTicketUrl: 'https://jira.example/SEC-1' }]);
  expect(one?.id).toBe(two?.id);
});

test('the same problem again has the same fingerprint; another rule, actor or endpoint has not', () => {
  const again = { ...event, id: 'x', timestamp: 1788189999, url: '/v1/orders/18?q=1', refId: 'r' };
  const [one, two] = alerts([event, again]);
  expect(one?.fingerprint).toBe(two?.fingerprint);
  for (const change of [{ filterId: 'XSS' }, { actor: '203.0.113.10' }, { url: '/v1/users' }, { method: 'GET' }])
    expect(alerts({ ...event, ...change })[0]?.fingerprint).not.toBe(one?.fingerprint);
});

test.each([
  ['block', 'blocked'],
  ['Blocked', 'blocked'],
  ['alert', 'observed'],
  ['allow', 'allowed'],
  ['quarantine', 'unknown'],
])('the guardrail field behaviour %s is the action %s', (behaviour, action) => {
  expect(alerts({ ...event, metadata: JSON.stringify({ behaviour }) })).toMatchObject([{ action }]);
});

test('text never makes an action', () => {
  expect(alerts({ ...event, metadata: JSON.stringify({ reason: 'request blocked' }) })).toMatchObject([
    { action: 'observed' },
  ]);
});

test('a name twice in a JSON text stays visible', () => {
  const orig = JSON.stringify({ method: 'POST', path: '/x', requestPayload: '{"role":"user","role":"admin"}' });
  const [alert] = alerts({ ...event, latestApiOrig: orig, metadata: '{"reason":"a","reason":"b"}' });
  expect(alert?.evidence[0]?.content).toContain('{"role":"user","role":"admin"}');
  expect(alert?.facts['metadata']).toBe('{"reason":"a","reason":"b"}');
});

test('five thousand records of the export are all read', () => {
  const records = Array.from({ length: 5000 }, (_, i) => ({
    ...event,
    id: `id-${i}`,
    latestApiOrig: '{"method":"POST","path":"/x","statusCode":200}',
  }));
  expect(alerts(records)).toHaveLength(5000);
});

test('what stands beside many events does not multiply beyond bounds', () => {
  const [first, second] = alerts({
    maliciousEvents: Array.from({ length: 300 }, (_, i) => ({ ...event, timestamp: 1788180001 + i })),
    note: 'n'.repeat(10_000),
  });
  expect(first?.facts['note']).toHaveLength(10_000);
  expect(second?.facts['note']).toBeUndefined();
});

test.each([
  [{ 'New Parameter Count': 4 }, 'alerts'],
  [{ 'New Parameter Count': 0 }, 'ignored'],
  [[{ host: 'a', path: '/b', method: 'GET', apiCollectionId: 1, collectionName: 'c' }], 'alerts'],
  [{ message: 'test' }, 'ignored'],
  [{ 'API Threat payloads': null }, 'empty'],
  [[], 'empty'],
  ['com.akto.dto.MaliciousEventDto@6d06d69c', 'unreadable'],
  [{ maliciousEvents: ['gone'] }, 'unreadable'],
  [{ maliciousEvents: [{ newShape: 'x' }] }, 'unreadable'],
  ['Deployment finished', 'unreadable'],
] as const)('%j is %s', (payload, kind) => {
  expect(read(payload).kind).toBe(kind);
});

test.each([
  [
    'doc-rate-limit-aggregated',
    {
      class: 'threat',
      actor: { ip: '198.51.100.23', country: 'DE' },
      target: { kind: 'api', method: 'GET', url: 'v2/api/catalog/items' },
      rule: { uid: '4XX_FILTER', category: 'API_LEVEL_RATE_LIMITING' },
      finding: { firstSeenAt: '2026-08-31T10:25:50.000Z', lastSeenAt: '2026-08-31T10:30:05.000Z', status: 'new' },
    },
  ],
  [
    'doc-batch-mixed-filters',
    {
      actor: { ip: '203.0.113.9', userAgent: 'curl/8.7.1' },
      target: { ip: '10.20.4.17', domain: 'api.shop.example', url: '/api/v1/login', method: 'POST' },
    },
  ],
  ['doc-sensitive-orig', { class: 'exposure', target: { ip: '10.20.4.17', domain: 'api.shop.example' } }],
  [
    'threatpayloads-dto-json',
    {
      finding: { vendorUid: '6a1f0c0e-4a0e-4bd6-9b0f-1f2d3c4b5a60' },
      vendorSeverity: 'HIGH',
      target: { domain: 'api.shop.example' },
    },
  ],
  ['activity-export-mcp-guardrail', { riskScore: 91, actor: { user: 'dev-laptop-17' }, action: 'blocked' }],
])('the first alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('akto', akto, name)[0]).toMatchObject(places);
});

test.each([
  ['ACTIVE', 'new'],
  ['UNDER_REVIEW', 'in_progress'],
  ['IGNORED', 'suppressed'],
])('an event of the status %s is the same finding, and %s', (status, expected) => {
  const [alert] = alerts({ ...event, id: 'b0c7d1b2', status });
  const [other] = alerts({ ...event, id: 'b0c7d1b2', status: 'ACTIVE' });
  expect(alert).toMatchObject({ state: 'open', finding: { uid: other?.finding.uid, status: expected } });
});

test('the number of a notice that is no number stays a fact of the others', () => {
  const [alert] = alerts({ countPendingTests: 3, 'New Sensitive Parameter Count': { total: 7 } });
  expect(alert?.title).toBe('Pending test: 3 found');
  expect(alert?.facts).toMatchObject({ 'New Sensitive Parameter Count.total': '7' });
});
