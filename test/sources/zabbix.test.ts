import { expect, test } from 'vitest';
import { zabbix } from '../../lambdas/sources/zabbix/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const event = (more: object = {}) => ({
  'EVENT.ID': '5291',
  'EVENT.NAME': 'Disk space is low',
  'EVENT.VALUE': '1',
  'EVENT.NSEVERITY': '4',
  'EVENT.TIMESTAMP': '1788190010',
  'HOST.NAME': 'web-1',
  'TRIGGER.ID': '17234',
  ...more,
});

test.each([
  ['5', 'Disaster', 'critical'],
  ['4', 'High', 'high'],
  ['3', 'Average', 'medium'],
  ['2', 'Warning', 'low'],
  ['1', 'Information', 'info'],
  ['0', 'Not classified', 'info'],
] as const)('the severity %s, %s, is %s', (number, word, severity) => {
  const both = event({ 'EVENT.NSEVERITY': number, 'EVENT.SEVERITY': word });
  expect(alertOf(zabbix, both)).toMatchObject({ severity, vendorSeverity: word });
  expect(alertOf(zabbix, event({ 'EVENT.NSEVERITY': number }))).toMatchObject({ severity, vendorSeverity: number });
  expect(alertOf(zabbix, event({ 'EVENT.NSEVERITY': '', 'EVENT.SEVERITY': word }))).toMatchObject({ severity });
  expect(alertOf(zabbix, event({ 'EVENT.NSEVERITY': number, 'EVENT.SEVERITY': 'Renamed' })).severity).toBe(severity);
});

test('a word that an administrator made up, without a number, is medium', () => {
  const alert = alertOf(zabbix, event({ 'EVENT.NSEVERITY': '', 'EVENT.SEVERITY': 'Renamed' }));
  expect([alert.severity, alert.vendorSeverity]).toEqual(['medium', undefined]);
});

test('problem, update, suppression and recovery are four reports of one finding', () => {
  const alerts = ['problem', 'update', 'suppressed', 'recovery'].map((name) => sampleAlerts('zabbix', zabbix, name)[0]);
  expect(new Set(alerts.map((it) => it?.id)).size).toBe(4);
  expect(new Set(alerts.map((it) => it?.finding.uid)).size).toBe(1);
  expect(new Set(alerts.map((it) => it?.fingerprint)).size).toBe(1);
  expect(alerts.map((it) => it?.finding.status)).toEqual(['new', 'in_progress', 'suppressed', 'resolved']);
  expect(alerts.map((it) => it?.state)).toEqual(['open', 'open', 'open', 'resolved']);
  expect(alerts[3]?.title).toBe('Failed logins above 20 per minute on web-1, resolved');
  expect(alerts[3]?.occurredAt).toBe('2026-08-31T15:32:00.000Z');
  expect(alerts[3]?.finding.firstSeenAt).toBe('2026-08-31T15:26:50.000Z');
});

test('default parameters alone: the recovery meets its problem', () => {
  const [open, over] = ['default-parameters', 'default-parameters-recovery'].map(
    (name) => sampleAlerts('zabbix', zabbix, name)[0],
  );
  expect(open).toMatchObject({
    state: 'open',
    severity: 'medium',
    vendorSeverity: 'Average',
    title: 'Interface eth0: Link down on router-1',
    finding: { vendorUid: '6001' },
    target: { host: 'router-1' },
  });
  expect(over).toMatchObject({ state: 'resolved', severity: 'medium', fingerprint: open?.fingerprint });
  expect(over?.finding.uid).toBe(open?.finding.uid);
});

test('a step of an escalation is the same report', () => {
  const [first, second] = ['1', '2'].map((step) => alertOf(zabbix, event({ 'ESC.STEP': step })));
  expect(second?.id).toBe(first?.id);
});

test('the trigger is the problem: again is the same one, another host or trigger is not', () => {
  const one = alertOf(zabbix, event());
  const again = alertOf(zabbix, event({ 'EVENT.ID': '5999', 'EVENT.NAME': 'Disk space is low (91%)' }));
  expect([again.fingerprint, again.id === one.id]).toEqual([one.fingerprint, false]);
  expect(alertOf(zabbix, event({ 'TRIGGER.ID': '17235' })).fingerprint).not.toBe(one.fingerprint);
  const named = (host: string) =>
    alertOf(zabbix, event({ 'TRIGGER.ID': '{TRIGGER.ID}', 'HOST.NAME': host })).fingerprint;
  expect(named('web-1')).not.toBe(named('web-2'));
});

test.each(['event.id', 'EVENT.ID', 'event_id', 'eventid', 'eventId', 'EVENT_ID'])(
  'a parameter may be called %s',
  (name) => {
    expect(alertOf(zabbix, { [name]: '77', event_value: '1' }).finding.vendorUid).toBe('77');
  },
);

test('names of somebody’s own are read, open and over', () => {
  const own = { id: '77', name: 'Disk is full', severity: 'High', status: 'PROBLEM', service: 'web-1', tags: '[]' };
  const [open, over] = ['PROBLEM', 'RESOLVED'].map((status) => alertOf(zabbix, { ...own, status }));
  expect(open).toMatchObject({ title: 'Disk is full on web-1', severity: 'high', state: 'open' });
  expect([over?.state, over?.fingerprint, over?.finding.uid]).toEqual([
    'resolved',
    open?.fingerprint,
    open?.finding.uid,
  ]);
});

test.each([
  ['Failed logins above 20 per minute', 'threat'],
  ['CPU utilization is too high', 'operational'],
  ['Service is degraded', 'operational'],
  ['CVE-2026-1234: vulnerability in openssl', 'vulnerability'],
] as const)('%s is about %s', (name, expected) => {
  expect(alertOf(zabbix, event({ 'EVENT.NAME': name })).class).toBe(expected);
});

test.each([
  [{ 'EVENT.ID': '{EVENT.ID}', Subject: '{ALERT.SUBJECT}', Message: '{ALERT.MESSAGE}' }, 'ignored'],
  [{ something: 'that Zabbix does not send, with many words in it and about an attack' }, 'unreadable'],
])('%j is %s', (payload, kind) => {
  expect(readingOf(zabbix, payload).kind).toBe(kind);
});

test.each([
  [
    'problem',
    {
      class: 'threat',
      type: '17234',
      severity: 'high',
      vendorSeverity: 'High',
      title: 'Failed logins above 20 per minute on web-1',
      occurredAt: '2026-08-31T15:26:50.000Z',
      target: { kind: 'host', host: 'web-1', ip: '10.10.0.185' },
      labels: { scope: 'security', team: 'web', hostGroup: 'Linux servers, Web' },
      finding: { vendorUid: '5291', firstSeenAt: '2026-08-31T15:26:50.000Z' },
    },
  ],
  [
    'snake-case',
    {
      class: 'operational',
      severity: 'low',
      occurredAt: '2026-08-31T15:26:50.000Z',
      target: { host: 'db-1', ip: '10.10.0.9' },
      labels: { component: 'cpu', scope: 'performance' },
    },
  ],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('zabbix', zabbix, name)[0]).toMatchObject(places);
});
