import { describe, expect, it, test } from 'vitest';
import { sns } from '../../lambdas/sources/sns/index.ts';
import { alertsOf, readingOf } from './read.ts';

const envelope = {
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:eu-central-1:111122223333:security-alerts',
  Timestamp: '2026-09-01T09:30:06.001Z',
};
const message = (inner: unknown, more: object = {}) => ({
  ...envelope,
  ...more,
  Message: typeof inner === 'string' ? inner : JSON.stringify(inner),
});
const alarm = {
  AlarmName: 'root-login',
  NewStateValue: 'ALARM',
  AlarmArn: 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:root-login',
};

test.each([
  ['ALARM', 'open', 'high'],
  ['OK', 'resolved', 'high'],
  ['INSUFFICIENT_DATA', 'open', 'low'],
])('an alarm that is %s is %s', (NewStateValue, state, severity) => {
  const [is] = alertsOf(sns, message({ ...alarm, NewStateValue }));
  expect(is).toMatchObject({ state, severity, product: 'CloudWatch' });
  expect(is?.fingerprint).toBe(alertsOf(sns, message(alarm))[0]?.fingerprint);
});

test.each([['SubscriptionConfirmation'], ['UnsubscribeConfirmation']])('%s is a handshake', (Type) => {
  const reading = readingOf(sns, message('…', { Type }), { headers: {}, receivedAt: '', repaired: false });
  expect(reading).toEqual({ kind: 'ignored', reason: 'handshake' });
});

describe('a message out of its envelope', () => {
  const text = 'Intrusion on gw-1\nSeverity: critical';

  it('is what it is in it', () => {
    const [inside] = alertsOf(sns, message(text, { Subject: 'SOC' }));
    const [outside] = alertsOf(sns, text, { envelope: { ...envelope, Subject: 'SOC' } });
    expect(outside).toMatchObject({
      id: inside?.id,
      fingerprint: inside?.fingerprint,
      title: 'SOC',
      severity: 'critical',
    });
    expect(outside?.occurredAt).toBe('2026-09-01T09:30:06.001Z');
  });

  it('delivered raw is named by its headers', () => {
    const headers = { 'x-amz-sns-message-id': envelope.MessageId, 'x-amz-sns-topic-arn': envelope.TopicArn };
    expect(alertsOf(sns, text, { headers })[0]?.id).toBe(alertsOf(sns, message(text))[0]?.id);
  });
});

test('what SNS sends again is the same occurrence; the same text later is another of the same problem', () => {
  const [first] = alertsOf(sns, message('Intrusion on gw-1'));
  const [again] = alertsOf(sns, message('Intrusion on gw-1'), { receivedAt: '2026-09-02T08:00:20.000Z' });
  const [later] = alertsOf(sns, message('Intrusion on gw-1', { MessageId: 'other' }));
  expect(again?.id).toBe(first?.id);
  expect(later?.id).not.toBe(first?.id);
  expect(later?.fingerprint).toBe(first?.fingerprint);
});

test('a text that says so resolves what it said', () => {
  const [open] = alertsOf(sns, message('ALARM: Intrusion on gw-1'));
  const [over] = alertsOf(sns, message('RESOLVED: Intrusion on gw-1', { MessageId: 'other' }));
  expect(over).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
});

test('a finding of Macie has its own type, severity, bucket and end', () => {
  const macie = (bucket: string, more: object = {}) =>
    alertsOf(
      sns,
      message({
        'detail-type': 'Macie Finding',
        source: 'aws.macie',
        detail: {
          type: 'Policy:IAMUser/S3BucketPublic',
          title: 'The bucket is public',
          severity: { score: 3, description: 'High' },
          resourcesAffected: { s3Bucket: { name: bucket } },
          ...more,
        },
      }),
    )[0];
  const one = macie('a');
  expect(one).toMatchObject({
    type: 'Policy:IAMUser/S3BucketPublic',
    severity: 'high',
    vendorSeverity: 'High',
    state: 'open',
    cloud: { resource: { name: 'a' } },
  });
  expect(macie('b')?.fingerprint).not.toBe(one?.fingerprint);
  expect(macie('a', { archived: true })?.state).toBe('resolved');
});

test.each([
  { Event: 's3:TestEvent', Bucket: 'b' },
  { Event: 'autoscaling:TEST_NOTIFICATION', AutoScalingGroupName: 'web' },
  { notificationType: 'AmazonSnsSubscriptionSucceeded', message: 'You have successfully subscribed.' },
])('%j only says that the topic is notified', (greeting) => {
  expect(readingOf(sns, message(greeting))).toEqual({ kind: 'ignored', reason: 'test' });
});

test('an alarm of CloudWatch through its life: one uid, an id for each report, the place in its ARN', () => {
  const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:cpu';
  const alarm = (NewStateValue: string, StateChangeTime: string) =>
    alertsOf(
      sns,
      message({ AlarmName: 'cpu', AlarmArn: arn, AWSAccountId: '111122223333', NewStateValue, StateChangeTime }),
    )[0];
  const reports = [alarm('ALARM', '2026-09-01T09:00:00.000+0000'), alarm('OK', '2026-09-01T10:00:00.000+0000')];
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(2);
  expect(reports).toMatchObject([
    {
      class: 'operational',
      finding: { vendorUid: arn, status: 'new' },
      cloud: { provider: 'aws', account: '111122223333', region: 'eu-central-1', resource: { uid: arn, name: 'cpu' } },
    },
    { finding: { status: 'resolved' } },
  ]);
});
