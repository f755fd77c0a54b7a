import { expect, test } from 'vitest';
import { checkmk } from '../../lambdas/sources/checkmk/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const service = (more: object = {}) => ({
  WHAT: 'SERVICE',
  NOTIFICATIONTYPE: 'PROBLEM',
  OMD_SITE: 'prod',
  HOSTNAME: 'web-1',
  SERVICEDESC: 'Filesystem /var',
  SERVICESTATE: 'CRITICAL',
  MICROTIME: '1788190010829000',
  ...more,
});

const host = (more: object = {}) => ({
  WHAT: 'HOST',
  NOTIFICATIONTYPE: 'PROBLEM',
  HOSTNAME: 'web-1',
  HOSTSTATE: 'DOWN',
  ...more,
});

test.each([
  [service({ SERVICESTATE: 'CRITICAL' }), 'critical'],
  [service({ SERVICESTATE: 'WARNING' }), 'medium'],
  [service({ SERVICESTATE: 'UNKNOWN' }), 'medium'],
  [host({ HOSTSTATE: 'DOWN' }), 'critical'],
  [host({ HOSTSTATE: 'UNREACHABLE' }), 'medium'],
] as const)('%j is %s, and so is its end', (payload, severity) => {
  const state = 'SERVICESTATE' in payload ? payload.SERVICESTATE : payload.HOSTSTATE;
  expect(alertOf(checkmk, payload)).toMatchObject({ severity, vendorSeverity: state, state: 'open' });
  const end = {
    ...payload,
    NOTIFICATIONTYPE: 'RECOVERY',
    SERVICESTATE: 'OK',
    HOSTSTATE: 'UP',
    PREVIOUSSERVICEHARDSTATE: state,
    PREVIOUSHOSTHARDSTATE: state,
  };
  expect(alertOf(checkmk, end)).toMatchObject({ severity, state: 'resolved' });
});

test('a state that nobody knows is medium', () => {
  const alert = alertOf(checkmk, service({ SERVICESTATE: 'ODD' }));
  expect([alert.severity, alert.vendorSeverity]).toEqual(['medium', undefined]);
});

test.each([
  ['RECOVERY', 'OK', 'resolved', 'resolved'],
  ['ACKNOWLEDGEMENT', 'CRITICAL', 'open', 'in_progress'],
  ['DOWNTIMESTART', 'CRITICAL', 'open', 'suppressed'],
  ['DOWNTIMEEND', 'CRITICAL', 'open', 'new'],
  ['DOWNTIMEEND', 'OK', 'resolved', 'resolved'],
  ['FLAPPINGSTART', 'OK', 'open', 'new'],
  ['FLAPPINGSTOP', 'OK', 'resolved', 'resolved'],
  ['CUSTOM', 'WARNING', 'open', 'new'],
] as const)('%s while %s is %s, %s', (type, now, state, status) => {
  const alert = alertOf(checkmk, service({ NOTIFICATIONTYPE: type, SERVICESTATE: now }));
  expect([alert.state, alert.finding.status]).toEqual([state, status]);
});

test.each([
  ['service-problem', 'service-again', 'service-acknowledged', 'service-downtime', 'service-recovery'],
  ['host-problem', 'host-recovery'],
  ['another-script', 'another-script-recovery'],
])('%s and what follows are reports of one finding', (...names) => {
  const alerts = names.map((name) => sampleAlerts('checkmk', checkmk, name)[0]);
  expect(new Set(alerts.map((it) => it?.id)).size).toBe(names.length);
  expect(new Set(alerts.map((it) => it?.finding.uid)).size).toBe(1);
  expect(new Set(alerts.map((it) => it?.fingerprint)).size).toBe(1);
  expect(alerts.map((it) => it?.state)).toEqual([...names.slice(1).map(() => 'open'), 'resolved']);
});

test('another service, another host and another site are other problems', () => {
  const payloads = [
    service(),
    service({ SERVICEDESC: 'CPU load' }),
    service({ HOSTNAME: 'web-2' }),
    service({ OMD_SITE: 'test' }),
    host(),
  ];
  expect(new Set(payloads.map((payload) => alertOf(checkmk, payload).fingerprint)).size).toBe(payloads.length);
});

test('names with and without NOTIFY_ say the same', () => {
  const named = Object.fromEntries(Object.entries(service()).map(([name, text]) => [`NOTIFY_${name}`, text]));
  const { title, severity, fingerprint, occurredAt } = alertOf(checkmk, named);
  expect(alertOf(checkmk, service())).toMatchObject({ title, severity, fingerprint, occurredAt });
});

test.each([
  [{ MICROTIME: '1788190010829000', SHORTDATETIME: '2026-08-31 17:26:50' }, '2026-08-31T15:26:50.829Z'],
  [{ MICROTIME: '', LONGDATETIME: 'Mon Aug 31 15:26:50 UTC 2026' }, '2026-08-31T15:26:50.000Z'],
  [{ MICROTIME: '', SHORTDATETIME: '2026-08-31 15:26:50' }, '2026-08-31T15:26:50.000Z'],
  // The zone is not UTC, and not one that everybody knows: the time of receipt is nearer.
  [
    { MICROTIME: '', LONGDATETIME: 'Mon Aug 31 17:26:50 CEST 2026', SHORTDATETIME: '2026-08-31 17:26:50' },
    '2026-09-02T08:00:00.000Z',
  ],
])('%j happened at %s', (times, expected) => {
  expect(alertOf(checkmk, service(times)).occurredAt).toBe(expected);
});

test.each([
  [service({ SERVICEDESC: 'Failed logins' }), 'threat'],
  [service({ SERVICEDESC: 'sshd', EC_ID: '1', SERVICEOUTPUT: 'Failed password for root' }), 'threat'],
  [service({ SERVICEOUTPUT: 'password file is full' }), 'operational'],
  [host(), 'operational'],
] as const)('%j is about %s', (payload, expected) => {
  expect(alertOf(checkmk, payload).class).toBe(expected);
});

test('what is no notification is not read', () => {
  const payload = { host: 'web-1', text: 'an attack that somebody wrote about in a sentence' };
  expect(readingOf(checkmk, payload).kind).toBe('unreadable');
});

test.each([
  [
    'service-problem',
    {
      type: 'check_mk-df',
      rule: { uid: 'check_mk-df', name: 'Filesystem /var' },
      target: { kind: 'service', host: 'web-1', ip: '10.10.0.185' },
      labels: { site: 'prod', team: 'web', hostGroups: 'linux,web' },
      finding: { count: 1, firstSeenAt: '2026-08-31T15:26:40.000Z' },
    },
  ],
  ['host-problem', { title: 'Host web-2 is DOWN', target: { kind: 'host', host: 'web-2', ip: '10.10.0.186' } }],
  ['event-console', { type: 'ssh-bruteforce', class: 'threat', finding: { vendorUid: '4711' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('checkmk', checkmk, name)[0]).toMatchObject(places);
});
