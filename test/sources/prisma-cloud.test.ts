import { expect, test } from 'vitest';
import { prismaCloud } from '../../lambdas/sources/prisma-cloud/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(prismaCloud, payload, { headers, receivedAt });

const posture = {
  alertId: 'P-1',
  policyId: 'p1',
  policyName: 'S3 bucket is public',
  severity: 'high',
  resourceId: 'bucket-1',
  accountId: '111122223333',
  alertTs: 1788190010829,
  alertStatus: 'open',
};
const audit = { type: 'ContainerRuntime', time: '2026-08-31T15:26:50Z', message: 'nc was launched', container: 'web' };

test.each([
  ['resolved', 'resolved'],
  ['dismissed', 'open'],
  ['snoozed', 'open'],
  ['open', 'open'],
])('the status %s is %s, of the same problem', (alertStatus, state) => {
  const [alert] = alerts([{ ...posture, alertStatus }]);
  expect(alert).toMatchObject({ state, fingerprint: alerts(posture)[0]?.fingerprint });
});

test('the same policy in another account is another problem', () => {
  const [one, two] = alerts([posture, { ...posture, accountId: '444455556666' }]);
  expect(one?.fingerprint).not.toBe(two?.fingerprint);
});

test('a scan is as bad as the worst that it found, an audit says nothing and is medium', () => {
  const complianceIssues = [
    { title: 'a', severity: 'low' },
    { title: 'b', severity: 'critical' },
  ];
  expect(alerts({ ...audit, complianceIssues })).toMatchObject([{ severity: 'critical' }]);
  expect(alerts(audit)).toMatchObject([{ severity: 'medium' }]);
});

test('alerts of a period are told one by one; what was dropped is a gap', () => {
  const aggregatedAlerts = [{ ...audit }, { ...audit, message: 'sh was launched', effect: 'block' }];
  expect(alerts({ ...audit, aggregatedAlerts, dropped: 3 })).toMatchObject([
    { kind: 'detection', action: 'unknown' },
    { kind: 'detection', action: 'blocked' },
    { kind: 'gap', title: 'Prisma Cloud Compute dropped 3 alerts (ContainerRuntime)' },
  ]);
});

test('an alert that is not among those of its period stands beside them', () => {
  expect(alerts({ ...audit, aggregatedAlerts: [{ message: 'another' }] })).toHaveLength(2);
});

test('one alert of a policy through its life: one uid, an id for each report', () => {
  const reports = alerts(
    ['open', 'snoozed', 'dismissed', 'resolved'].map((alertStatus, i) => ({
      ...posture,
      alertStatus,
      firstSeen: 1788190010829,
      lastSeen: 1788190010829 + i,
    })),
  );
  expect(new Set(reports.map((each) => each.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each.id)).size).toBe(4);
  expect(reports.map((each) => each.finding.status)).toEqual(['new', 'suppressed', 'suppressed', 'resolved']);
  expect(reports[3]?.finding).toMatchObject({
    vendorUid: 'P-1',
    firstSeenAt: '2026-08-31T15:26:50.829Z',
    lastSeenAt: '2026-08-31T15:26:50.832Z',
  });
});

test.each([
  ['config', 'compliance'],
  ['audit_event', 'threat'],
  ['data', 'exposure'],
  ['workload_vulnerability', 'vulnerability'],
])('a policy of the type %s is of class %s', (policyType, is) => {
  expect(alerts({ ...posture, policyType })).toMatchObject([{ class: is, rule: { category: policyType } }]);
});

test('typed places of an audit', () => {
  const [found] = alerts({
    ...audit,
    containerId: '7e5a',
    imageName: 'shop/web:1',
    hostname: 'node-1',
    cluster: 'prod',
    namespace: 'shop',
    processPath: '/bin/nc',
    startupProcess: '/usr/sbin/nginx',
    command: 'nc -l 4444',
    pid: 77,
    ip: '198.51.100.1',
    port: 4444,
    filepath: '/tmp/x',
    md5: 'a'.repeat(32),
    accountID: '111122223333',
    provider: 'aws',
    count: 3,
  });
  expect(found).toMatchObject({
    class: 'threat',
    actor: {
      process: { name: 'nc', path: '/bin/nc', pid: 77, commandLine: 'nc -l 4444', parent: { path: '/usr/sbin/nginx' } },
    },
    target: { host: 'node-1' },
    connection: { remote: { ip: '198.51.100.1', port: 4444 } },
    file: { path: '/tmp/x', name: 'x', hashes: { md5: 'a'.repeat(32) } },
    container: { id: '7e5a', name: 'web', image: 'shop/web:1' },
    kubernetes: { cluster: 'prod', namespace: 'shop' },
    cloud: { provider: 'aws', account: '111122223333' },
    finding: { count: 3 },
  });
});

test('weaknesses of a scan', () => {
  const vulnerabilities = [
    { cve: 'CVE-2026-1001', packages: 'openssl', packageVersion: '1.0', status: 'fixed in 1.1' },
  ];
  const newVulnerabilities = [{ severity: 'High', vulnerabilities }];
  expect(alerts({ type: 'Vulnerability', vulnerabilities: [{ imageName: 'i', newVulnerabilities }] })).toMatchObject([
    {
      class: 'vulnerability',
      vulnerabilities: [{ cve: 'CVE-2026-1001', package: 'openssl', version: '1.0', fixedIn: '1.1' }],
    },
  ]);
});
