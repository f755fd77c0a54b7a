import { expect, test } from 'vitest';
import { prowler } from '../../lambdas/sources/prowler/index.ts';
import { alertOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const at = (names: readonly string[]) => names.flatMap((name) => sampleAlerts('prowler', prowler, name));

test.each([
  [
    ['fail', 'fail-again', 'muted', 'pass'],
    ['new', 'new', 'suppressed', 'resolved'],
  ],
  [
    ['json', 'json-pass'],
    ['new', 'resolved'],
  ],
  [
    ['asff', 'asff-pass'],
    ['new', 'resolved'],
  ],
])('%j are one finding, one problem and a report each', (names, statuses) => {
  const reports = at(names);
  expect(reports.map(({ finding }) => finding.status)).toEqual(statuses);
  expect(new Set(reports.map((each) => `${each.finding.uid} ${each.fingerprint}`)).size).toBe(1);
  expect(new Set(reports.map(({ id }) => id)).size).toBe(names.length);
});

test('OCSF, JSON and the API tell of the same problem, and another bucket is another', () => {
  const problems = at(['fail', 'json', 'api']).map(({ fingerprint }) => fingerprint);
  expect(new Set(problems).size).toBe(1);
  expect(problems).not.toContain(at(['scan'])[0]?.fingerprint);
});

const found = {
  vendor: 'Prowler',
  product: 'Prowler',
  class: 'compliance',
  type: 's3_bucket_public_access',
  rule: { uid: 's3_bucket_public_access', name: 'Check that S3 buckets are not open to the public' },
  title: 'S3 Bucket exports has public access due to bucket policy',
  severity: 'critical',
  cloud: {
    account: '111122223333',
    region: 'eu-west-1',
    resource: { uid: 'arn:aws:s3:::exports', type: 'AwsS3Bucket' },
  },
};

test.each(['fail', 'asff', 'json'])('the alert of %s has its values in their places', (name) => {
  expect(at([name])).toMatchObject([found]);
});

test('a scan has an alert for each finding; a pod has its namespace, a check for a person is info', () => {
  const [bucket, manual, pod] = at(['scan']);
  expect(bucket).toMatchObject({ severity: 'critical', cloud: { resource: { name: 'web' } } });
  expect(manual).toMatchObject({ severity: 'info', state: 'open', vendorSeverity: 'Medium' });
  expect(pod).toMatchObject({ severity: 'high', kubernetes: { namespace: 'shop', pod: 'web-1' } });
});

test.each([
  ['critical', 'critical'],
  ['high', 'high'],
  ['medium', 'medium'],
  ['low', 'low'],
  ['informational', 'info'],
] as const)('a failed check of severity %s is %s, and info when it passes', (severity, expected) => {
  const check = { check_id: 'c', severity, uid: 'u', status_extended: 'It is open.' };
  expect(alertOf(prowler, { ...check, status: 'FAIL' })).toMatchObject({ severity: expected, state: 'open' });
  expect(alertOf(prowler, { ...check, status: 'PASS' })).toMatchObject({ severity: 'info', state: 'resolved' });
  expect(alertOf(prowler, { ...check, status: 'FAIL', muted: true }).finding.status).toBe('suppressed');
});
