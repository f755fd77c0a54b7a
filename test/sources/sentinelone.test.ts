import { expect, test } from 'vitest';
import { sentinelone } from '../../lambdas/sources/sentinelone/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(sentinelone, payload, { headers, receivedAt });

const threatInfo = {
  threatId: '1',
  threatName: 'xmrig',
  classification: 'Miner',
  sha1: 'aaf4',
  filePath: '/tmp/xmrig',
};
const agentRealtimeInfo = { agentComputerName: 'web-01' };
const threat = (more: object = {}) => ({ threatInfo: { ...threatInfo, ...more }, agentRealtimeInfo });

test.each([
  ['malicious', 'high'],
  ['Suspicious', 'medium'],
  [undefined, 'medium'],
])('a threat has no severity: %s is %s', (confidenceLevel, severity) => {
  expect(alerts(threat({ confidenceLevel }))).toMatchObject([{ severity }]);
});

test('a rule has a severity of its own', () => {
  const star = { alertInfo: { alertId: '9' }, ruleInfo: { name: 'Run key', severity: 'Critical' } };
  expect(alerts(star)).toMatchObject([{ severity: 'critical', vendorSeverity: 'Critical', type: 'Run key' }]);
});

test.each([
  ['mitigated', 'blocked'],
  ['not_mitigated', 'observed'],
  ['marked_as_benign', 'allowed'],
  ['pending', 'unknown'],
])('the mitigation status %s is the action %s', (mitigationStatus, action) => {
  expect(alerts(threat({ mitigationStatus }))).toMatchObject([{ action }]);
});

test('resolved joins what was open, as an occurrence of its own', () => {
  const [open] = alerts(threat({ incidentStatus: 'unresolved', updatedAt: '2026-08-31T15:00:00Z' }));
  const [over] = alerts(threat({ incidentStatus: 'resolved', updatedAt: '2026-08-31T18:00:00Z' }));
  expect(over).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
  expect(over?.id).not.toBe(open?.id);
});

test('a unified alert tells where it ran, who attacked, and what came of it', () => {
  const kubernetes = {
    clusterName: 'prod',
    namespaceName: 'shop',
    podName: 'web-1',
    containerName: 'web',
    containerImageName: 'shop/web:1',
    controllerName: 'web',
  };
  const unified = (result: string) => ({
    id: 'u1',
    name: 'eicar.com.txt detected as Malware',
    severity: 'MEDIUM',
    detectionTime: { assets: [{ kubernetes }], attacker: { ip: '192.0.2.1' } },
    process: { file: { path: '/tmp/eicar.com.txt', sha256: 'aa' } },
    result,
  });
  expect(alerts(unified('UNMITIGATED'))).toMatchObject([
    {
      action: 'observed',
      actor: { ip: '192.0.2.1' },
      target: { kind: 'container' },
      type: 'Malware',
      container: { name: 'web', image: 'shop/web:1' },
      kubernetes: { cluster: 'prod', namespace: 'shop', pod: 'web-1', workload: 'web' },
    },
  ]);
  expect(alerts(unified('MITIGATED'))).toMatchObject([{ action: 'blocked' }]);
});

test.each([
  [
    'threat',
    {
      finding: { vendorUid: '1234567890123456789', firstSeenAt: '2026-08-31T15:26:53.968Z' },
      target: { host: 'web-01', ip: '10.0.0.1' },
      file: { path: '/tmp/xmrig', name: 'xmrig', hashes: { sha1: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d' } },
    },
  ],
  [
    'star-alert',
    {
      finding: { vendorUid: '1890123456789012345' },
      actor: {
        user: String.raw`NT AUTHORITY\SYSTEM`,
        process: {
          name: 'reg.exe',
          path: String.raw`C:\Windows\System32\reg.exe`,
          pid: 3672,
          commandLine: String.raw`reg add HKLM\Software\Run /v x`,
          hashes: { sha256: '8e86f498aa4aabfcea6c179d6181557140b4597f1c39bb94e2aba32158b58297' },
          parent: { name: 'services.exe', pid: 896 },
        },
      },
      sensor: { version: '23.4.4.223' },
    },
  ],
  [
    'legacy-threat',
    {
      file: { name: 'eicar.com', hashes: { sha1: '3395856ce81f2b7382dee72602f798b642f14140' } },
      actor: { user: 'bob' },
    },
  ],
])('the first alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('sentinelone', sentinelone, name)[0]).toMatchObject(places);
});

test('what a machine connects to is the other end, what connects to it is the actor', () => {
  const star = (netEventDirection: string) => ({
    alertInfo: {
      alertId: '9',
      netEventDirection,
      srcIp: '10.0.0.9',
      srcPort: '50123',
      dstIp: '203.0.113.9',
      dstPort: '443',
      dnsRequest: 'c2.example',
    },
    ruleInfo: { name: 'Beacon', severity: 'High' },
  });
  expect(alerts(star('OUTGOING'))).toMatchObject([
    {
      target: { ip: '10.0.0.9' },
      connection: { direction: 'outbound', remote: { ip: '203.0.113.9', port: 443, domain: 'c2.example' } },
    },
  ]);
  expect(alerts(star('INCOMING'))).toMatchObject([
    { actor: { ip: '10.0.0.9', port: 50_123 }, target: { ip: '203.0.113.9', port: 443 } },
  ]);
});

test('a threat that an analyst judged to be none and did not resolve is suppressed', () => {
  const judged = threat({ incidentStatus: 'unresolved', analystVerdict: 'false_positive' });
  expect(alerts(judged)[0]?.finding.status).toBe('suppressed');
});

test('found, taken up and resolved are one finding, and three reports', () => {
  const reports = ['unresolved', 'in_progress', 'resolved'].map(
    (incidentStatus, i) => alerts(threat({ incidentStatus, updatedAt: `2026-08-31T15:0${i}:00Z` }))[0],
  );
  expect(reports.map((report) => report?.finding.status)).toEqual(['new', 'in_progress', 'resolved']);
  expect(new Set(reports.map((report) => report?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((report) => report?.id)).size).toBe(3);
});
