import { expect, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { trivyOperator } from '../../lambdas/sources/trivy-operator/index.ts';
import { readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

function one(payload: unknown): Alert | undefined {
  const reading = readingOf(trivyOperator, payload, { receivedAt });
  if (reading.kind !== 'alerts') return undefined;
  expect(reading.detections).toHaveLength(1);
  return reading.detections.map((it) => finish(it, { source: 't', vendor: 'V', product: 'P', receivedAt }))[0];
}

const vulnerability = (severity: string, id = 'CVE-2026-0001') => ({
  vulnerabilityID: id,
  severity,
  resource: 'libssl3',
});

const report = (vulnerabilities: readonly object[], more: object = {}, name = 'web-6d6f8cc7d5') => ({
  kind: 'VulnerabilityReport',
  metadata: {
    name: `replicaset-${name}-web`,
    namespace: 'shop',
    uid: name,
    labels: {
      'trivy-operator.resource.kind': 'ReplicaSet',
      'trivy-operator.resource.name': name,
      'trivy-operator.container.name': 'web',
    },
  },
  report: { updateTimestamp: '2026-08-31T15:00:00Z', vulnerabilities, ...more },
});

test.each([
  [['LOW', 'CRITICAL', 'HIGH'], 'critical', 'CRITICAL', '1 critical, 1 high, 1 low vulnerabilities in shop/web (web)'],
  [['MEDIUM', 'MEDIUM'], 'medium', 'MEDIUM', '2 medium vulnerabilities in shop/web (web)'],
  [['UNKNOWN'], 'low', 'UNKNOWN', '1 unknown vulnerability in shop/web (web)'],
] as const)('findings of %j are one alert of severity %s', (given, severity, vendorSeverity, title) => {
  expect(one(report(given.map((each) => vulnerability(each))))).toMatchObject({ severity, vendorSeverity, title });
});

test('the summary of the report counts before the list, which may be cut', () => {
  expect(one(report([vulnerability('LOW')], { summary: { criticalCount: '3', lowCount: 1 } }))?.title).toMatch(
    /^3 critical, 1 low/,
  );
});

test('a new scan is another occurrence of the same problem, also after a new rollout', () => {
  const first = one(report([vulnerability('HIGH')]));
  const rescan = one(report([vulnerability('HIGH')], { updateTimestamp: '2026-09-01T15:00:00Z' }));
  const rollout = one(report([vulnerability('LOW')], {}, 'web-7c966b5d85'));
  expect(new Set([first?.id, rescan?.id, rollout?.id]).size).toBe(3);
  expect(new Set([first?.fingerprint, rescan?.fingerprint, rollout?.fingerprint]).size).toBe(1);
});

test.each([
  ['a report without findings', report([])],
  ['a deleted report', { verb: 'delete', operatorObject: report([vulnerability('HIGH')]) }],
  ['a deleted report in Go’s spelling', { Verb: 'delete', OperatorObject: report([vulnerability('HIGH')]) }],
])('%s resolves the problem', (_, payload) => {
  expect(one(payload)).toMatchObject({
    state: 'resolved',
    fingerprint: one(report([vulnerability('HIGH')]))?.fingerprint,
  });
});

test('a report that says nothing of its findings is no all-clear', () => {
  expect(one({ kind: 'VulnerabilityReport', metadata: { name: 'x' } })).toMatchObject({
    state: 'open',
    severity: 'medium',
  });
});

test('of a report too large for an alert the worst findings stay', () => {
  const low = Array.from({ length: 4000 }, (_, n) => vulnerability('LOW', `CVE-2026-1${n}`));
  const alert = one(report([...low, vulnerability('CRITICAL', 'CVE-2026-9999')]));
  expect(alert?.evidence[0]?.content).toContain('CVE-2026-9999');
  expect(alert?.evidence.some(({ truncated }) => truncated)).toBe(true);
  expect(Buffer.byteLength(JSON.stringify(alert))).toBeLessThan(200_000);
});

test('checks that passed are no findings', () => {
  const checks = [
    { checkID: 'A', severity: 'LOW', success: false },
    { checkID: 'B', severity: 'CRITICAL', success: true },
  ];
  expect(one({ kind: 'ConfigAuditReport', metadata: { name: 'x' }, report: { checks } })).toMatchObject({
    severity: 'low',
  });
});

const compliance = (status: object) => one({ kind: 'ClusterComplianceReport', metadata: { name: 'cis' }, status });
const summed = (...controlCheck: readonly object[]) => ({ summaryReport: { id: 'cis', controlCheck } });
const detailed = (...results: readonly object[]) => ({ detailReport: { id: 'cis', results } });

test.each([
  [summed({ severity: 'HIGH', totalFail: 0 }, { name: 'Look at it (Manual)', severity: 'HIGH' }), 'resolved', 'info'],
  [summed({ severity: 'HIGH', totalFail: 2 }), 'open', 'high'],
  [detailed({ severity: 'CRITICAL', status: 'FAIL', checks: [{ success: true }] }), 'resolved', 'info'],
  [detailed({ severity: 'HIGH', status: 'PASS', checks: [{ success: true }, { success: false }] }), 'open', 'high'],
  [detailed({ severity: 'HIGH', status: 'FAIL' }), 'open', 'high'],
] as const)('the compliance %j is %s, %s', (status, state, severity) => {
  expect(compliance(status)).toMatchObject({ state, severity });
});

test('found, scanned again, clean and deleted are four reports of one finding', () => {
  const at = (updateTimestamp: string) => ({ updateTimestamp });
  const reports = [
    one(report([vulnerability('HIGH')])),
    one(report([vulnerability('HIGH')], at('2026-09-01T15:00:00Z'))),
    one(report([], at('2026-09-02T15:00:00Z'))),
    one({ verb: 'delete', operatorObject: report([vulnerability('HIGH')], at('2026-09-03T15:00:00Z')) }),
  ];
  expect(new Set(reports.map((alert) => alert?.id)).size).toBe(4);
  expect(new Set(reports.map((alert) => alert?.finding.uid)).size).toBe(1);
  expect(reports.map((alert) => alert?.finding.status)).toEqual(['new', 'new', 'resolved', 'resolved']);
  expect(reports[0]?.finding.vendorUid).toBe('VulnerabilityReport/shop/replicaset-web-6d6f8cc7d5-web');
});

test.each([
  [
    'vulnerabilityreport',
    {
      class: 'vulnerability',
      finding: { firstSeenAt: '2026-08-31T15:00:00.000Z', lastSeenAt: '2026-08-31T15:00:00.000Z' },
      container: { name: 'web', image: 'index.docker.io/library/httpd:2.4' },
      kubernetes: { namespace: 'shop', workload: 'web-7c9' },
      vulnerabilities: [{ cve: 'CVE-2026-0001', package: 'libssl3', fixedIn: '3.0.15-1' }],
      sensor: { version: '0.66.0' },
    },
  ],
  ['configaudit', { class: 'compliance', kubernetes: { namespace: 'shop', workload: 'web' } }],
  ['rbac', { class: 'compliance', cloud: { resource: { type: 'ClusterRole', name: 'admin' } } }],
  ['infra-node', { target: { kind: 'host', host: 'node-a' }, kubernetes: { node: 'node-a' } }],
  ['exposedsecret', { class: 'exposure' }],
  ['compliance', { class: 'compliance' }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('trivy-operator', trivyOperator, name)[0]).toMatchObject(places);
});

test('of hundreds of vulnerabilities the worst 64 have their place, and the evidence has them all', () => {
  const low = Array.from({ length: 200 }, (_, n) => vulnerability('LOW', `CVE-2026-1${n}`));
  const alert = one(report([...low, vulnerability('CRITICAL', 'CVE-2026-9999')]));
  expect(alert?.vulnerabilities).toHaveLength(64);
  expect(alert?.vulnerabilities?.[0]?.cve).toBe('CVE-2026-9999');
  expect(alert?.evidence.map(({ content }) => content).join('')).toContain('CVE-2026-1199');
});
