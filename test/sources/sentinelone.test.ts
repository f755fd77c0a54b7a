import { expect, test } from 'vitest';
import { sentinelone } from '../../lambdas/sources/sentinelone/index.ts';
import { alertsOf } from './read.ts';

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
      target: {
        kind: 'container',
        cluster: 'prod',
        namespace: 'shop',
        pod: 'web-1',
        container: 'web',
        workload: 'web',
      },
    },
  ]);
  expect(alerts(unified('MITIGATED'))).toMatchObject([{ action: 'blocked' }]);
});
