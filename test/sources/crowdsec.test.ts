import { expect, test } from 'vitest';
import { crowdsec } from '../../lambdas/sources/crowdsec/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const alert = (more: object = {}) => ({
  uuid: 'u-1',
  machine_id: 'm-1',
  scenario: 'crowdsecurity/ssh-bf',
  source: { scope: 'Ip', value: '203.0.113.7', ip: '203.0.113.7', cn: 'BR' },
  decisions: [{ type: 'ban', scope: 'Ip', value: '203.0.113.7', duration: '4h' }],
  remediation: true,
  start_at: '2026-09-01T11:42:36Z',
  stop_at: '2026-09-01T11:42:41Z',
  ...more,
});

test.each([
  [{}, 'blocked', 'low', 'crowdsecurity/ssh-bf from 203.0.113.7, ban'],
  [{ decisions: [{ type: 'captcha' }] }, 'blocked', 'low', 'crowdsecurity/ssh-bf from 203.0.113.7, captcha'],
  [{ decisions: [{ type: 'throttle' }] }, 'unknown', 'medium', 'crowdsecurity/ssh-bf from 203.0.113.7, throttle'],
  [{ decisions: [] }, 'observed', 'medium', 'crowdsecurity/ssh-bf from 203.0.113.7'],
  [{ decisions: null }, 'observed', 'medium', 'crowdsecurity/ssh-bf from 203.0.113.7'],
  [{ simulated: true }, 'observed', 'medium', 'crowdsecurity/ssh-bf from 203.0.113.7'],
  [{ decisions: [{ type: 'ban', simulated: true }] }, 'observed', 'medium', 'crowdsecurity/ssh-bf from 203.0.113.7'],
])('%j is %s, %s, "%s"', (more, action, severity, title) => {
  expect(alertOf(crowdsec, [alert(more)])).toMatchObject({ action, severity, title });
});

test.each([
  [
    { scope: 'Ip', value: '203.0.113.7', cn: 'BR' },
    { ip: '203.0.113.7', country: 'BR' },
  ],
  [{ scope: 'Range', value: '203.0.113.0/24', ip: '203.0.113.7' }, { ip: '203.0.113.7' }],
  [{ scope: 'username', value: 'carol' }, { user: 'carol' }],
  [{ scope: 'Country', value: 'BR' }, { country: 'BR' }],
])('source %j is actor %j', (source, actor) => {
  expect(alertOf(crowdsec, [alert({ source })]).actor).toEqual(actor);
});

test('the same scenario of the same source is one problem; another time is another report', () => {
  const [first] = sampleAlerts('crowdsec', crowdsec, 'ban');
  const [again] = sampleAlerts('crowdsec', crowdsec, 'ban-again');
  expect(again?.fingerprint).toBe(first?.fingerprint);
  expect(again?.id).not.toBe(first?.id);
});

test.each([
  ['scenario', { scenario: 'crowdsecurity/ssh-slow-bf' }],
  ['source', { source: { scope: 'Ip', value: '203.0.113.8' } }],
  ['machine', { machine_id: 'm-2' }],
])('another %s is another problem', (_, more) => {
  expect(alertOf(crowdsec, [alert(more)]).fingerprint).not.toBe(alertOf(crowdsec, [alert()]).fingerprint);
});

test('two virtual patches are two problems, though their numbers differ alone', () => {
  const patches = ['35078', '35079'].map((number) => alert({ scenario: `crowdsecurity/vpatch-CVE-2023-${number}` }));
  expect(new Set(alertsOf(crowdsec, patches).map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

test('the sample of a ban has its values in their places', () => {
  expect(sampleAlerts('crowdsec', crowdsec, 'ban')[0]).toMatchObject({
    class: 'threat',
    type: 'crowdsecurity/ssh-bf',
    rule: { uid: 'crowdsecurity/ssh-bf', version: '0.3' },
    occurredAt: '2026-09-01T11:42:41.000Z',
    finding: {
      vendorUid: '3f0c3a5e-8f0e-4f7b-9f2e-2a4f6c1d0b11',
      firstSeenAt: '2026-09-01T11:42:36.000Z',
      lastSeenAt: '2026-09-01T11:42:41.000Z',
      count: 6,
    },
    actor: { ip: '203.0.113.7', country: 'BR' },
    target: { host: 'web-1', user: 'root' },
    sensor: { host: '4e1c7990a4af460a9c622d2c80a85633' },
    labels: { decision: 'ban', service: 'ssh', network: 'EXAMPLE-AS' },
  });
});

test('a group is an alert each; a virtual patch names its weakness, a request its site', () => {
  const found = sampleAlerts('crowdsec', crowdsec, 'group');
  expect(found.map(({ action }) => action)).toEqual(['blocked', 'observed', 'observed', 'unknown', 'blocked']);
  expect(new Set(found.map(({ fingerprint }) => fingerprint)).size).toBe(5);
  expect(found[0]).toMatchObject({
    target: { domain: 'shop.example.com', method: 'GET' },
    actor: { userAgent: 'scanner/1.0' },
  });
  expect(found[1]?.vulnerabilities).toEqual([{ cve: 'CVE-2023-35078' }]);
});

test('what cscli sends to try the plugin is a test, with what it would be', () => {
  const reading = readingOf(crowdsec, [alert({ scenario: 'test alert' })]);
  expect(reading).toMatchObject({ kind: 'ignored', reason: 'test', detections: [{ type: 'test alert' }] });
});

test('beside an alert, what is none is reported', () => {
  expect(alertsOf(crowdsec, [alert(), { note: 'It was detected' }]).map(({ kind }) => kind)).toEqual([
    'detection',
    'unreadable',
  ]);
});
