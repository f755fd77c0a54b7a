import { expect, test } from 'vitest';
import { macie } from '../../lambdas/sources/macie/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const finding = {
  id: '4ed45d06',
  accountId: '111122223333',
  region: 'eu-central-1',
  type: 'SensitiveData:S3Object/Credentials',
  title: 'The S3 object contains credentials',
  severity: { score: 3, description: 'High' },
  resourcesAffected: {
    s3Bucket: { arn: 'arn:aws:s3:::exports', name: 'exports' },
    s3Object: { key: 'a/keys.txt', path: 'exports/a/keys.txt' },
  },
  updatedAt: '2026-08-31T15:26:50Z',
};

const event = (detail: object, more: object = {}) => ({
  'detail-type': 'Macie Finding',
  source: 'aws.macie',
  time: '2026-08-31T15:26:52Z',
  detail,
  ...more,
});

test.each([
  [{ score: 3, description: 'High' }, 'high', 'High'],
  [{ score: 2, description: 'Medium' }, 'medium', 'Medium'],
  [{ score: 1, description: 'Low' }, 'low', 'Low'],
  [{ score: 1 }, 'low', '1'],
  [{ score: 2 }, 'medium', '2'],
  [{ score: 3 }, 'high', '3'],
  [{ score: 9 }, 'medium', undefined],
  [undefined, 'medium', undefined],
] as const)('a severity of %o is %s', (severity, expected, vendorSeverity) => {
  const alert = alertOf(macie, event({ ...finding, severity }));
  expect([alert.severity, alert.vendorSeverity]).toEqual([expected, vendorSeverity]);
});

test.each([
  [
    'policy',
    {
      class: 'compliance',
      rule: { uid: 'Policy:IAMUser/S3BucketPublic', name: 'The S3 bucket is publicly accessible' },
      actor: { ip: '203.0.113.7', country: 'DE', user: 'Deployer' },
      target: { kind: 'bucket', domain: 's3.amazonaws.com' },
      cloud: {
        account: '111122223333',
        region: 'eu-central-1',
        resource: { uid: 'arn:aws:s3:::acme-exports', type: 'AWS::S3::Bucket', name: 'acme-exports' },
      },
      finding: { count: 1, firstSeenAt: '2026-08-31T15:19:46.000Z', lastSeenAt: '2026-08-31T15:26:44.000Z' },
    },
  ],
  [
    'sensitive-data',
    {
      class: 'exposure',
      file: { path: '2026/customers.csv', name: 'customers.csv' },
      target: { kind: 'object' },
      description: expect.stringContaining('30 USA_SOCIAL_SECURITY_NUMBER, 35 NAME, 12 CREDIT_CARD_NUMBER'),
      occurredAt: '2026-08-31T15:26:50.244Z',
    },
  ],
])('the alert of %s has its values in their places', (name, expected) => {
  expect(sampleAlerts('macie', macie, name)[0]).toMatchObject(expected);
});

test('a policy finding that is seen again and archived is one finding, one problem and three reports', () => {
  const names = ['policy', 'policy-again', 'policy-archived'];
  const reports = names.flatMap((name) => sampleAlerts('macie', macie, name));
  expect(reports.map(({ finding: { status, count } }) => [status, count])).toEqual([
    ['new', 1],
    ['new', 2],
    ['suppressed', 2],
  ]);
  expect(new Set(reports.map((each) => `${each.finding.uid} ${each.fingerprint}`)).size).toBe(1);
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
});

test('the same data found by a later job is the same problem; another object is another', () => {
  const names = ['sensitive-data', 'sensitive-data-again', 'sensitive-data-other'];
  const [one, again, other] = names.flatMap((name) => sampleAlerts('macie', macie, name));
  expect(again?.fingerprint).toBe(one?.fingerprint);
  expect(again?.id).not.toBe(one?.id);
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
});

test('the same event again is the same report', () => {
  const again = event(finding, { id: 'resent', time: '2026-08-31T16:00:00Z' });
  expect(alertOf(macie, again).id).toBe(alertOf(macie, event(finding)).id);
});

test('a sample finding is a test, with what it would be', () => {
  expect(readingOf(macie, event({ ...finding, sample: true }))).toMatchObject({
    kind: 'ignored',
    reason: 'test',
    detections: [{ type: 'SensitiveData:S3Object/Credentials' }],
  });
});
