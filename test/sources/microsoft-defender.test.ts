import { expect, test } from 'vitest';
import { microsoftDefender } from '../../lambdas/sources/microsoft-defender/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(microsoftDefender, payload, { headers, receivedAt });

const device = { '@odata.type': '#microsoft.graph.security.deviceEvidence', deviceDnsName: 'ws-114' };
const file = (more: object) => ({ '@odata.type': '#microsoft.graph.security.fileEvidence', ...more });
const alert = (more: object = {}) => ({
  id: 'da1',
  title: 'Malware',
  severity: 'medium',
  status: 'new',
  alertWebUrl: 'https://security.microsoft.example/da1',
  incidentWebUrl: 'https://security.microsoft.example/i',
  createdDateTime: '2026-08-31T15:26:50.8Z',
  evidence: [device],
  ...more,
});

test('an alert that names its incident is an alert', () => {
  expect(alerts(alert())).toMatchObject([
    { title: 'Malware on ws-114', url: 'https://security.microsoft.example/da1' },
  ]);
});

test.each([
  [{ detectionStatus: 'prevented' }, 'blocked'],
  [{ remediationStatus: 'blocked' }, 'blocked'],
  [{ detectionStatus: 'detected' }, 'observed'],
  [{ remediationStatus: 'remediated' }, 'unknown'],
] as const)('the evidence %o is the action %s', (said, action) => {
  expect(alerts(alert({ evidence: [device, file(said)] }))).toMatchObject([{ action }]);
});

test('an update is a new occurrence, and resolved joins what was open', () => {
  const [open, again] = alerts({ value: [alert(), alert()] });
  expect(again?.id).toBe(open?.id);
  const [over] = alerts(alert({ status: 'resolved', lastUpdateDateTime: '2026-08-31T19:00:00Z' }));
  expect(over).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
  expect(over?.id).not.toBe(open?.id);
});

test('an incident with its alerts told in full is told by them', () => {
  const incident = {
    id: '1',
    displayName: 'Two',
    severity: 'high',
    incidentWebUrl: 'https://x.example',
    status: 'active',
  };
  expect(alerts(incident)).toHaveLength(1);
  expect(alerts({ ...incident, alerts: [alert(), alert({ id: 'da2' })] })).toMatchObject([
    { title: 'Malware on ws-114' },
    { title: 'Malware on ws-114' },
  ]);
});

test('Graph says that notifications are missing, and its secret travels no further', () => {
  const notice = { subscriptionId: 's', clientState: 'not-to-be-told', resource: 'security/alerts_v2' };
  const [gap] = alerts({ value: [{ ...notice, lifecycleEvent: 'missed' }] });
  const [change] = alerts({ value: [{ ...notice, changeType: 'updated' }] });
  expect([gap?.kind, change?.kind]).toEqual(['gap', 'detection']);
  expect(JSON.stringify([gap, change])).not.toContain('not-to-be-told');
});

test('an alert of Defender for Cloud is about the resource that it identifies, when it names no other', () => {
  const on = (id: string) =>
    alerts({
      id: '/subscriptions/1/alerts/a',
      properties: {
        alertDisplayName: 'Exposed',
        severity: 'High',
        resourceIdentifiers: [{ azureResourceId: `/subscriptions/1/vm/${id}`, type: 'AzureResource' }],
      },
    })[0];
  expect(on('web')?.cloud).toMatchObject({
    provider: 'azure',
    account: '1',
    resource: { uid: '/subscriptions/1/vm/web' },
  });
  expect(on('db')?.fingerprint).not.toBe(on('web')?.fingerprint);
});

test('an alert of Graph’s first security API names hosts, users and its times', () => {
  const legacy = (lastModifiedDateTime: string) =>
    alerts({
      id: 'a1',
      title: 'Sign-in from afar',
      severity: 'medium',
      status: 'newAlert',
      vendorInformation: { provider: 'IPC', vendor: 'Microsoft' },
      eventDateTime: '2026-08-31T15:26:50Z',
      lastModifiedDateTime,
      hostStates: [{ fqdn: 'pc1.example.com' }],
      userStates: [{ userPrincipalName: 'eve@example.com' }],
    })[0];
  const one = legacy('2026-08-31T16:00:00Z');
  expect(one).toMatchObject({ occurredAt: '2026-08-31T15:26:50.000Z', target: { host: 'pc1.example.com' } });
  expect(one?.actor.user).toBe('eve@example.com');
  const later = legacy('2026-08-31T17:00:00Z');
  expect(later?.id).not.toBe(one?.id);
  expect(later?.fingerprint).toBe(one?.fingerprint);
});

const invoice = String.raw`C:\Users\jdoe\Downloads\invoice.exe`;

test.each([
  [
    'graph-alert-full',
    {
      finding: {
        vendorUid: 'da1',
        firstSeenAt: '2026-08-31T15:26:50.800Z',
        lastSeenAt: '2026-08-31T15:26:51.000Z',
        status: 'in_progress',
      },
      actor: {
        ip: '203.0.113.44',
        country: 'NL',
        user: 'jdoe@corp.example',
        process: { name: 'invoice.exe', path: invoice, commandLine: 'invoice.exe /s' },
      },
      target: { kind: 'host', host: 'ws-114.corp.example' },
      file: {
        name: 'invoice.exe',
        path: invoice,
        hashes: { sha256: '8e86f498aa4aabfcea6c179d6181557140b4597f1c39bb94e2aba32158b58297' },
      },
      rule: { category: 'Malware' },
    },
  ],
  [
    'cloud-alert',
    {
      finding: { vendorUid: '2342409243234234_F2BFED55', lastSeenAt: '2026-08-31T13:40:01.733Z' },
      actor: { user: String.raw`CORP\administrator`, process: { path: String.raw`c:\temp\svchost.exe`, pid: 944 } },
      target: { kind: 'host', host: 'WebSrv1' },
      cloud: {
        provider: 'azure',
        account: '8605',
        resource: { uid: '/subscriptions/8605/resourceGroups/b/providers/Microsoft.Compute/WebSrv1' },
      },
    },
  ],
  [
    'cloud-arm-alert',
    { cloud: { account: '8605', resource: { uid: '/subscriptions/8605/stor1', name: 'stor1' } }, state: 'resolved' },
  ],
  ['endpoint-alert', { actor: { ip: '198.51.100.3', user: 'svc' }, target: { host: 'srv-2.corp.example' } }],
])('the first alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('microsoft-defender', microsoftDefender, name)[0]).toMatchObject(places);
});

test('new, in progress and resolved are one finding, and three reports', () => {
  const reports = ['new', 'inProgress', 'resolved'].map(
    (status, i) => alerts(alert({ status, lastUpdateDateTime: `2026-08-31T19:0${i}:00Z` }))[0],
  );
  expect(reports.map((report) => report?.finding.status)).toEqual(['new', 'in_progress', 'resolved']);
  expect(new Set(reports.map((report) => report?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((report) => report?.id)).size).toBe(3);
});

test('an address that was connected to is the other end; a process has a parent', () => {
  const evidence = [
    { '@odata.type': '#microsoft.graph.security.ipEvidence', roles: ['commandAndControl'], ipAddress: '203.0.113.9' },
    {
      '@odata.type': '#microsoft.graph.security.processEvidence',
      processId: 4780,
      parentProcessId: 668,
      userAccount: { accountName: 'SYSTEM', domainName: 'NT AUTHORITY', userPrincipalName: null },
      processCommandLine: 'cmd.exe /c',
      imageFile: {
        fileName: 'cmd.exe',
        filePath: String.raw`C:\Windows`,
        sha1: '8dca9749cd48d286950e7a9fa1088c937cbccad4',
      },
      parentProcessImageFile: { fileName: 'services.exe', filePath: String.raw`C:\Windows\System32` },
    },
  ];
  expect(alerts(alert({ evidence }))).toMatchObject([
    {
      connection: { remote: { ip: '203.0.113.9' } },
      actor: {
        user: 'SYSTEM',
        process: {
          name: 'cmd.exe',
          pid: 4780,
          hashes: { sha1: '8dca9749cd48d286950e7a9fa1088c937cbccad4' },
          parent: { name: 'services.exe', path: String.raw`C:\Windows\System32\services.exe`, pid: 668 },
        },
      },
    },
  ]);
});

test('rows of advanced hunting about one alert are reports of their own about one finding', () => {
  const rowOf = (properties: object, category: string) => ({
    records: [{ time: '2026-08-31T15:27:00Z', operationName: 'Publish', category, properties }],
  });
  const common = { AlertId: 'da1', Title: 'Regsvr32 abnormal', Severity: 'High', Timestamp: '2026-08-31T15:26:00Z' };
  const [info] = alerts(rowOf({ ...common, Category: 'DefenseEvasion' }, 'AdvancedHunting-AlertInfo'));
  const entity = (DeviceName: string) =>
    alerts(rowOf({ ...common, EntityType: 'Machine', DeviceName }, 'AdvancedHunting-AlertEvidence'))[0];
  const reports = [info, entity('pc-7'), entity('pc-8')];
  expect(info).toMatchObject({ rule: { category: 'DefenseEvasion' }, attack: [{ tactics: [{ uid: 'TA0005' }] }] });
  expect(new Set(reports.map((report) => report?.id)).size).toBe(3);
  expect(new Set(reports.map((report) => report?.finding.uid)).size).toBe(1);
});

const row = (category: string, properties: object, time = '2026-08-31T15:30:00Z') => ({
  records: [{ time, tenantId: 't', operationName: 'Publish', category: `AdvancedHunting-${category}`, properties }],
});
const info = { AlertId: 'da1', Title: 'Regsvr32 abnormal', Severity: 'High', Category: 'DefenseEvasion' };
const evidence = { AlertId: 'da1', Title: 'Regsvr32 abnormal', Severity: 'High', EntityType: 'Process' };

test.each([
  [
    row('AlertInfo', { ...info, Timestamp: '2026-08-31T15:26:50.1234567Z' }),
    '2026-08-31T15:26:50.123Z',
    'DefenseEvasion',
  ],
  [row('AlertInfo', info), '2026-08-31T15:30:00.000Z', 'DefenseEvasion'],
  [row('AlertEvidence', { ...evidence, Timestamp: '2026-08-31T15:26:50Z' }), '2026-08-31T15:26:50.000Z', undefined],
])('a row of the streaming API has its time, and its table is no category', (payload, occurredAt, category) => {
  const [alert] = alertsOf(microsoftDefender, payload);
  expect(alert?.occurredAt).toBe(occurredAt);
  expect(alert?.rule.category).toBe(category);
});

test('two rows of one alert on one day are two reports of one finding, and the same row again is none', () => {
  const [first, again, other, resent] = [
    row('AlertInfo', { ...info, Timestamp: '2026-08-31T15:26:50Z' }),
    row('AlertInfo', { ...info, Timestamp: '2026-08-31T17:00:00Z' }),
    row('AlertEvidence', { ...evidence, Timestamp: '2026-08-31T15:26:50Z', DeviceName: 'pc-7' }),
    row('AlertInfo', { ...info, Timestamp: '2026-08-31T15:26:50Z' }, '2026-08-31T16:00:00Z'),
  ].map((payload) => alertsOf(microsoftDefender, payload)[0]);
  expect(new Set([first?.id, again?.id, other?.id]).size).toBe(3);
  expect(resent?.id).toBe(first?.id);
  expect(new Set([first, again, other].map((alert) => alert?.finding.uid)).size).toBe(1);
});

test.each(['Process', 'User', 'File', 'Ip', 'Machine'])('a row about a %s keeps its host', (EntityType) => {
  const [alert] = alertsOf(microsoftDefender, row('AlertEvidence', { ...evidence, EntityType, DeviceName: 'pc-7' }));
  expect(alert?.target).toMatchObject({ kind: 'host', host: 'pc-7' });
});
