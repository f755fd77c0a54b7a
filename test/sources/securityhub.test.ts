import { describe, expect, it, test } from 'vitest';
import { securityhub } from '../../lambdas/sources/securityhub/index.ts';
import { alertsOf } from './read.ts';

const finding = {
  SchemaVersion: '2018-10-08',
  Id: 'arn:aws:securityhub:eu-central-1:111122223333:security-control/S3.8/finding/1b2c3d4e-5f60-4718-9a3b-c4d5e6f70819',
  ProductArn: 'arn:aws:securityhub:eu-central-1::product/aws/securityhub',
  AwsAccountId: '111122223333',
  Region: 'eu-central-1',
  UpdatedAt: '2026-08-31T15:00:01.000Z',
  Severity: { Label: 'HIGH', Normalized: 70 },
  Title: 'Block public access',
};
const alert = (change: object = {}) => alertsOf(securityhub, { ...finding, ...change })[0];

test.each([
  [{ Label: 'CRITICAL', Normalized: 40 }, 'critical', 'CRITICAL'],
  [{ Label: 'INFORMATIONAL' }, 'info', 'INFORMATIONAL'],
  [{ Normalized: 90 }, 'critical', '90'],
  [{ Normalized: 70 }, 'high', '70'],
  [{ Normalized: 69 }, 'medium', '69'],
  [{ Normalized: 39 }, 'low', '39'],
  [{ Normalized: 0 }, 'info', '0'],
  [{ Original: 'Moderate' }, 'medium', 'Moderate'],
  [{}, 'medium', 'derived'],
])('severity %j is %s', (Severity, severity, vendorSeverity) => {
  expect(alert({ Severity })).toMatchObject({ severity, vendorSeverity });
});

describe('a finding is over when it is', () => {
  it.each([
    [{ RecordState: 'ARCHIVED' }],
    [{ Workflow: { Status: 'RESOLVED' } }],
    [{ Workflow: { Status: 'SUPPRESSED' } }],
    [{ Compliance: { Status: 'PASSED' } }],
  ])('%j', (change) => {
    expect(alert(change)).toMatchObject({ state: 'resolved', fingerprint: alert()?.fingerprint });
    expect(alert(change)?.id).not.toBe(alert()?.id);
  });

  it.each([
    [{ RecordState: 'ACTIVE', Workflow: { Status: 'NOTIFIED' } }],
    [{ Compliance: { Status: 'WARNING' } }],
    [{ Compliance: { Status: 'NOT_AVAILABLE' } }],
  ])('not when it is %j, which is no other occurrence', (change) => {
    expect(alert(change)).toMatchObject({ state: 'open', id: alert()?.id });
  });
});

test('an update is another occurrence, another finding another problem', () => {
  const updated = alert({ UpdatedAt: '2026-09-01T03:00:00.000Z' });
  expect(updated?.id).not.toBe(alert()?.id);
  expect(updated?.fingerprint).toBe(alert()?.fingerprint);
  const other = alert({ Id: finding.Id.replace('1b2c3d4e', 'ffffffff') });
  expect(other?.fingerprint).not.toBe(alert()?.fingerprint);
});

test('who found it is its vendor and product', () => {
  expect(alert({ ProductName: 'Inspector', CompanyName: 'Amazon' })).toMatchObject({
    vendor: 'Amazon',
    product: 'Inspector',
  });
  expect(alert()).toMatchObject({ vendor: 'AWS', product: 'Security Hub' });
});
