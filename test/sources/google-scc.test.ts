import { expect, test } from 'vitest';
import { googleScc } from '../../lambdas/sources/google-scc/index.ts';
import { alertOf, alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const organization = 'organizations/1';

const notification = (more: object = {}, resource: object = {}) => ({
  notificationConfigName: `${organization}/notificationConfigs/all`,
  finding: {
    name: `${organization}/sources/2/findings/f1`,
    resourceName: '//storage.googleapis.com/invoices',
    state: 'ACTIVE',
    category: 'PUBLIC_BUCKET_ACL',
    eventTime: '2026-08-31T09:00:00Z',
    createTime: '2026-08-30T09:00:00Z',
    severity: 'HIGH',
    findingClass: 'MISCONFIGURATION',
    ...more,
  },
  resource: { displayName: 'invoices', ...resource },
});

/** As a push subscription of Pub/Sub sends it. */
const pushed = (value: unknown, messageId = '1') => ({
  message: {
    data: Buffer.from(JSON.stringify(value)).toString('base64'),
    messageId,
    publishTime: '2026-08-31T09:00:01Z',
  },
  subscription: 'projects/p/subscriptions/s',
});

test.each([
  ['CRITICAL', 'critical', 'CRITICAL'],
  ['HIGH', 'high', 'HIGH'],
  ['MEDIUM', 'medium', 'MEDIUM'],
  ['LOW', 'low', 'LOW'],
  ['SEVERITY_UNSPECIFIED', 'medium', undefined],
  [undefined, 'medium', undefined],
])('the severity %s is %s', (severity, expected, vendorSeverity) => {
  const alert = alertOf(googleScc, notification({ severity }));
  expect([alert.severity, alert.vendorSeverity]).toEqual([expected, vendorSeverity]);
});

test.each([
  ['THREAT', 'threat', 'detection'],
  ['VULNERABILITY', 'vulnerability', 'detection'],
  ['MISCONFIGURATION', 'compliance', 'detection'],
  ['POSTURE_VIOLATION', 'compliance', 'detection'],
  ['TOXIC_COMBINATION', 'vulnerability', 'detection'],
  ['SENSITIVE_DATA_RISK', 'exposure', 'detection'],
  ['SCC_ERROR', 'operational', 'gap'],
  ['CLASS_FROM_TOMORROW', 'threat', 'detection'],
])('a finding of the class %s has the class %s and the kind %s', (findingClass, about, kind) => {
  const alert = alertOf(googleScc, notification({ findingClass, category: 'SOMETHING' }));
  expect([alert.class, alert.kind]).toEqual([about, kind]);
});

test('created, changed, muted and inactive are four reports of one finding', () => {
  const reports = [
    notification(),
    notification({ severity: 'CRITICAL', eventTime: '2026-08-31T10:00:00Z' }),
    notification({ mute: 'MUTED', muteUpdateTime: '2026-08-31T11:00:00Z' }),
    notification({ state: 'INACTIVE', eventTime: '2026-08-31T12:00:00Z' }),
  ].map((payload, i) => alertOf(googleScc, pushed(payload, String(i))));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(4);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'new', 'suppressed', 'resolved']);
  expect(reports[3]?.occurredAt).toBe('2026-08-31T12:00:00.000Z');
});

test('a message that Pub/Sub sends again, wrapped or not, is the same report', () => {
  const [one, again, unwrapped] = [
    pushed(notification(), '7'),
    pushed(notification(), '8'),
    JSON.stringify(notification()),
  ].map((payload) => alertOf(googleScc, payload));
  expect(again?.id).toBe(one?.id);
  expect(unwrapped?.id).toBe(one?.id);
});

test.each([
  [{}, { name: `${organization}/sources/2/findings/f2` }],
  [{ name: undefined }, { name: undefined, resourceName: '//storage.googleapis.com/logs' }],
  [{ name: undefined }, { name: undefined, category: 'BUCKET_LOGGING_DISABLED' }],
])('%o and %o are two problems', (one, other) => {
  const [first, second] = [one, other].map((more) => alertOf(googleScc, notification(more)));
  expect(second?.fingerprint).not.toBe(first?.fingerprint);
});

test.each([
  [
    'threat',
    {
      title: 'Persistence: IAM Anomalous Grant on shop-prod by eve@example.com',
      finding: { firstSeenAt: '2026-08-31T11:42:41.123Z', lastSeenAt: '2026-08-31T11:42:41.123Z' },
      actor: { ip: '203.0.113.7', country: 'NL', email: 'eve@example.com' },
      cloud: {
        provider: 'gcp',
        account: '333',
        resource: { uid: '//cloudresourcemanager.googleapis.com/projects/333', name: 'shop-prod' },
      },
      attack: [{ technique: 'T1098' }, { technique: 'T1098.003' }],
      labels: { team: 'payments', folder: 'prod' },
      url: 'https://console.cloud.google.com/home?project=shop-prod',
    },
  ],
  [
    'misconfiguration',
    {
      title: 'Public bucket ACL on invoices-prod',
      class: 'compliance',
      cloud: { provider: 'gcp', account: '333', region: 'europe-west3' },
      remediation: { steps: [{ text: 'Remove allUsers and allAuthenticatedUsers from the bucket.' }] },
    },
  ],
  [
    'vulnerability',
    {
      vulnerabilities: [{ cve: 'CVE-2026-1234', cvss: 9.8, package: 'openssl', version: '3.0.1', fixedIn: '3.0.7' }],
      kubernetes: { cluster: 'prod', namespace: 'shop', workload: 'web' },
      container: { name: 'app', image: 'europe-docker.pkg.dev/shop/web:1.2' },
    },
  ],
  [
    'reverse-shell',
    {
      actor: {
        process: { name: 'bash', path: '/bin/bash', pid: 4711, commandLine: '/bin/bash -i', parent: { pid: 1 } },
      },
      connection: { direction: 'outbound', protocol: 'TCP', remote: { ip: '198.51.100.9', port: 4444 } },
      kubernetes: { cluster: 'prod', namespace: 'shop', pod: 'web-6d6f8cc7d5-2q9wf', node: '55' },
    },
  ],
  ['bad-domain', { target: { kind: 'host', host: 'build-7' }, connection: { remote: { domain: 'c2.example.net' } } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('google-scc', googleScc, name)[0]).toMatchObject(places);
});

test('accounts of other clouds keep their provider', () => {
  const resource = { cloudProvider: 'AMAZON_WEB_SERVICES', awsMetadata: { account: { id: '111122223333' } } };
  const { cloud } = alertOf(googleScc, notification({ resourceName: 'arn:aws:s3:::logs' }, resource));
  expect(cloud).toMatchObject({ provider: 'aws', account: '111122223333', resource: { uid: 'arn:aws:s3:::logs' } });
});

test('a list of the API becomes an alert each', () => {
  const { finding, resource } = notification();
  const other = { ...finding, name: `${organization}/sources/2/findings/f2` };
  const listFindingsResults = [{ finding, resource }, { finding: other }];
  expect(alertsOf(googleScc, { listFindingsResults, totalSize: 2 })).toHaveLength(2);
});

test('what is no finding is not read as one', () => {
  expect(
    readingOf(googleScc, pushed({ asset: { name: 'x' }, window: { startTime: 'y' }, kind: 'feed' })),
  ).toMatchObject({
    kind: 'unreadable',
    reason: 'no Security Command Center alert in it',
  });
});
