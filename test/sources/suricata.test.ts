import { expect, test } from 'vitest';
import { suricata } from '../../lambdas/sources/suricata/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const event = (more: object = {}, alert: object = {}) => ({
  timestamp: '2026-08-31T11:42:41.123456+0200',
  flow_id: 1,
  event_type: 'alert',
  src_ip: '203.0.113.7',
  src_port: 52311,
  dest_ip: '10.0.0.5',
  dest_port: 80,
  proto: 'TCP',
  alert: { action: 'allowed', gid: 1, signature_id: 2034, rev: 7, signature: 'ET EXPLOIT', severity: 1, ...alert },
  ...more,
});

test.each([
  [1, 'high'],
  [2, 'medium'],
  [3, 'low'],
  [4, 'info'],
  [255, 'info'],
])('priority %s, of which 1 is the worst, is %s', (severity, expected) => {
  expect(alertOf(suricata, event({}, { severity }))).toMatchObject({
    severity: expected,
    vendorSeverity: String(severity),
  });
});

test.each([0, 256, -1, 1.5, 'worst', undefined])('priority %s is none: medium', (severity) => {
  const alert = alertOf(suricata, event({}, { severity }));
  expect([alert.severity, alert.vendorSeverity]).toEqual(['medium', undefined]);
});

test.each([
  ['Critical', 'critical'],
  ['Major', 'high'],
  ['Minor', 'low'],
  ['Informational', 'info'],
])('without a priority the metadata %s is %s', (word, expected) => {
  const metadata = { signature_severity: [word] };
  expect(alertOf(suricata, event({}, { severity: undefined, metadata }))).toMatchObject({
    severity: expected,
    vendorSeverity: word,
  });
});

test('the metadata of a rule does not overrule its priority', () => {
  const metadata = { signature_severity: ['Major'] };
  expect(alertOf(suricata, event({}, { severity: 3, metadata })).severity).toBe('low');
});

test('the time has its zone', () => {
  expect(alertOf(suricata, event()).occurredAt).toBe('2026-08-31T09:42:41.123Z');
});

test.each([
  ['another time, flow and port', { timestamp: '2026-08-31T12:00:00.0+0200', flow_id: 2, src_port: 1 }, true],
  ['another attacker', { src_ip: '203.0.113.8' }, false],
  ['another server', { dest_ip: '10.0.0.6' }, false],
  ['another rule', { alert: { signature_id: 2035, severity: 1, action: 'allowed' } }, false],
  ['blocked', { alert: { signature_id: 2034, severity: 1, action: 'blocked' } }, false],
])('%s: the same problem is %s', (_, more, isSame) => {
  const [one, other] = [alertOf(suricata, event()), alertOf(suricata, event(more))];
  expect(other.id === one.id).toBe(false);
  expect(other.fingerprint === one.fingerprint).toBe(isSame);
});

test('an alert and the drop that it caused are one report', () => {
  const blocked = event({}, { action: 'blocked' });
  const drop = { ...blocked, event_type: 'drop', drop: { len: 52, reason: 'rules' } };
  expect(alertOf(suricata, drop)).toMatchObject({ id: alertOf(suricata, blocked).id, action: 'blocked' });
});

test.each([
  ['allowed', undefined, 'allowed'],
  ['blocked', undefined, 'blocked'],
  ['allowed', 'drop', 'blocked'],
  ['allowed', 'pass', 'allowed'],
  [undefined, undefined, 'unknown'],
])('the action %s with the verdict %s is %s', (action, verdict, expected) => {
  expect(alertOf(suricata, event({ verdict: { action: verdict } }, { action })).action).toBe(expected);
});

test.each([
  [
    'web-exploit',
    {
      title: 'ET EXPLOIT Apache Path Traversal Attempt on shop.example.com from 203.0.113.7',
      rule: { uid: '2034567', version: '7', category: 'Attempted Administrator Privilege Gain' },
      actor: { ip: '203.0.113.7', port: 52311, userAgent: 'curl/8.5' },
      target: {
        ip: '10.0.0.5',
        port: 80,
        domain: 'shop.example.com',
        url: 'http://shop.example.com/cgi-bin/.%2e/bin/sh',
        method: 'POST',
      },
      connection: { direction: 'inbound', protocol: 'TCP' },
      vulnerabilities: [{ cve: 'CVE-2021-41773' }],
      attack: [{ technique: 'T1190', tactics: [{ uid: 'TA0001' }] }],
      sensor: { host: 'sensor-1' },
    },
  ],
  [
    'command-and-control',
    {
      title: 'ET MALWARE Known C2 Domain (example) in TLS SNI: c2.example.net on 10.0.0.9',
      actor: { ip: '10.0.0.9', port: 40022 },
      target: { kind: 'host' },
      connection: { direction: 'outbound', remote: { ip: '198.51.100.9', port: 443, domain: 'c2.example.net' } },
    },
  ],
  [
    'dns',
    {
      target: { ip: '10.0.0.2' },
      connection: { direction: 'lateral', remote: { ip: '10.0.0.2', port: 53, domain: 'bad.example' } },
    },
  ],
  [
    'download',
    {
      actor: { ip: '198.51.100.20' },
      target: { kind: 'host', ip: '10.0.0.31' },
      connection: { direction: 'inbound', remote: { ip: '198.51.100.20', port: 80, domain: 'dl.example.net' } },
      file: { path: '/a.exe', hashes: { md5: 'd41d8cd98f00b204e9800998ecf8427e' } },
    },
  ],
  ['target-keyword', { actor: { ip: '192.168.43.32' }, connection: { remote: { ip: '192.0.2.1', port: 80 } } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('suricata', suricata, name)[0]).toMatchObject(places);
});

test('behind a proxy the client is the actor', () => {
  expect(alertOf(suricata, event({ xff: '198.51.100.1' })).actor.ip).toBe('198.51.100.1');
});

const encoded = (text: string): string => Buffer.from(text, 'latin1').toString('base64');

test('bytes are shown as text, in which a credential is found, and not as base64', () => {
  const request = 'GET / HTTP/1.1\r\nAuthorization: Bearer abcdefghijklmnopqrstuvwxyz0123456789\r\n';
  const alert = alertOf(suricata, event({ payload: encoded(request), packet: encoded(`\0\xff${request}`) }));
  expect(alert.evidence.map(({ kind }) => kind)).toEqual(['payload', 'packet']);
  expect(alert.evidence[1]?.content).toContain('..GET / HTTP/1.1');
  expect(JSON.stringify(alert)).not.toContain('abcdefghijklmnopqrstuvwxyz0123456789');
  expect(JSON.stringify(alert)).not.toContain(encoded(request));
});

test('where Suricata gives the text itself, that is shown', () => {
  const alert = alertOf(suricata, event({ payload: encoded('GET /\0'), payload_printable: 'GET /.' }));
  expect(alert.evidence).toMatchObject([{ kind: 'payload', content: 'GET /.' }]);
});

test('what is no base64 stays as it is', () => {
  expect(alertOf(suricata, event({ payload: 'not base64!' })).facts['payload']).toBe('not base64!');
});

const stats = (capture: object, timestamp = '2026-08-31T12:00:00.0+0000') => ({
  timestamp,
  event_type: 'stats',
  host: 'sensor-1',
  stats: { capture },
});

test('counters are a gap when they say that something was lost, once for a count', () => {
  const [one, same, more] = [512, 512, 600].map((kernel_drops, i) =>
    alertOf(suricata, stats({ kernel_drops }, `2026-08-31T12:00:0${i}.0+0000`)),
  );
  expect(one).toMatchObject({ kind: 'gap', title: 'Suricata on sensor-1 lost 512 packets' });
  expect([same?.id === one?.id, more?.id === one?.id]).toEqual([true, false]);
  expect(more?.fingerprint).toBe(one?.fingerprint);
  expect(alertsOf(suricata, stats({ kernel_drops: 600, kernel_drops_delta: 0 }))).toEqual([]);
});

test.each(['flow', 'dns', 'http', 'tls', 'anomaly', 'fileinfo', 'netflow', 'stats'])(
  '%s is telemetry',
  (event_type) => {
    const seen = { timestamp: '2026-08-31T12:00:00.0+0000', event_type, [event_type]: { a: 1 } };
    expect(readingOf(suricata, seen)).toMatchObject({ kind: 'ignored', reason: 'telemetry' });
  },
);

test.each([
  ['of Filebeat', { '@timestamp': '2026-08-31T12:00:00Z', suricata: { eve: event() } }],
  ['of Fluent Bit', { log: JSON.stringify(event()) }],
  ['of syslog', { message: `@cee: ${JSON.stringify(event())}`, host: 'ids-7' }],
])('an event in the record %s is the same report', (_, record) => {
  expect(alertOf(suricata, record).id).toBe(alertOf(suricata, event()).id);
});

test('what is no event is not read', () => {
  expect(readingOf(suricata, { alert: { name: 'x' }, status: 'firing', severity: 'high' })).toMatchObject({
    kind: 'unreadable',
  });
});
