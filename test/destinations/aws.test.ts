import { describe, expect, it } from 'vitest';
import type { Rendered } from '../../lambdas/destinations/_kit/define-destination.ts';
import { eventbridge } from '../../lambdas/destinations/eventbridge/index.ts';
import { s3 } from '../../lambdas/destinations/s3/index.ts';
import { sns } from '../../lambdas/destinations/sns/index.ts';
import { alertNamed, attemptFor } from '../conformance/alerts.ts';

const alert = alertNamed('full');
const item = (n: number, change = {}): Rendered => ({
  alert: { ...alert, id: `edge:${String(n).padStart(32, '0')}`, ...change },
  attempt: { ...attemptFor(alert), deliveryId: `d${n}` },
});

describe('S3', () => {
  const connected = s3.connect({ bucket: 'alerts', region: 'eu-central-1' });

  it('puts the same deliveries under the same key, whatever has become of them', () => {
    const [first, again] = [item(1), { ...item(1), attempt: { ...item(1).attempt, possibleDuplicate: true, at: 'x' } }];
    const requests = [first, again].map(({ alert: each, attempt }) => connected.render(each, attempt));
    expect(requests[1]).toEqual(requests[0]);
    expect(connected.isIdempotent).toBe(true);
  });

  it('puts many into one object, a line each, under another key than any of them alone', () => {
    const items = [item(1), item(2)];
    const request = connected.batch?.render(items);
    expect(request?.body?.trim().split('\n')).toHaveLength(2);
    expect(request?.url).not.toBe(connected.render(item(1).alert, item(1).attempt).url);
    expect(request?.url).toMatch(/\/tocsin\/date=2026-11-21\/hour=03\/[0-9a-f]{32}\.ndjson$/);
  });
});

describe('EventBridge', () => {
  it('takes ten large alerts in requests that each hold to 256 KB', () => {
    const connected = eventbridge.connect({ region: 'eu-central-1' });
    const large = alertNamed('oversized');
    const { body = '' } = connected.render(large, attemptFor(large));
    expect(Buffer.byteLength(JSON.parse(body).Entries[0].Detail)).toBeLessThan(240_001);
  });
});

describe('SNS', () => {
  const fields = (topic: string, settings = {}) => {
    const topicArn = `arn:aws:sns:eu-central-1:123456789012:${topic}`;
    const { body } = sns.connect({ topicArn, ...settings }).render(alert, attemptFor(alert));
    return new URLSearchParams(body);
  };

  it('names what subscriptions filter by', () => {
    const all = Object.fromEntries(fields('alerts'));
    expect(all).toMatchObject({
      'MessageAttributes.entry.1.Name': 'severity',
      'MessageAttributes.entry.1.Value.StringValue': 'high',
      'MessageAttributes.entry.2.Name': 'source',
      'MessageAttributes.entry.2.Value.StringValue': 'accuknox-prod',
      Subject: '[HIGH] File integrity: /bin/touch on /etc/passwd - payments/checkout (prod-eu-1)',
    });
    expect(all['MessageGroupId']).toBeUndefined();
  });

  it('gives a FIFO topic a group for the problem and an id for the delivery', () => {
    expect(fields('alerts.fifo').get('MessageGroupId')).toMatch(/^[0-9a-f]{32}$/);
    expect(fields('alerts.fifo').get('MessageDeduplicationId')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('sends people text', () => {
    expect(fields('alerts', { format: 'text' }).get('Message')).toMatch(
      /^HIGH\nFile integrity: .*\n.*AccuKnox KubeArmor blocked it\.\n/,
    );
  });
});

describe('keys of an identity', () => {
  const settings = { bucket: 'alerts', region: 'eu-central-1', secretAccessKey: 'secret' };
  const issues = (change: object): string[] =>
    s3.settings.safeParse({ ...settings, ...change }).error?.issues.map(({ message }) => message) ?? [];

  it.each(['minioadmin', 'tocsin-writer', 'GK31c2f218a2e44f485b94239e', 'a_b.c', '7XC0J3E5ZK1VQKQN8X2A'])(
    'has the form that another server gives, where apiUrl is set: %s',
    (accessKeyId) => {
      expect(issues({ accessKeyId, apiUrl: 'https://minio.example.test:9000' })).toEqual([]);
    },
  );

  it.each([
    ['minioadmin without apiUrl', { accessKeyId: 'minioadmin' }, 'for another server set apiUrl'],
    ['a slash', { accessKeyId: 'a/b', apiUrl: 'https://minio.example.test' }, 'is not an access key id'],
    ['a comma', { accessKeyId: 'a,b', apiUrl: 'https://minio.example.test' }, 'is not an access key id'],
    ['a blank', { accessKeyId: 'a b', apiUrl: 'https://minio.example.test' }, 'is not an access key id'],
  ])('is refused with %s', (_, change, words) => {
    expect(issues(change).join()).toContain(words);
  });
});
