import path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { deliverSeconds, deliveryVisibility, sizesFor } from '../../infra/aws/sizes.ts';
import { Tocsin } from '../../infra/construct.ts';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import { deadlineIn } from '../../lambdas/domain/values/deadline.ts';
import { hasTimeFor, type Worker } from '../../lambdas/engine/deliver/worker.ts';
import { LEASE_MS } from '../../lambdas/engine/ports/limits.ts';
import { stackOf, unbundledApp } from './stack.ts';
import { all, file, hasQueue, lambda, template } from './template.ts';

const certificateArn = 'arn:aws:acm:eu-central-1:123456789012:certificate/2f1d1a0e-6c1b-4a53-9a0c-1d2e3f4a5b6c';
const domainName = 'alerts.example.com';

describe('what is accepted stays', () => {
  it('keeps messages encrypted for 14 days, however large SQS takes them', () => {
    for (const { Properties, DeletionPolicy } of all('AWS::SQS::Queue')) {
      expect(Properties).toMatchObject({
        SqsManagedSseEnabled: true,
        MessageRetentionPeriod: 1_209_600,
        MaximumMessageSize: 1_048_576,
      });
      expect(DeletionPolicy).toBe('RetainExceptOnCreate');
    }
  });

  it('gives up on a webhook after 150 receives and on a delivery after 1000, into dead letters', () => {
    const redrive = (queue: RegExp, maxReceiveCount: number) => ({
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(queue.source), 'Arn'] },
        maxReceiveCount,
      },
    });
    hasQueue(redrive(/^WebhooksDeadLetters/, 150));
    hasQueue(redrive(/^DeliveriesDeadLetters/, 1000));
  });

  it('hides a webhook six times as long as route may run, and a delivery as long as a lease', () => {
    hasQueue({ VisibilityTimeout: 6 * lambda('route')?.['Timeout'], RedrivePolicy: { maxReceiveCount: 150 } });
    hasQueue({ VisibilityTimeout: LEASE_MS / 1000, RedrivePolicy: { maxReceiveCount: 1000 } });
  });

  // Lambda takes more messages than it can start functions for, and each that it gives back is a receive, unless there is a maximum.
  it.each([
    ['Webhooks', 2],
    ['Deliveries', 5],
  ])('starts for %s no more functions than a new account has room for, so that none is throttled', (queue, most) => {
    const [mapping] = all('AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
      JSON.stringify(Properties.EventSourceArn).includes(queue),
    );
    expect(mapping?.['Properties'].ScalingConfig).toEqual({ MaximumConcurrency: most });
  });

  it('waits one second for more messages, and no longer: each alert may wait that long twice', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties);
    expect(mappings.map(({ MaximumBatchingWindowInSeconds: seconds }) => seconds)).toEqual([1, 1]);
    expect(mappings.map(({ BatchSize: size }) => size)).toEqual([10, 10]);
  });

  it('sends only the failed records of a batch back', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping').map(({ Properties }) => Properties.FunctionResponseTypes);
    expect(mappings).toEqual([['ReportBatchItemFailures'], ['ReportBatchItemFailures']]);
  });

  it('keeps the table when the stack goes, can put it back to any second, and lets rows expire', () => {
    template.hasResource('AWS::DynamoDB::Table', {
      DeletionPolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      },
    });
  });

  // CloudFormation changes none of this in a table that is there: another form is another index, with another number.
  it('never changes the keys of the table, nor an index', () => {
    const keys = (hash: string, range: string) => [
      { AttributeName: hash, KeyType: 'HASH' },
      { AttributeName: range, KeyType: 'RANGE' },
    ];
    const index = (IndexName: string, hash: string, range: string) => ({
      IndexName,
      KeySchema: keys(hash, range),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    });
    const [table] = all('AWS::DynamoDB::Table');
    expect(table?.['Properties']['KeySchema']).toEqual(keys('pk', 'sk'));
    expect(table?.['Properties']['GlobalSecondaryIndexes']).toEqual([
      index('byTime1', 'timePk', 'timeSk'),
      index('bySource1', 'sourcePk', 'timeSk'),
      index('byStatus1', 'listedPk', 'listedSk'),
      index('open1', 'openPk', 'openSk'),
    ]);
  });

  it('keeps large bodies private and encrypted, for as long as the rows that point to them', () => {
    const long = Template.fromStack(stackOf(file, { retentionDays: 90 }));
    long.hasResourceProperties('AWS::S3::Bucket', {
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      LifecycleConfiguration: {
        Rules: [
          { ExpirationInDays: 90, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
        ],
      },
    });
    const days = Object.values(long.findResources('AWS::Lambda::Function')).map(
      ({ Properties }) => Properties.Environment.Variables.TOCSIN_RETENTION_DAYS,
    );
    expect(days.filter((value) => value !== undefined)).toEqual(['90', '90', '90', '90']);
  });

  it('creates secrets from something constant: another beginning would overwrite what was filled in', () => {
    const other = Template.fromStack(stackOf(path.join(import.meta.dirname, '../bundles/tocsin.yaml')));
    expect(other.findResources('AWS::SecretsManager::Secret')).toEqual(
      template.findResources('AWS::SecretsManager::Secret'),
    );
  });
});

describe('the functions', () => {
  it('run on arm64 and Node 24, log JSON for a month, and keep readable stacks', () => {
    for (const { Properties } of all('AWS::Lambda::Function')) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect(Properties.Environment.Variables.NODE_OPTIONS).toBe('--enable-source-maps');
    }
    for (const { Properties } of all('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBe(30);
  });

  const withTimeouts = (...timeouts: readonly (string | undefined)[]) => ({
    destinations: Object.fromEntries(
      timeouts.map((timeout, i) => [
        `d${i}`,
        timeout === undefined ? { type: 'webhook' } : { type: 'webhook', timeout },
      ]),
    ),
  });

  it.each([
    ['no destination', [], 150],
    ['none that says how long', [undefined, undefined], 150],
    ['a quick one', ['5s'], 150],
    ['the longest of several', [undefined, '45s', '10s'], 210],
    ['the longest that is allowed', ['60s'], 270],
  ] as const)(
    'let deliver run for four requests of its slowest destination, and some more: %s',
    (_, timeouts, seconds) => {
      expect(deliverSeconds(withTimeouts(...timeouts))).toBe(seconds);
    },
  );

  it('let deliver run shorter than its leases, so that a lease that ran out has a dead owner', () => {
    const longest = sizesFor(withTimeouts('60s'));
    expect(lambda('deliver')?.['Timeout']).toBe(150);
    expect(longest.deliver.timeout.toMilliseconds()).toBeLessThan(LEASE_MS);
  });

  it.each([30, 60])('let deliver begin the longest chain of requests of %i seconds each', (seconds) => {
    const { deliver } = sizesFor(withTimeouts(`${seconds}s`));
    // A quarter of a minute is for what comes before: secrets, claims, looks at the state.
    const deadline = deadlineIn(deliver.timeout.toMilliseconds() - 15_000, () => 0);
    expect(hasTimeFor(4, { timeoutMs: seconds * 1000 } as Connected, { deadline } as Worker)).toBe(true);
  });

  it('hide a message for longer than a lease, so that it does not come back to one', () => {
    for (const timeout of [undefined, '60s'])
      expect(deliveryVisibility(sizesFor(withTimeouts(timeout))).toMilliseconds()).toBeGreaterThanOrEqual(LEASE_MS);
  });

  it('calls reconcile every minute, so that what is parked is late by a minute at most', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
    expect(lambda('reconcile')?.['Timeout']).toBeLessThanOrEqual(120);
  });

  it('has no value that looks like a credential in any environment', () => {
    const names = all('AWS::Lambda::Function').flatMap(({ Properties }) =>
      Object.keys(Properties.Environment.Variables),
    );
    expect(names.filter((name) => /TOKEN|PASSWORD|KEY/.test(name))).toEqual([]);
  });
});

it('a stack holds one installation: metrics and the dashboard go by its name', () => {
  const stack = stackOf(file);
  expect(() => new Tocsin(stack, 'Second', { config: file })).toThrow(
    /^Tocsin\/Second\/Default: the stack Tocsin has an installation already, Tocsin\/Default; allowed: one/,
  );
});

it('the construct takes a file or an object, says where a source posts to, and knows its sources', () => {
  const written = {
    version: 1,
    sources: { akto: { type: 'akto', auth: { token: '$' + '{HOOK_TOKEN}' } } },
    destinations: { soc: { type: 'slack', webhookUrl: '$' + '{SLACK_WEBHOOK_URL}' } },
    routes: [{ to: ['soc'] }],
  };
  const stack = new Stack(unbundledApp(), 'Security');
  const tocsin = new Tocsin(stack, 'Alerts', { config: written, domainName, certificateArn });
  expect(tocsin.hookUrl('akto')).toBe('https://alerts.example.com/v1/hooks/akto/<token>');
  expect(() => tocsin.hookUrl('atko')).toThrow('unknown source "atko": did you mean "akto"?');
  const other = new Stack(unbundledApp(), 'Security');
  const plain = { ...written, sources: { akto: { type: 'akto', auth: { bearer: 'hunter2-hunter2' } } } };
  expect(() => new Tocsin(other, 'Alerts', { config: plain })).toThrow(
    /^config:\d+:\d+: sources\.akto\.auth\.bearer: a secret in plain text.*AKTO_BEARER/,
  );
});
