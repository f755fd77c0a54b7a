import { expect, test } from 'vitest';
import { policyReporter } from '../../lambdas/sources/policy-reporter/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const resource = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', namespace: 'shop', uid: 'u-1' };

const result = (more: object = {}) => ({
  message: 'validation error: The label `team` is required.',
  policy: 'require-labels',
  rule: 'check-team',
  status: 'fail',
  severity: 'medium',
  resource,
  creationTimestamp: '2026-09-01T08:00:00Z',
  source: 'kyverno',
  ...more,
});

test.each([
  [{ severity: 'critical' }, 'critical', 'critical'],
  [{ severity: 'high' }, 'high', 'high'],
  [{ severity: 'medium' }, 'medium', 'medium'],
  [{ severity: 'low' }, 'low', 'low'],
  [{ severity: 'info' }, 'info', 'info'],
  [{ severity: undefined, priority: 'critical' }, 'critical', 'critical'],
  [{ severity: undefined, priority: 'error' }, 'high', 'error'],
  [{ severity: undefined, priority: 'warning' }, 'medium', 'warning'],
  [{ severity: 'apocalyptic' }, 'medium', undefined],
  [{ severity: '' }, 'medium', undefined],
])('%j is %s', (more, severity, vendorSeverity) => {
  const found = alertOf(policyReporter, result(more));
  expect([found.severity, found.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

test.each([
  ['fail', 'open', 'new'],
  ['warn', 'open', 'new'],
  ['error', 'open', 'new'],
  ['skip', 'open', 'suppressed'],
  ['pass', 'resolved', 'resolved'],
])('%s is %s, its finding %s', (status, state, standing) => {
  const found = alertOf(policyReporter, result({ status }));
  expect([found.state, found.finding.status]).toEqual([state, standing]);
});

test('failed, skipped and passed are three reports of one finding and one problem', () => {
  const reports = ['fail', 'skip', 'pass'].flatMap((name) => sampleAlerts('policy-reporter', policyReporter, name));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'suppressed', 'resolved']);
});

test.each([
  ['rule', { rule: 'check-owner' }],
  ['policy', { policy: 'require-owner' }],
  ['name', { resource: { ...resource, name: 'web2' } }],
  ['namespace', { resource: { ...resource, namespace: 'pay' } }],
  ['kind', { resource: { ...resource, kind: 'StatefulSet' } }],
  ['cluster', { properties: { cluster: 'stage' } }],
])('another %s is another problem', (_, more) => {
  expect(alertOf(policyReporter, result(more)).fingerprint).not.toBe(alertOf(policyReporter, result()).fingerprint);
});

test('pods of one controller have one problem, and so has a resource that was made anew', () => {
  const pod = (name: string, uid: string) => result({ resource: { ...resource, kind: 'Pod', name, uid } });
  const [one, two] = [pod('web-6d6f8cc7d5-2q9wf', 'a'), pod('web-7d6f8cc7d5-x9xzf', 'b')];
  expect(alertOf(policyReporter, two).fingerprint).toBe(alertOf(policyReporter, one).fingerprint);
});

test('the sample of a pod has its values in their places', () => {
  expect(sampleAlerts('policy-reporter', policyReporter, 'pod')[0]).toMatchObject({
    class: 'compliance',
    title: 'disallow-privileged-containers: privileged-containers on Pod shop/web-6d6f8cc7d5-2q9wf',
    description: 'validation error: Privileged mode is disallowed.',
    severity: 'high',
    occurredAt: '2026-09-01T08:00:00.000Z',
    rule: {
      uid: 'disallow-privileged-containers/privileged-containers',
      category: 'Pod Security Standards (Baseline)',
    },
    kubernetes: { cluster: 'prod', namespace: 'shop', workload: 'web', pod: 'web-6d6f8cc7d5-2q9wf' },
    target: { kind: 'workload' },
    labels: { policy: 'disallow-privileged-containers', engine: 'kyverno', status: 'fail' },
  });
});

test('other engines have their classes, and what they found in its places', () => {
  const found = sampleAlerts('policy-reporter', policyReporter, 'other-engines');
  expect(found.map((alert) => alert.class)).toEqual(['vulnerability', 'exposure', 'threat', 'compliance']);
  expect(found[0]).toMatchObject({
    container: { image: 'registry.example/shop/web:1.2' },
    vulnerabilities: [
      { cve: 'CVE-2026-2097', cvss: 5.3, package: 'libssl1.1', version: '1.1.1n-r0', fixedIn: '1.1.1q-r0' },
    ],
  });
  expect(found[2]).toMatchObject({ target: { kind: 'host', host: 'node-1' }, kubernetes: { node: 'node-1' } });
});

test('what is no workload is a resource, and the epoch no time', () => {
  expect(sampleAlerts('policy-reporter', policyReporter, 'version-2')[0]).toMatchObject({
    severity: 'critical',
    cloud: { resource: { type: 'Namespace', name: 'test', uid: 'bfd57c50-f30c-4729-b63f-b1954d8988d3' } },
    occurredAt: '2026-09-02T08:00:00.000Z',
  });
});

test.each([
  [
    { event: 'heartbeat', time: '2026-09-01T08:00:00Z' },
    { kind: 'ignored', reason: 'heartbeat' },
  ],
  [{ title: 'The disk was detected as full' }, { kind: 'unreadable', reason: 'no result of Policy Reporter in it' }],
])('%j is %j', (payload, reading) => {
  expect(readingOf(policyReporter, payload)).toEqual(reading);
});
