import { expect, test } from 'vitest';
import { fastlyNgwaf } from '../../lambdas/sources/fastly-ngwaf/index.ts';
import { alertOf, readingOf } from './read.ts';

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
