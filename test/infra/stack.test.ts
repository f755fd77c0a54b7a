import path from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { deliverSeconds, deliveryVisibility, sizesFor } from '../../infra/aws/sizes.ts';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import { deadlineIn } from '../../lambdas/domain/values/deadline.ts';
import { hasTimeFor, type Worker } from '../../lambdas/engine/deliver/worker.ts';
import { LEASE_MS } from '../../lambdas/engine/ports/limits.ts';
import { NAMESPACE } from '../../lambdas/functions/namespace.ts';
import { metricsOf } from '../../lambdas/functions/telemetry.ts';
import { stackOf } from './stack.ts';

const file = path.join(import.meta.dirname, 'tocsin.yaml');
const template = Template.fromStack(stackOf(file));
const all = (type: string) => Object.values(template.findResources(type));
const lambda = (name: string) => {
  const found = all('AWS::Lambda::Function').find(({ Properties }) => Properties.Description === `Tocsin ${name}`);
  return found?.['Properties'];
};
const hasQueue = (properties: object) => template.hasResourceProperties('AWS::SQS::Queue', properties);

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
  it('hides a delivery for no longer, because its mapping has a maximum concurrency', () => {
    const [deliver] = all('AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
      JSON.stringify(Properties.EventSourceArn).includes('Deliveries'),
    );
    expect(deliver?.['Properties'].ScalingConfig).toEqual({ MaximumConcurrency: 20 });
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
        TracingConfig: { Mode: 'Active' },
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

describe('the way in', () => {
  it('hands over bytes as they came', () => {
    template.hasResourceProperties('AWS::ApiGateway::RestApi', { BinaryMediaTypes: ['*/*'] });
  });

  it('is throttled', () => {
    template.hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [
        Match.objectLike({ ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000, DataTraceEnabled: false }),
      ],
    });
  });

  it('writes neither path nor headers nor the trace of a URL down: a path may end in a credential', () => {
    const [stage] = all('AWS::ApiGateway::Stage');
    const format: string = stage?.['Properties'].AccessLogSetting.Format;
    expect(Object.keys(JSON.parse(format))).toContain('requestId');
    expect(format).not.toMatch(/\$context\.(path|customDomain|authorizer|requestOverride)|\$input|header/i);
    expect(stage?.['Properties'].TracingEnabled).toBeUndefined();
  });

  it('leaves an account role for logs alone that is there already', () => {
    const careful = Template.fromStack(stackOf(file, { setsLogRole: false }));
    careful.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
  });
});

describe('whoever is woken', () => {
  const alarms = all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  const metrics = alarms.map(({ MetricName }) => MetricName);

  it('is woken by every alarm, and reads what it means and what to do first', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.AlarmDescription).toMatch(/\. First: \S/);
    }
  });

  it('hears of dead letters in every queue that holds them', () => {
    const dead = Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) => id.includes('DeadLetters'));
    const watched = alarms
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
      .map(({ Dimensions }) => Dimensions[0].Value['Fn::GetAtt'][0]);
    expect(watched.sort()).toEqual(dead.sort());
  });

  it('hears of what Tocsin counts about itself, by the names it counts under', () => {
    const counted = [
      ...metricsOf('delivery.completed', { status: 'dead' }),
      ...metricsOf('delivery.internal_error', {}),
      ...metricsOf('webhook.route_failed', {}),
      ...metricsOf('ledger.unbalanced', {}),
    ].map(({ name }) => name);
    const own = alarms.filter(({ Namespace }) => Namespace === NAMESPACE);
    expect(own.map(({ MetricName }) => MetricName).sort()).toEqual(counted.sort());
    expect(own.map(({ Dimensions }) => Dimensions[0].Name)).toEqual(own.map(() => 'service'));
  });

  it('hears of errors and throttles of each function, of late messages, and of 5xx', () => {
    expect(metrics.filter((name) => name === 'Errors')).toHaveLength(5);
    expect(metrics.filter((name) => name === 'Throttles')).toHaveLength(5);
    expect(metrics.filter((name) => name === 'ApproximateAgeOfOldestMessage')).toHaveLength(2);
    expect(metrics).toContain('5XXError');
  });

  it('is written to when an address is given', () => {
    template.resourceCountIs('AWS::SNS::Subscription', 0);
    const written = Template.fromStack(stackOf(file, { alarmEmail: 'soc@example.test' }));
    written.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'soc@example.test' });
  });
});

describe('the operator', () => {
  it('is told one hook URL for each source', () => {
    const url = (id: string) => JSON.stringify(template.findOutputs(id)[id]?.['Value']);
    expect(url('HookAktoProd')).toContain('/v1/hooks/akto-prod"');
    expect(url('HookAccuknox')).toContain('/v1/hooks/accuknox/<token>"');
  });

  it('finds in the stack what was reviewed, by id and type', async () => {
    const resources = Object.entries<{ Type: string }>(template.toJSON()['Resources']);
    const lines = resources.map(([id, { Type }]) => `${id}: ${Type}`);
    const stable = lines.map((line) => line.replace(/^(HttpDeployment[0-9A-F]{8})[0-9a-f]{32}/, '$1…'));
    await expect(`${stable.sort().join('\n')}\n`).toMatchFileSnapshot('inventory.txt');
  });
});
