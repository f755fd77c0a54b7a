import { expect, test } from 'vitest';
import { elastic } from '../../lambdas/sources/elastic/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(elastic, payload, { headers, receivedAt });

const document = (uuid: string, more: object = {}) => ({
  'kibana.alert.uuid': uuid,
  'kibana.alert.rule.name': 'PowerShell',
  '@timestamp': '2026-08-31T15:26:48.000Z',
  host: { name: 'WS-114' },
  ...more,
});

test.each([
  [{ 'kibana.alert.severity': 'high' }, 'high', 'high'],
  [{ 'kibana.alert.risk_score': 99 }, 'critical', '99'],
  [{ 'kibana.alert.risk_score': '73' }, 'high', '73'],
  [{ 'kibana.alert.risk_score': 47 }, 'medium', '47'],
  [{ 'kibana.alert.risk_score': 21 }, 'low', '21'],
  [{ kibana: { alert: { severity: 'low' } } }, 'low', 'low'],
  [{}, 'medium', undefined],
] as const)('%o is %s', (said, severity, vendorSeverity) => {
  expect(alerts(document('1', said))).toMatchObject([
    { severity, ...(vendorSeverity === undefined ? {} : { vendorSeverity }) },
  ]);
});

test('alerts without a severity have that of the rule beside them', () => {
  const rule = { name: 'PowerShell', severity: 'critical' };
  expect(alerts({ rule, alerts: [document('1')] })).toMatchObject([{ severity: 'critical' }]);
});

test('nested and flat names tell of the same problem', () => {
  const [flat] = alerts(document('1'));
  const [nested] = alerts({
    kibana: { alert: { uuid: '2', rule: { name: 'PowerShell' }, workflow_status: 'closed' } },
    'host.name': 'WS-114',
  });
  expect(nested).toMatchObject({ fingerprint: flat?.fingerprint, state: 'resolved' });
});

test.each([
  ['joined by commas, as Mustache writes lists', `${JSON.stringify(document('1'))},${JSON.stringify(document('2'))}`],
  ['as JSON text', JSON.stringify([document('1'), document('2')])],
  ['as a list', [document('1'), document('2')]],
  ['of a summary', { new: { count: 1, data: [document('1')] }, recovered: { count: 1, data: [document('2')] } }],
])('alerts %s are read one by one', (_, list) => {
  expect(alerts({ rule: { name: 'PowerShell' }, alerts: list })).toHaveLength(2);
});

test.each([
  [{ signals_count: '7' }, 'gap'],
  [{ rule: { name: 'R', max_signals: 2 } }, 'gap'],
  [{ rule: { name: 'R', max_signals: 100 }, signals_count: 2 }, 'detection'],
] as const)('%o beside two alerts ends with a %s', (said, kind) => {
  expect(alerts({ ...said, alerts: [document('1'), document('2')] }).at(-1)).toMatchObject({ kind });
});

test('a search hit with the fields that were asked for is its document', () => {
  const source = { 'kibana.alert.uuid': 'u', 'kibana.alert.rule.name': 'R', 'kibana.alert.severity': 'high' };
  const dated = { ...source, '@timestamp': '2026-08-31T15:26:50.829Z', 'host.name': 'web-01' };
  const fields = Object.fromEntries(Object.entries(dated).map(([name, value]) => [name, [value]]));
  const [whole, asked] = [alerts({ _id: 'd', _source: dated })[0], alerts({ _id: 'd', fields })[0]];
  expect(asked).toMatchObject({ type: 'R', severity: 'high', target: { host: 'web-01' } });
  expect([asked?.occurredAt, asked?.fingerprint]).toEqual([whole?.occurredAt, whole?.fingerprint]);
});

test.each([
  [
    'template',
    0,
    {
      finding: { vendorUid: '5f3a9d', firstSeenAt: '2026-08-31T15:26:40.120Z', status: 'new' },
      riskScore: 99,
      actor: {
        ip: '198.51.100.61',
        user: 'jdoe',
        process: {
          name: 'powershell.exe',
          path: String.raw`C:\Windows\System32\powershell.exe`,
          pid: 4242,
          commandLine: 'powershell -enc SQBFAFgA',
        },
      },
      target: { kind: 'host', host: 'WS-114' },
    },
  ],
  [
    'template',
    1,
    {
      finding: { vendorUid: '77aa', status: 'resolved' },
      container: { name: 'web' },
      kubernetes: { cluster: 'prod-eu-1', namespace: 'shop', pod: 'web-6d6f8cc7d5-2q9wf' },
    },
  ],
  ['per-alert', 0, { finding: { vendorUid: 'u-9' } }],
])('of %s alert %i has its values in their places', (name, i, places) => {
  expect(sampleAlerts('elastic', elastic, name)[i]).toMatchObject(places);
});

test('fields of ECS have their places', () => {
  const [found] = alerts(
    document('1', {
      process: {
        name: 'sh',
        hash: { sha1: '8dca9749cd48d286950e7a9fa1088c937cbccad4' },
        parent: { executable: '/usr/sbin/httpd', pid: 1 },
      },
      source: { ip: '10.0.0.5', port: 50_123 },
      destination: { ip: '203.0.113.7', port: 4444, domain: 'c2.example' },
      network: { direction: 'egress', transport: 'tcp' },
      file: { path: '/tmp/x', hash: { md5: 'd41d8cd98f00b204e9800998ecf8427e' } },
      cloud: { provider: 'aws', account: { id: '111122223333' }, region: 'eu-central-1', instance: { id: 'i-0abc' } },
      agent: { name: 'WS-114', version: '8.17.0' },
      'kibana.alert.rule.version': 3,
    }),
  );
  expect(found).toMatchObject({
    actor: {
      port: 50_123,
      process: {
        hashes: { sha1: '8dca9749cd48d286950e7a9fa1088c937cbccad4' },
        parent: { path: '/usr/sbin/httpd', pid: 1 },
      },
    },
    connection: {
      direction: 'outbound',
      protocol: 'tcp',
      remote: { ip: '203.0.113.7', port: 4444, domain: 'c2.example' },
    },
    file: { path: '/tmp/x', name: 'x', hashes: { md5: 'd41d8cd98f00b204e9800998ecf8427e' } },
    cloud: { provider: 'aws', account: '111122223333', region: 'eu-central-1', resource: { uid: 'i-0abc' } },
    sensor: { version: '8.17.0' },
    rule: { version: '3' },
  });
});

test('a rule that watches machines is operational', () => {
  expect(alerts(document('1', { 'kibana.alert.rule.producer': 'infrastructure' }))).toMatchObject([
    { class: 'operational' },
  ]);
  expect(alerts(document('1', { 'kibana.alert.rule.producer': 'siem' }))).toMatchObject([{ class: 'threat' }]);
});

test('open, acknowledged and closed are one finding, and three reports', () => {
  const reports = ['open', 'acknowledged', 'closed'].map(
    (status) => alerts(document('1', { 'kibana.alert.workflow_status': status }))[0],
  );
  expect(reports.map((report) => report?.finding.status)).toEqual(['new', 'in_progress', 'resolved']);
  expect(new Set(reports.map((report) => report?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((report) => report?.id)).size).toBe(3);
});

test("a document's labels and those of its pod are labels", () => {
  const said = { labels: { env: 'prod', 'team name': 'pay' }, kubernetes: { labels: { app: 'web' } } };
  const [found] = alerts(document('1', said));
  expect(found?.labels).toMatchObject({ env: 'prod', app: 'web' });
  expect(Object.values(found?.labels ?? {})).toContain('pay');
  expect(Object.values(found?.facts ?? {})).not.toContain('prod');
});
