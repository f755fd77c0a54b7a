import { expect, test } from 'vitest';
import { rhacs } from '../../lambdas/sources/rhacs/index.ts';
import { alertOf, readingOf } from './read.ts';

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
