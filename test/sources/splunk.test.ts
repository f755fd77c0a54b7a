import { expect, test } from 'vitest';
import { splunk } from '../../lambdas/sources/splunk/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

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
  [{ count: '1' }, 'medium', undefined],
] as const)('%o is %s', (row, severity, vendorSeverity) => {
  expect(alerts(webhook(row))).toMatchObject([
    { severity, ...(vendorSeverity === undefined ? {} : { vendorSeverity }) },
  ]);
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

test.each([
  [
    'webhook',
    {
      actor: { ip: '198.51.100.7' },
      target: { host: 'web-01' },
      rule: { uid: 'Brute force detected', name: 'Brute force' },
      finding: { count: 48 },
    },
  ],
  [
    'notable',
    {
      actor: { ip: '198.51.100.7', user: 'root, admin' },
      finding: { vendorUid: 'E@@notable@@1', status: 'new' },
      rule: { category: 'access' },
    },
  ],
])('the first alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('splunk', splunk, name)[0]).toMatchObject(places);
});

test('fields of the Common Information Model have their places', () => {
  const sha256 = '8e86f498aa4aabfcea6c179d6181557140b4597f1c39bb94e2aba32158b58297';
  const [found] = alerts(
    webhook({
      dest: '10.0.0.7',
      dest_port: '445',
      src_port: '50123',
      transport: 'tcp',
      direction: 'inbound',
      process: 'cmd.exe /c whoami',
      process_name: 'cmd.exe',
      process_id: '4711',
      process_hash: `MD5=D41D8CD98F00B204E9800998ECF8427E,SHA256=${sha256}`,
      parent_process_name: 'services.exe',
      parent_process_id: '668',
      file_path: '/tmp/x',
      http_user_agent: 'curl/8',
      cve: ['CVE-2021-44228'],
      cvss: '10.0',
      firstTime: '1788190010',
      lastTime: '1788190020',
      risk_score: '80',
    }),
  );
  expect(found).toMatchObject({
    class: 'vulnerability',
    riskScore: 80,
    actor: {
      port: 50_123,
      userAgent: 'curl/8',
      process: {
        name: 'cmd.exe',
        commandLine: 'cmd.exe /c whoami',
        pid: 4711,
        hashes: { md5: 'd41d8cd98f00b204e9800998ecf8427e', sha256 },
        parent: { name: 'services.exe', pid: 668 },
      },
    },
    target: { ip: '10.0.0.7', port: 445 },
    connection: { direction: 'inbound', protocol: 'tcp' },
    file: { path: '/tmp/x', name: 'x' },
    vulnerabilities: [{ cve: 'CVE-2021-44228', cvss: 10 }],
    finding: { firstSeenAt: '2026-08-31T15:26:50.000Z', lastSeenAt: '2026-08-31T15:27:00.000Z' },
  });
});

test('new, in progress, suppressed and closed are one finding, and four reports', () => {
  const reports = ['New', 'In Progress', 'Suppressed', 'Closed'].map(
    (status_label) => alerts(webhook({ event_id: 'E@@notable@@1', status_label }))[0],
  );
  expect(reports.map((report) => report?.finding.status)).toEqual(['new', 'in_progress', 'suppressed', 'resolved']);
  expect(new Set(reports.map((report) => report?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((report) => report?.id)).size).toBe(4);
});

test('a device that reports is the sensor, and the target only when no other is named', () => {
  expect(alerts(webhook({ dest: 'web-01', dvc: 'ids-1' }))).toMatchObject([
    { target: { host: 'web-01' }, sensor: { host: 'ids-1' } },
  ]);
  const [alone] = alerts(webhook({ host: 'web-01' }));
  expect(alone).toMatchObject({ target: { host: 'web-01' } });
  expect(alone?.sensor).toBeUndefined();
});
