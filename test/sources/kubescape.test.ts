import { expect, test } from 'vitest';
import { kubescape } from '../../lambdas/sources/kubescape/index.ts';
import { alertOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const at = (...names: readonly string[]) => names.flatMap((name) => sampleAlerts('kubescape', kubescape, name));

const alert = {
  alertName: 'Unexpected process launched',
  ruleID: 'R0001',
  alertType: 0,
  severity: 5,
  message: 'Unexpected process launched: nc',
  timestamp: '2026-08-31T15:26:50Z',
  namespace: 'shop',
  podName: 'web-6d6f8cc7d5-2q9wf',
  workloadName: 'web',
  hostName: 'node-agent-1',
};

const list = (...alerts: readonly object[]) => ({
  kind: 'RuntimeAlerts',
  apiVersion: 'kubescape.io/v1',
  spec: { alerts },
});

test.each([
  [1, 'low'],
  [4, 'low'],
  [5, 'medium'],
  [7, 'medium'],
  [8, 'high'],
  [9, 'high'],
  [10, 'critical'],
  [1000, 'medium'],
  ['High', 'high'],
  [undefined, 'medium'],
] as const)('a priority of %s is %s', (severity, expected) => {
  expect(alertOf(kubescape, list({ ...alert, severity })).severity).toBe(expected);
});

test.each([
  [1, 'low'],
  [4, 'medium'],
  [6, 'medium'],
  [7, 'high'],
  [9, 'critical'],
  [10, 'critical'],
  [undefined, 'medium'],
] as const)('a failed control with the score factor %s is %s', (scoreFactor, expected) => {
  const control = { controlID: 'C-1', name: 'A control', statusInfo: { status: 'failed' }, scoreFactor };
  expect(alertOf(kubescape, { summaryDetails: { controls: { 'C-1': control } } }).severity).toBe(expected);
});

test('a process has its tree, its workload and its cloud', () => {
  expect(at('process')).toMatchObject([
    {
      title: 'Unexpected process launched: nc in: web (shop/web)',
      type: 'R0001',
      rule: { name: 'Unexpected process launched' },
      occurredAt: '2026-08-31T15:26:50.244Z',
      actor: {
        process: {
          name: 'nc',
          path: '/bin/nc',
          pid: 4712,
          commandLine: 'nc -lvp 4444',
          parent: { name: 'sh', pid: 4711 },
        },
      },
      container: {
        id: '0f0e0d0c0b0a',
        name: 'web',
        image:
          'registry.example.test/shop/web:v3@sha256:84f507df33c6864d49c296fb734192696e4cb6f78166ac51ac8b9b118181085d',
      },
      kubernetes: { cluster: 'prod', namespace: 'shop', workload: 'web', pod: 'web-6d6f8cc7d5-2q9wf', node: 'node-1' },
      cloud: { provider: 'aws', account: '111122223333', resource: { uid: 'i-0a1b2c3d4e5f60718' } },
      sensor: { host: 'node-agent-x7k2p' },
    },
  ]);
});

test('malware has its file and digest, a web attack its address and request', () => {
  const [, malware, attack] = at('batch');
  expect(malware).toMatchObject({
    severity: 'critical',
    file: { path: '/tmp/xmrig', hashes: { sha256: expect.stringMatching(/^b94d27/) } },
    description: 'A program that mines coins.',
  });
  expect(malware?.actor.process).toBeUndefined();
  expect(attack).toMatchObject({
    actor: { ip: '203.0.113.7', country: 'DE' },
    target: { method: 'POST', url: '/login' },
  });
});

test('the same program in another pod is the same problem; other programs, rules and workloads are others', () => {
  const [one, again] = at('process', 'process-again');
  expect(again?.fingerprint).toBe(one?.fingerprint);
  expect(again?.id).not.toBe(one?.id);
  const others = [
    alert,
    { ...alert, ruleID: 'R0002' },
    { ...alert, workloadName: 'db' },
    { ...alert, arguments: { path: '/bin/nc' } },
    { ...alert, arguments: { path: '/bin/sh' } },
  ].map((each) => alertOf(kubescape, list(each)).fingerprint);
  expect(new Set(others).size).toBe(5);
});

test('alerts that the node agent leaves out are a gap', () => {
  expect(at('limit')).toMatchObject([
    { kind: 'gap', title: 'Kubescape leaves out alerts of node-1', severity: 'medium' },
  ]);
});

test('a control that fails, fails less and passes is one finding, one problem and three reports', () => {
  const reports = ['scan', 'scan-better', 'scan-passed'].map((name) => at(name)[0]);
  expect(reports.map((each) => [each?.finding.status, each?.finding.count])).toEqual([
    ['new', 2],
    ['new', 1],
    ['resolved', undefined],
  ]);
  expect(new Set(reports.map((each) => `${each?.finding.uid} ${each?.fingerprint}`)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(3);
  expect(reports[0]).toMatchObject({
    title: 'Privileged container: failed by 2 resources in prod',
    description: 'Failed by: shop/Deployment/web, shop/Deployment/db.',
  });
});

test('a control that one workload alone fails names it', () => {
  expect(at('scan')[0]?.kubernetes).toEqual({ cluster: 'prod' });
  expect(at('scan-better')[0]?.kubernetes).toEqual({ cluster: 'prod', namespace: 'shop', workload: 'db' });
});

test('one control in two repositories is two problems', () => {
  const scan = (remoteURL: string) =>
    alertOf(kubescape, {
      summaryDetails: { controls: { 'C-1': { controlID: 'C-1', statusInfo: { status: 'failed' } } } },
      metadata: { targetMetadata: { repoContextMetadata: { remoteURL } } },
    }).fingerprint;
  expect(scan('https://git.example.test/a')).not.toBe(scan('https://git.example.test/b'));
});

test('vulnerabilities of a container end when there are none', () => {
  const [found, clean] = at('vulnerability-summary', 'vulnerability-clean');
  expect(found).toMatchObject({ severity: 'critical', state: 'open', container: { name: 'web' } });
  expect(clean).toMatchObject({
    state: 'resolved',
    fingerprint: found?.fingerprint,
    finding: { uid: found?.finding.uid },
  });
});

test('a full manifest has its packages', () => {
  expect(at('results-list')[1]?.vulnerabilities).toEqual([
    { cve: 'CVE-2024-6119', package: 'openssl', version: '3.0.13', fixedIn: '3.0.14' },
    { cve: 'CVE-2024-29069', package: 'snapd', version: '2.61' },
  ]);
});

test('each changed file of a node is an alert, with its digest and the program', () => {
  const [modified, created] = at('file-changes');
  expect(modified).toMatchObject({
    title: 'File modify: /etc/shadow on node-1',
    occurredAt: '2026-08-31T15:26:50.244Z',
    file: { path: '/etc/shadow', hashes: { sha256: expect.stringMatching(/^b94d27/) } },
    actor: { process: { name: 'passwd', pid: 4712 } },
    target: { kind: 'host', host: 'node-1' },
    kubernetes: { cluster: 'prod', node: 'node-1' },
  });
  expect(created?.fingerprint).not.toBe(modified?.fingerprint);
});
