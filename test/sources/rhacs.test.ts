import { expect, test } from 'vitest';
import { rhacs } from '../../lambdas/sources/rhacs/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const alert = (more: object = {}) => ({
  alert: {
    id: '8d3f1b2c-0000-4a4b-8c5d-6e7f8091a2b3',
    time: '2026-08-31T15:26:50.829165Z',
    policy: { name: 'Shell', severity: 'HIGH_SEVERITY' },
    clusterName: 'prod',
    namespace: 'shop',
    deployment: { name: 'web', type: 'Deployment' },
    ...more,
  },
});

test.each([
  ['CRITICAL_SEVERITY', 'critical'],
  ['HIGH_SEVERITY', 'high'],
  ['MEDIUM_SEVERITY', 'medium'],
  ['LOW_SEVERITY', 'low'],
] as const)('%s is %s', (severity, expected) => {
  const policy = { name: 'Shell', severity };
  expect(alertOf(rhacs, alert({ policy }))).toMatchObject({ severity: expected, vendorSeverity: severity });
});

test('what was done is said by the enforcement, not by what the policy would do', () => {
  const policy = { name: 'Shell', enforcementActions: ['KILL_POD_ENFORCEMENT'] };
  expect(alertOf(rhacs, alert({ policy })).action).toBe('observed');
  expect(alertOf(rhacs, alert({ enforcement: { action: 'KILL_POD_ENFORCEMENT' } })).action).toBe('blocked');
  expect(alertOf(rhacs, alert({ state: 'ATTEMPTED' })).action).toBe('blocked');
});

test('the same alert that happens again, and its end, are occurrences of one problem', () => {
  const one = alertOf(rhacs, alert());
  const again = alertOf(rhacs, alert({ time: '2026-08-31T16:00:00Z' }));
  const over = alertOf(rhacs, alert({ state: 'RESOLVED', resolvedAt: '2026-09-01T09:00:00Z' }));
  expect(new Set([one.id, again.id, over.id]).size).toBe(3);
  expect(new Set([one.fingerprint, again.fingerprint, over.fingerprint]).size).toBe(1);
  expect([over.state, over.occurredAt]).toEqual(['resolved', '2026-09-01T09:00:00.000Z']);
});

test.each([
  [alert({ id: 'testalert' }), 'test'],
  [{ audit: { time: 'x' } }, 'audit'],
  [{ networkpolicy: { yaml: 'x' } }, 'network-policy'],
])('%j is no alert: %s', (payload, reason) => {
  expect(readingOf(rhacs, payload)).toMatchObject({ kind: 'ignored', reason });
});

test('an alert on a node is about that node', () => {
  const onNode = (name: string) =>
    alertOf(
      rhacs,
      alert({ deployment: undefined, namespace: undefined, entityType: 'NODE', node: { id: name, name } }),
    );
  const [one, other] = [onNode('worker-1'), onNode('worker-2')];
  expect(one).toMatchObject({
    target: { kind: 'node', host: 'worker-1' },
    title: expect.stringContaining('prod/worker-1'),
  });
  expect(other.fingerprint).not.toBe(one.fingerprint);
});

test('active, again, snoozed and resolved are four reports of one finding', () => {
  const reports = [
    alert(),
    alert({ time: '2026-08-31T16:00:00Z' }),
    alert({ state: 'SNOOZED', snoozeTill: '2026-09-02T00:00:00Z' }),
    alert({ state: 'RESOLVED', resolvedAt: '2026-09-01T09:00:00Z' }),
  ].map((payload) => alertOf(rhacs, payload));
  expect(new Set(reports.map(({ id }) => id)).size).toBe(4);
  expect(new Set(reports.map(({ finding }) => finding.uid)).size).toBe(1);
  expect(reports.map(({ finding }) => finding.status)).toEqual(['new', 'new', 'suppressed', 'resolved']);
});

test.each([
  [
    'process-killed',
    {
      class: 'threat',
      rule: { uid: 'Shell Spawned by Java Application', category: 'System Modification' },
      finding: {
        vendorUid: '1d3f1b2c-0000-4a4b-8c5d-6e7f8091a2b3',
        firstSeenAt: '2026-08-31T15:26:51.000Z',
        lastSeenAt: '2026-08-31T15:26:51.000Z',
      },
      actor: {
        process: {
          name: 'sh',
          path: '/bin/sh',
          pid: 1234,
          commandLine: '/bin/sh -c id',
          parent: { name: 'java', path: '/usr/bin/java' },
        },
      },
      container: { id: 'c0ffee', name: 'app', image: `registry.example/shop/web:1.2@sha256:${'a'.repeat(64)}` },
      kubernetes: { cluster: 'prod', namespace: 'shop', workload: 'web', pod: 'web-6d6f8cc7d5-2q9wf' },
    },
  ],
  ['attempted-deployment', { class: 'compliance' }],
  [
    'resource-audit',
    {
      actor: { user: 'system:admin', ip: '10.0.0.1', userAgent: 'kubectl' },
      cloud: { resource: { type: 'SECRETS', name: 'db-password' } },
    },
  ],
  ['network-flow', { connection: { direction: 'outbound', protocol: 'TCP', remote: { port: 443 } } }],
  [
    'image',
    {
      class: 'vulnerability',
      container: { image: `registry.example/shop/api:2@sha256:${'b'.repeat(64)}` },
      vulnerabilities: [{ cve: 'CVE-2026-0001', cvss: 8.1, package: 'openssl' }],
    },
  ],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('rhacs', rhacs, name)[0]).toMatchObject(places);
});

test('a violation names component, version and fix of a CVE or an advisory', () => {
  const advisory =
    "Fixable RHSA-2022:4993 (CVSS 7.1) (severity Important) found in component 'xz-libs' (version 5.2.4-3) in container 'r', resolved by version 0:5.2.4-4";
  const message =
    "Fixable CVE-2021-3711 (CVSS 9.8) (severity Critical) found in component 'openssl' (version 1.1.1d) in container 'c', resolved by version 1.1.1l";
  expect(alertOf(rhacs, alert({ violations: [{ message }, { message: advisory }] })).vulnerabilities).toEqual([
    { cve: 'CVE-2021-3711', cvss: 9.8, package: 'openssl', version: '1.1.1d', fixedIn: '1.1.1l' },
    { cvss: 7.1, package: 'xz-libs', version: '5.2.4-3', fixedIn: '0:5.2.4-4' },
  ]);
});
