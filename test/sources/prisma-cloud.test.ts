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
  ['dismissed', 'resolved'],
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
