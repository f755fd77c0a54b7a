import { expect, test } from 'vitest';
import { sysdig } from '../../lambdas/sources/sysdig/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

const alerts = (payload: unknown) => alertsOf(sysdig, payload, { receivedAt });

const event = {
  id: '17dec7142e0084978fbafcb03e2cabca',
  type: 'policy',
  timestamp: '1788190010829167383',
  severity: 5,
  name: 'Notable Events',
  content: { ruleName: 'Reverse shell', fields: { 'container.name': 'web', 'proc.name': 'bash' } },
  labels: { 'kubernetes.namespace.name': 'shop', 'kubernetes.pod.name': 'web-6d6f8cc7d5-2q9wf' },
};

test.each([
  [0, 'high'],
  [3, 'high'],
  ['4', 'medium'],
  [5, 'medium'],
  [6, 'low'],
  [7, 'info'],
] as const)('severity %s, 0 being the worst, is %s', (given, severity) => {
  expect(alerts([{ ...event, severity: given }])).toMatchObject([{ severity, vendorSeverity: String(given) }]);
});

test.each([8, -1, null, '', undefined])('severity %s is derived', (given) => {
  expect(alerts([{ ...event, severity: given }])).toMatchObject([{ severity: 'medium' }]);
});

test.each([
  ['1788190010829167383', '2026-08-31T15:26:50.829Z'],
  [1788190010829167, '2026-08-31T15:26:50.829Z'],
  [1788190010829, '2026-08-31T15:26:50.829Z'],
])('timestamp %s is read in its own unit', (timestamp, occurredAt) => {
  expect(alerts([{ ...event, timestamp }])[0]?.occurredAt).toBe(occurredAt);
});

test.each([
  [[{ type: 'POLICY_ACTION_KILL', successful: true }], 'blocked'],
  [[{ type: 'POLICY_ACTION_PREVENT_MALWARE', successful: true }], 'blocked'],
  [[{ type: 'POLICY_ACTION_STOP', successful: false, errMsg: 'x' }], 'observed'],
  [[{ type: 'POLICY_ACTION_CAPTURE', successful: true }], 'observed'],
  [undefined, 'observed'],
] as const)('actions %j are %s', (actions, action) => {
  expect(alerts([{ ...event, actions }])[0]?.action).toBe(action);
});

test('the same rule in another pod of the workload is the same problem, another event', () => {
  const labels = { ...event.labels, 'kubernetes.pod.name': 'web-6d6f8cc7d5-x7zzk' };
  const [one, two] = alerts([event, { ...event, id: 'other', labels }]);
  expect(two?.fingerprint).toBe(one?.fingerprint);
  expect(two?.id).not.toBe(one?.id);
  expect(one?.title).toBe('Reverse shell: bash in shop/web-6d6f8cc7d5-2q9wf');
});

test('a notification that is over resolves its own', () => {
  const raised = { alert: { name: 'A', id: 7 }, event: { id: 1 }, state: 'ACTIVE', entities: [{ entity: 'e' }] };
  const [open, over] = alerts([raised, { ...raised, state: 'OK', resolved: true }]);
  expect([open?.state, over?.state]).toEqual(['open', 'resolved']);
  expect(over?.fingerprint).toBe(open?.fingerprint);
  expect(over?.finding).toEqual({ uid: open?.finding.uid, vendorUid: '1', status: 'resolved' });
  expect(over?.id).not.toBe(open?.id);
});

test.each([
  [
    'event-batch',
    {
      class: 'threat',
      rule: { uid: 'Redirect STDOUT/STDIN to Network Connection in Container', category: 'RULE_TYPE_FALCO' },
      actor: { user: 'root', process: { name: 'bash' } },
      target: { kind: 'container', host: 'gke-1' },
      container: { id: '6949e5f10829', name: 'web' },
      kubernetes: { cluster: 'prod', namespace: 'shop', pod: 'web-0' },
    },
  ],
  [
    'host',
    {
      actor: { user: 'root', process: { name: 'touch', commandLine: 'touch /etc/ard' } },
      target: { kind: 'host', host: 'ardbox' },
      file: { path: '/etc/ard', name: 'ard' },
    },
  ],
  ['cloudtrail', { cloud: { provider: 'aws', account: '414773805239', region: 'us-east-1' } }],
  [
    'benchmark',
    {
      class: 'compliance',
      rule: {
        uid: '4.1.8',
        name: 'Ensure that the file ownership is set to root:root',
        category: 'kube_bench_cis-1.6.0',
      },
      kubernetes: { cluster: 'demo' },
    },
  ],
  [
    'host-scanning',
    {
      class: 'vulnerability',
      rule: { uid: 'Vulnerability updates' },
      target: { host: 'dev-vm' },
      vulnerabilities: [{ cve: 'CVE-2020-27170', package: 'linux-headers', fixedIn: '5.4.0-70.78' }],
    },
  ],
  ['notification', { class: 'operational', finding: { vendorUid: '2425', status: 'new' }, target: { host: 'node-a' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('sysdig', sysdig, name)[0]).toMatchObject(places);
});
