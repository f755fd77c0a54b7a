import { expect, test } from 'vitest';
import { wallarm } from '../../lambdas/sources/wallarm/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const hit = (more: object) => ({
  summary: '[Wallarm] New hit detected',
  details: {
    notification_type: 'new_hits',
    hit: {
      host: 'api.shop.example',
      method: 'GET',
      path: '/users/12345',
      type: 'sqli',
      block_status: 'monitored',
      remote_addr4: '198.51.100.8',
      request_time: 1788190010,
      payloads: ["1' or 1=1--"],
      id: ['hits_production', 'h0001'],
      ...more,
    },
  },
});

test.each([
  ['blocked', 'blocked', 'low'],
  ['partially_blocked', 'blocked', 'low'],
  ['monitored', 'observed', 'medium'],
  [null, 'unknown', 'medium'],
] as const)('a hit that is %s: %s, %s', (block_status, action, severity) => {
  expect(alertOf(wallarm, [hit({ block_status })])).toMatchObject({ action, severity });
});

test.each(['High', 'Medium', 'Low'])('a vulnerability of threat %s', (threat) => {
  const details = { notification_type: 'vuln', vuln: { id: 'W-1', title: 'XSS', threat, type: 'xss' } };
  expect(alertOf(wallarm, [{ details }])).toMatchObject({ severity: threat.toLowerCase(), vendorSeverity: threat });
});

test('the same attack on the same endpoint is one problem, whoever sends it to whatever id', () => {
  const one = alertOf(wallarm, hit({}));
  const two = alertOf(wallarm, hit({ id: ['hits_production', 'h2'], remote_addr4: '203.0.113.1', path: '/users/777' }));
  expect(two.fingerprint).toBe(one.fingerprint);
  expect(two.id).not.toBe(one.id);
});

test('older hits have a domain, and stand alone', () => {
  const { host: _, ...old } = hit({}).details.hit;
  expect(alertOf(wallarm, [{ ...old, domain: 'shop.example' }])).toMatchObject({
    title: 'SQL injection on GET shop.example/users/12345 from 198.51.100.8, not blocked',
    occurredAt: '2026-08-31T15:26:50.000Z',
  });
});

test('an integration that is turned off is a gap', () => {
  expect(alertOf(wallarm, { details: { notification_type: 'disable_integration', name: 'x' } }).kind).toBe('gap');
});

test('the hourly count of requests is no alert', () => {
  expect(readingOf(wallarm, [{ details: { notification_type: 'rps', count: 1 } }])).toEqual({
    kind: 'ignored',
    reason: 'telemetry',
  });
});

test.each([
  [
    'hits-array',
    0,
    {
      class: 'threat',
      rule: { uid: 'sqli', name: 'SQL injection' },
      actor: { ip: '198.51.100.8', port: 41_253 },
      target: { kind: 'api', method: 'GET', url: '/', domain: 'api.shop.example' },
    },
  ],
  ['hit-full', 0, { actor: { country: 'PL' }, sensor: { version: '4.8.0' } }],
  [
    'vulnerability',
    0,
    {
      class: 'vulnerability',
      finding: { vendorUid: 'WVLM-T-555' },
      target: { domain: 'shop.example', url: '/login.php' },
    },
  ],
  ['vulnerability-2020', 0, { target: { ip: '198.51.100.34', port: 443, domain: 'www.shop.example' } }],
  ['changes', 0, { class: 'operational', target: { kind: 'account', user: 'jo@example.com' } }],
  ['changes', 1, { kind: 'gap', class: 'operational' }],
])('of %s alert %i has its values in their places', (name, i, places) => {
  expect(sampleAlerts('wallarm', wallarm, name)[i]).toMatchObject(places);
});

test('a vulnerability that is open and then closed is one finding, and two reports', () => {
  const found = (status: string) =>
    alertOf(wallarm, [{ details: { vuln: { id: 'WVLM-T-1', threat: 'High', type: 'sqli', status } } }]);
  const [open, closed] = [found('open'), found('closed')];
  expect([open.finding.status, closed.finding.status]).toEqual(['new', 'resolved']);
  expect(closed.finding.uid).toBe(open.finding.uid);
  expect(closed.id).not.toBe(open.id);
});
