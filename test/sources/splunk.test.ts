import { expect, test } from 'vitest';
import { splunk } from '../../lambdas/sources/splunk/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(splunk, payload, { headers, receivedAt });

const webhook = (result: object, more: object = {}) => ({ sid: 's1', search_name: 'Brute force', ...more, result });

test.each([
  [{ urgency: 'high' }, 'high', 'high'],
  [{ severity: 'Critical' }, 'critical', 'Critical'],
  [{ severity: '4' }, 'high', '4'],
  [{ severity_id: '6' }, 'critical', '6'],
  [{ urgency: 'dire', severity: 'low' }, 'low', 'low'],
  [{ count: '1' }, 'medium', 'derived'],
] as const)('%o is %s', (row, severity, vendorSeverity) => {
  expect(alerts(webhook(row))).toMatchObject([{ severity, vendorSeverity }]);
});

test('rows of one search have one sid and an id each; the same row again is a repeat', () => {
  const [one] = alerts(webhook({ src: '198.51.100.7' }));
  expect(alerts(webhook({ src: '198.51.100.7' }))[0]?.id).toBe(one?.id);
  expect(alerts(webhook({ src: '198.51.100.8' }))[0]?.id).not.toBe(one?.id);
});

test('the next run of a search with other counts is the same problem', () => {
  const [one] = alerts(webhook({ src: '198.51.100.7', count: '48', _time: '1788190010.829' }));
  const [two] = alerts(webhook({ src: '198.51.100.7', count: '52', _time: '1788193610.1' }, { sid: 's2' }));
  expect(two?.fingerprint).toBe(one?.fingerprint);
  expect(one?.occurredAt).toBe('2026-08-31T15:26:50.829Z');
});

test('without a time in the row the search says when it ran', () => {
  const sid = 'scheduler__admin__search__RMD5a1b2_at_1788190020_132';
  expect(alerts(webhook({ count: '1' }, { sid }))).toMatchObject([{ occurredAt: '2026-08-31T15:27:00.000Z' }]);
});

test.each([
  ['blocked', 'blocked'],
  ['allowed', 'allowed'],
  ['failure', 'unknown'],
])('the field action %s is the action %s', (did, action) => {
  expect(alerts(webhook({ action: did }))).toMatchObject([{ action }]);
});

test('of several addresses and hosts the first is meant, and all are told', () => {
  const [found] = alerts({
    sid: 's',
    search_name: 'S',
    result: { src: ['198.51.100.7', '203.0.113.9'], dest: ['a', 'b'] },
  });
  expect(found).toMatchObject({ actor: { ip: '198.51.100.7' }, target: { host: 'a' } });
  expect(Object.values(found?.facts ?? {})).toEqual(expect.arrayContaining(['198.51.100.7, 203.0.113.9', 'a, b']));
});
