import { expect, test } from 'vitest';
import { cloudflare } from '../../lambdas/sources/cloudflare/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const attack = (event: string, more: object = {}) => ({
  alert_type: 'advanced_ddos_attack_l7_alert',
  alert_event: `ALERT_STATE_EVENT_${event}`,
  alert_correlation_id: '000eaa907ed24e78946d3a93adb2ae57',
  data: { attack_type: 'HTTP flood', mitigation: 'Block', target_hostname: 'shop.example', zone_name: 'shop.example' },
  ts: 1788190010,
  ...more,
});

test('the end resolves what the start opened', () => {
  const [start, end] = [alertOf(cloudflare, attack('START')), alertOf(cloudflare, attack('END', { ts: 1788193610 }))];
  expect([start.state, end.state]).toEqual(['open', 'resolved']);
  expect(end.fingerprint).toBe(start.fingerprint);
  expect(end.id).not.toBe(start.id);
});

test('the end of another attack on the same zone does not', () => {
  const other = alertOf(cloudflare, attack('END', { alert_correlation_id: '111eaa907ed24e78946d3a93adb2ae57' }));
  expect(other.fingerprint).not.toBe(alertOf(cloudflare, attack('START')).fingerprint);
});

test('it says what is attacked, what Cloudflare does, and when (in seconds)', () => {
  expect(alertOf(cloudflare, attack('START'))).toMatchObject({
    title: 'DDoS attack (layer 7): HTTP flood on shop.example',
    action: 'blocked',
    occurredAt: '2026-08-31T15:26:50.000Z',
    severity: 'high',
  });
});

test.each([
  [{ severity: 'Medium' }, 'medium', 'Medium'],
  [{ alert_priority_level: 'CRITICAL' }, 'critical', 'CRITICAL'],
  [{ incident_impact: 'INCIDENT_IMPACT_MAJOR' }, 'high', 'INCIDENT_IMPACT_MAJOR'],
  [{ severity: 'purple' }, 'medium', undefined],
] as const)('data %j is %s', (data, severity, vendorSeverity) => {
  expect(alertOf(cloudflare, { alert_type: 'x_alert', data, ts: 1 })).toMatchObject({
    severity,
    ...(vendorSeverity === undefined ? {} : { vendorSeverity }),
  });
});

test.each([
  ['Unhealthy', 'open'],
  ['Healthy', 'resolved'],
] as const)('a health check that is %s is %s', (status, state) => {
  const check = { alert_type: 'health_check_status_notification', data: { name: 'origin-a', status }, ts: 1788190010 };
  expect(alertOf(cloudflare, check).state).toBe(state);
});

test('the test text is no alert', () => {
  const text = 'Hello World! This is a test message sent from https://cloudflare.com.';
  expect(readingOf(cloudflare, { text })).toEqual({ kind: 'ignored', reason: 'test' });
});

test('a tunnel that is healthy again resolves the problem that it was down; each status is an occurrence', () => {
  const tunnel = (status: string) =>
    alertOf(cloudflare, {
      alert_type: 'tunnel_health_event',
      data: { tunnel_id: 't1', tunnel_name: 'prod', new_status: `TUNNEL_STATUS_TYPE_${status}` },
      text: 'A tunnel changed its status',
      ts: 1788193610,
    });
  const [down, degraded, healthy] = [tunnel('DOWN'), tunnel('DEGRADED'), tunnel('HEALTHY')];
  expect([down.state, degraded.state, healthy.state]).toEqual(['open', 'open', 'resolved']);
  expect(new Set([down.fingerprint, degraded.fingerprint, healthy.fingerprint]).size).toBe(1);
  expect(new Set([down.id, degraded.id, healthy.id]).size).toBe(3);
  expect(down.title).toBe('Tunnel health event: DOWN on prod');
  expect(tunnel('INACTIVE').state).toBe('open');
});

test.each([
  [
    'ddos-l7',
    {
      class: 'threat',
      finding: {
        vendorUid: '000eaa907ed24e78946d3a93adb2ae57',
        firstSeenAt: '2026-08-31T15:26:50.000Z',
        status: 'new',
      },
      target: { kind: 'zone', domain: 'shop.example' },
      cloud: {
        provider: 'cloudflare',
        account: '9035f53656c247e895c5a6939ae8a0e0',
        resource: { uid: 'z', type: 'zone', name: 'shop.example' },
      },
    },
  ],
  [
    'ddos-l4',
    {
      target: { ip: '198.51.100.7', port: 53 },
      connection: { protocol: 'UDP' },
      finding: { firstSeenAt: '2026-08-31T16:20:00.000Z' },
    },
  ],
  ['security-events', { class: 'threat', finding: { count: 4400 }, target: { domain: 'shop.example' } }],
  [
    'health-unhealthy',
    { class: 'operational', finding: { vendorUid: 'h1' }, cloud: { resource: { uid: 'h1', name: 'origin-a' } } },
  ],
  ['open-port-scan', { class: 'compliance', target: { ip: '198.51.100.7', port: 8080 } }],
  ['security-insights', { class: 'compliance', target: { domain: 'rdp.shop.example' } }],
  ['route-leak', { class: 'threat', cloud: { resource: { type: 'prefix', name: '198.51.100.0/25' } } }],
  ['incident', { class: 'operational', finding: { vendorUid: 'n1', status: 'resolved' } }],
  ['certificate', { class: 'operational' }],
])('the alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('cloudflare', cloudflare, name)).toMatchObject([places]);
});

test('start and end are one finding', () => {
  const [start, end] = [alertOf(cloudflare, attack('START')), alertOf(cloudflare, attack('END', { ts: 1788193610 }))];
  expect(end.finding).toMatchObject({ uid: start.finding.uid, status: 'resolved' });
});

const row = {
  Action: 'block',
  ClientCountry: 'us',
  ClientIP: '203.0.113.4',
  ClientRequestHost: 'shop.example.test',
  ClientRequestMethod: 'POST',
  ClientRequestPath: '/api/upload',
  Datetime: '2025-12-16T10:30:00Z',
  Kind: 'firewall',
  RayID: '8e5c2da581234abc',
  RuleID: '33aa8a8a948b48b28d40450c5fb92fba',
  Source: 'firewallmanaged',
};

test('a firewall event is called by its rule and request, never by the id of its rule', () => {
  expect(alertOf(cloudflare, row)).toMatchObject({
    title: 'WAF managed firewall rule: POST shop.example.test/api/upload from 203.0.113.4, blocked',
    type: '33aa8a8a948b48b28d40450c5fb92fba',
    occurredAt: '2025-12-16T10:30:00.000Z',
    actor: { ip: '203.0.113.4', country: 'us' },
    target: { kind: 'url', domain: 'shop.example.test', url: '/api/upload', method: 'POST' },
    severity: 'low',
    class: 'threat',
  });
  expect(alertOf(cloudflare, { ...row, Description: 'SQL injection' }).title).toMatch(/^SQL injection: POST /);
});

test.each([
  ['block', 'blocked', 'low'],
  ['managed_challenge', 'blocked', 'low'],
  ['jschallenge', 'blocked', 'low'],
  ['challengeSolved', 'allowed', 'medium'],
  ['skip', 'allowed', 'medium'],
  ['log', 'observed', 'medium'],
  ['else', 'unknown', 'medium'],
])('a firewall event with the action %s was %s and is %s', (Action, action, severity) => {
  expect(alertOf(cloudflare, { ...row, Action })).toMatchObject({ action, severity });
});

test('requests of one address to one path are one problem; another address, path or rule is another', () => {
  const again = alertOf(cloudflare, { ...row, RayID: '9e5c2da581234abc', Datetime: '2025-12-16T11:30:00Z' });
  expect(again.fingerprint).toBe(alertOf(cloudflare, row).fingerprint);
  expect(again.id).not.toBe(alertOf(cloudflare, row).id);
  const others = [{ ClientIP: '203.0.113.5' }, { ClientRequestPath: '/admin' }, { RuleID: 'b' }].map(
    (more) => alertOf(cloudflare, { ...row, ...more }).fingerprint,
  );
  expect(new Set([again.fingerprint, ...others]).size).toBe(4);
});
