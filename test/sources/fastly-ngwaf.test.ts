import { expect, test } from 'vitest';
import { fastlyNgwaf } from '../../lambdas/sources/fastly-ngwaf/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const activity = (type: string, payload: object = {}) => ({
  created: '2026-08-31T21:08:21.31644377Z',
  type,
  payload: {
    id: '5f0b',
    source: '203.0.113.77',
    action: 'flagged',
    reasons: { SQLI: 60 },
    siteName: 'shop',
    ...payload,
  },
});

test.each([
  ['flag', 'medium', 'open'],
  ['siteAlert', 'medium', 'open'],
  ['expireFlag', 'info', 'resolved'],
  ['deleteRule', 'low', 'open'],
  ['createRule', 'info', 'open'],
] as const)('%s is %s and %s', (type, severity, state) => {
  expect(alertOf(fastlyNgwaf, activity(type))).toMatchObject({ severity, state });
});

test('the end of a flag resolves it', () => {
  const [start, end] = [alertOf(fastlyNgwaf, activity('flag')), alertOf(fastlyNgwaf, activity('expireFlag'))];
  expect(end.fingerprint).toBe(start.fingerprint);
  expect(end.id).not.toBe(start.id);
});

test('the vendor spells its fields in several ways', () => {
  const payload = { ID: 'a', SiteName: 'shop', Source: '203.0.113.77' };
  expect(alertOf(fastlyNgwaf, { type: 'flag', created: 'x', payload }).title).toBe('WAF flag: 203.0.113.77 on shop');
});

test.each([
  ['flagged', 'blocked'],
  ['info', 'observed'],
  ['template', 'unknown'],
] as const)('action %s is %s', (action, expected) => {
  expect(alertOf(fastlyNgwaf, activity('flag', { action })).action).toBe(expected);
});

test('a test is no alert', () => {
  expect(readingOf(fastlyNgwaf, activity('test'))).toMatchObject({ kind: 'ignored', reason: 'test' });
});

test.each([
  [
    'flag-event',
    {
      class: 'threat',
      finding: { vendorUid: '5f0b', firstSeenAt: '2026-08-31T21:08:00.000Z', count: 63 },
      actor: { ip: '203.0.113.77', country: 'NL', userAgent: 'curl/8' },
      target: { kind: 'site', method: 'GET', url: '/search?q=1', domain: 'shop.example' },
      labels: { site: 'shop' },
    },
  ],
  ['expire-flag', { finding: { vendorUid: '5f0b', status: 'resolved' } }],
  [
    'setting',
    {
      class: 'operational',
      actor: { user: 'admin@example.com', email: 'admin@example.com' },
      cloud: { account: 'c' },
      finding: { vendorUid: 'r9' },
    },
  ],
  ['agent-alert', { class: 'operational', sensor: { host: 'agent-7' } }],
])('the alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('fastly-ngwaf', fastlyNgwaf, name)).toMatchObject([places]);
});

test('a flag and its end are one finding, and two reports', () => {
  const [flag] = sampleAlerts('fastly-ngwaf', fastlyNgwaf, 'flag-event');
  const [end] = sampleAlerts('fastly-ngwaf', fastlyNgwaf, 'expire-flag');
  expect(end?.finding.uid).toBe(flag?.finding.uid);
  expect(end?.id).not.toBe(flag?.id);
});
