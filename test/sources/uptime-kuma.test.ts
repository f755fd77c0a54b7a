import { describe, expect, test } from 'vitest';
import { uptimeKuma } from '../../lambdas/sources/uptime-kuma/index.ts';
import { messageOf } from '../../lambdas/sources/uptime-kuma/message.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const monitor = { id: 7, name: 'shop', type: 'http', url: 'https://shop.example.com/', method: 'GET' };

const notification = (status: unknown, more: object = {}) => ({
  heartbeat: { monitorID: 7, status, time: '2026-09-01 10:00:00.527', msg: 'a reason' },
  monitor,
  msg: '[shop] a reason',
  ...more,
});

test.each([
  [0, 'open', 'new', 'high', 'shop is down'],
  [1, 'resolved', 'resolved', 'high', 'shop is up'],
  [2, 'open', 'new', 'medium', 'shop is pending'],
  [3, 'open', 'suppressed', 'medium', 'shop is under maintenance'],
  [9, 'open', 'new', 'medium', 'shop: a reason'],
])('status %s is %s, its finding %s, %s, "%s"', (status, state, standing, severity, title) => {
  const found = alertOf(uptimeKuma, notification(status));
  expect([found.state, found.finding.status, found.severity, found.title]).toEqual([state, standing, severity, title]);
});

test.each([
  [[{ name: 'severity', value: 'critical' }], 'critical', 'critical'],
  [[{ name: 'Priority', value: 'low' }], 'low', 'low'],
  [[{ name: 'severity', value: 'P1' }], 'high', undefined],
  [[{ name: 'team', value: 'critical' }], 'high', undefined],
])('a monitor that is down with tags %j is %s', (tags, severity, vendorSeverity) => {
  const found = alertOf(uptimeKuma, notification(0, { monitor: { ...monitor, tags } }));
  expect([found.severity, found.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

test('down, down again and up are three reports of one finding and one problem', () => {
  const reports = ['down', 'down-again', 'up'].flatMap((name) => sampleAlerts('uptime-kuma', uptimeKuma, name));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(reports.map(({ state }) => state)).toEqual(['open', 'open', 'resolved']);
});

test.each([
  ['monitor', { heartbeat: { monitorID: 8, status: 0 }, monitor: { ...monitor, id: 8, name: 'pay' } }],
  ['instance with the same number', { monitor: { ...monitor, name: 'wiki', url: 'https://wiki.example.com/' } }],
])('another %s is another problem and another report', (_, more) => {
  const [one, other] = [alertOf(uptimeKuma, notification(0)), alertOf(uptimeKuma, notification(0, more))];
  expect(other.fingerprint).not.toBe(one.fingerprint);
  expect(other.id).not.toBe(one.id);
});

test('a certificate is another problem than the state, the same each time', () => {
  const say = (days: number) => ({
    heartbeat: null,
    monitor: null,
    msg: `[shop][https://shop.example.com/] Certificate will be expired in ${days} days`,
  });
  const [first, next] = [alertOf(uptimeKuma, say(14)), alertOf(uptimeKuma, say(7))];
  expect(first).toMatchObject({
    type: 'certificate',
    title: 'shop: Certificate will be expired in 14 days',
    severity: 'medium',
    target: { kind: 'site', url: 'https://shop.example.com/', domain: 'shop.example.com' },
  });
  expect(next.fingerprint).toBe(first.fingerprint);
  expect(next.id).not.toBe(first.id);
  expect(alertOf(uptimeKuma, notification(0)).fingerprint).not.toBe(first.fingerprint);
});

test('two certificates of a chain are two problems', () => {
  const say = (name: string) => ({
    heartbeat: null,
    monitor: null,
    msg: `[shop][https://shop.example.com/] ${name} will expire in 14 days`,
  });
  const both = ['Server certificate shop.example.com', 'Root certificate Example CA'].map(say);
  expect(new Set(both.map((each) => alertOf(uptimeKuma, each).fingerprint)).size).toBe(2);
});

test('the address that could not be reached is the target, and no other text is one', () => {
  const places = (msg: string) =>
    alertOf(uptimeKuma, notification(0, { heartbeat: { ...notification(0).heartbeat, msg } })).target;
  expect(places('connect ECONNREFUSED 192.0.2.20:443')).toMatchObject({ ip: '192.0.2.20', port: 443 });
  expect(places('connect ECONNREFUSED 2001:db8::1:443')).toMatchObject({ ip: '2001:db8::1', port: 443 });
  for (const msg of ['timeout', 'connect ECONNREFUSED 192.0.2.20:99999', 'see connect ECONNREFUSED 192.0.2.20:443'])
    expect(places(msg)).not.toHaveProperty('ip');
});

test('the samples have their values in their places', () => {
  expect(sampleAlerts('uptime-kuma', uptimeKuma, 'down')[0]).toMatchObject({
    class: 'operational',
    type: 'http',
    title: 'shop is down',
    description: 'connect ECONNREFUSED 192.0.2.20:443',
    occurredAt: '2026-09-01T10:00:00.527Z',
    target: { kind: 'site', url: 'https://shop.example.com/health', domain: 'shop.example.com', method: 'GET' },
    labels: { team: 'shop', monitor: 'shop', group: 'Production / shop' },
  });
  expect(sampleAlerts('uptime-kuma', uptimeKuma, 'ping')[0]).toMatchObject({
    severity: 'critical',
    target: { kind: 'host', ip: '10.13.13.13' },
  });
  expect(sampleAlerts('uptime-kuma', uptimeKuma, 'form')[0]).toMatchObject({
    title: 'smtp is down',
    target: { kind: 'host', host: 'mail.example.com', port: 587 },
  });
  expect(sampleAlerts('uptime-kuma', uptimeKuma, 'list')[0]?.container).toEqual({ name: 'wiki-1' });
});

describe('the text of a notification', () => {
  test.each([
    ['[shop] [🔴 Down] timeout', { monitor: 'shop', status: 'DOWN', rest: 'timeout' }],
    ['[shop] [✅ Up] 200 - OK', { monitor: 'shop', status: 'UP', rest: '200 - OK' }],
    ['[shop][https://a.example/] It ends', { monitor: 'shop', address: 'https://a.example/', rest: 'It ends' }],
    ['[shop] maintenance', { monitor: 'shop', rest: 'maintenance' }],
    ['Tocsin Testing', { rest: 'Tocsin Testing' }],
    ['[never closed', { rest: '[never closed' }],
    ['', { rest: '' }],
  ])('%s', (text, message) => {
    expect(messageOf(text)).toEqual(message);
  });

  test('says the state where the heartbeat is missing', () => {
    const found = alertOf(uptimeKuma, { heartbeat: null, monitor: null, msg: '[shop] [🔴 Down] timeout' });
    expect(found).toMatchObject({ title: 'shop is down', severity: 'high', state: 'open' });
  });
});

test.each([
  [
    { heartbeat: null, monitor: null, msg: 'Tocsin Testing' },
    { kind: 'ignored', reason: 'test' },
  ],
  [{ msg: 'The disk was detected as full' }, { kind: 'unreadable', reason: 'no notification of Uptime Kuma in it' }],
])('%j is %j', (payload, reading) => {
  expect(readingOf(uptimeKuma, payload)).toMatchObject(reading);
});
