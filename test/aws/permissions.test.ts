import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionNames } from '../../infra/aws/bundle.ts';
import { permissionsPage } from './permissions-page.ts';
import { stackOf } from './stack.ts';
import { permissionsOfRole } from './statements.ts';
import { storeFunctions, storeFunctionsIn, tableActionsOf } from './table-actions.ts';
import { variants } from './variants.ts';

const template = Template.fromStack(stackOf(path.join(import.meta.dirname, 'tocsin.yaml')));

const always = (name: string) => [`logs:CreateLogStream on ${name}Logs`, `logs:PutLogEvents on ${name}Logs`];
const consumes = (queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} on ${queue}`,
  );
const onTable = (...actions: readonly string[]) => actions.map((action) => `dynamodb:${action} on Table`);

const expected: Readonly<Record<string, readonly string[]>> = {
  Ingest: [
    's3:PutObject on Bucket/webhooks/*',
    'secretsmanager:GetSecretValue on SecretsSources',
    'sqs:SendMessage on Webhooks',
  ],
  Route: [
    ...consumes('Webhooks'),
    'sqs:SendMessage on Deliveries',
    'sqs:SendMessage on Webhooks',
    's3:GetObject on Bucket/webhooks/*',
    's3:PutObject on Bucket/webhooks/*',
    ...onTable('BatchGetItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
  ],
  Deliver: [
    ...consumes('Deliveries'),
    'sqs:SendMessage on Deliveries',
    ...onTable('BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    'secretsmanager:GetSecretValue on SecretsDestinations',
  ],
  Reconcile: [
    'sqs:SendMessage on Deliveries',
    'sqs:SendMessage on Webhooks',
    ...['DeliveriesDeadLetters', 'WebhooksDeadLetters'].flatMap((queue) => [
      `sqs:DeleteMessage on ${queue}`,
      `sqs:GetQueueAttributes on ${queue}`,
      `sqs:ReceiveMessage on ${queue}`,
    ]),
    ...onTable('BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    'dynamodb:Query on Table/index/bySource1',
    'dynamodb:Query on Table/index/byStatus1',
    'dynamodb:Query on Table/index/byTime1',
    'dynamodb:Query on Table/index/open1',
  ],
  Api: [
    'sqs:SendMessage on Deliveries',
    'sqs:SendMessage on Webhooks',
    ...onTable('BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
    'dynamodb:Query on Table/index/bySource1',
    'dynamodb:Query on Table/index/byStatus1',
    'dynamodb:Query on Table/index/byTime1',
    'secretsmanager:GetSecretValue on SecretsDestinations',
  ],
};

describe('what a function may do', () => {
  it.each(Object.entries(expected))('%s may do this and nothing else', (name, permissions) => {
    expect(permissionsOfRole(template, `${name}Role`)).toEqual([...permissions, ...always(name)].sort());
  });

  it.each(functionNames)('%s may do on the table what its code does there, no less and no more', (name) => {
    const role = `${name.charAt(0).toUpperCase()}${name.slice(1)}Role`;
    const granted = permissionsOfRole(template, role).flatMap(
      (permission) => /dynamodb:(\w+) on Table/.exec(permission)?.[1] ?? [],
    );
    expect([...new Set(granted)].sort()).toEqual(tableActionsOf(name));
  });

  it('leaves no function of the stores without somebody who uses it', () => {
    const used = new Set(functionNames.flatMap(storeFunctionsIn));
    expect([...storeFunctions.keys()].filter((each) => !used.has(each))).toEqual([]);
    expect(storeFunctions.size).toBeGreaterThan(40);
  });

  it('has no managed policies, which may more than anybody read', () => {
    const roles = Object.entries(template.findResources('AWS::IAM::Role'));
    const managed = roles.filter(([, { Properties }]) => Properties.ManagedPolicyArns !== undefined);
    // The one role is API Gateway's, for the logs of the account.
    expect(managed.map(([id]) => id)).toEqual([expect.stringMatching(/^HttpCloudWatchRole/)]);
  });

  it('gives every function a role of its own', () => {
    const roles = Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) =>
      JSON.stringify(Properties.Role),
    );
    expect(new Set(roles).size).toBe(5);
  });

  it('lets nobody at anything without TLS', () => {
    const denied = { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    const Statement = Match.arrayWith([Match.objectLike(denied)]);
    const withTls = Match.objectLike({ PolicyDocument: { Statement } });
    expect(Object.keys(template.findResources('AWS::SQS::QueuePolicy', { Properties: withTls }))).toHaveLength(4);
    template.hasResourceProperties('AWS::S3::BucketPolicy', withTls);
    template.hasResourceProperties('AWS::SNS::TopicPolicy', withTls);
  });

  it('lets CloudWatch ring, which a topic with a policy of its own does not do by itself', () => {
    const Statement = Match.arrayWith([
      Match.objectLike({ Effect: 'Allow', Action: 'sns:Publish', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
    ]);
    template.hasResourceProperties('AWS::SNS::TopicPolicy', { PolicyDocument: { Statement } });
  });
});

it('what the functions may do is what the page in the docs says: run this test with -u when it is not', async () => {
  const { config: _, ...options } = variants['EveryOption'] ?? { config: undefined };
  const full = Template.fromStack(stackOf(path.join(import.meta.dirname, 'tocsin.yaml'), options));
  const page = permissionsPage(template, full);
  await expect(page).toMatchFileSnapshot(path.resolve('docs/aws-permissions.md'));
});

describe('what deliver may do for destinations that its own role signs for', () => {
  const file = path.join(import.meta.dirname, 'aws.yaml');
  const withAws = Template.fromStack(stackOf(file));
  const own = permissionsOfRole(template, 'DeliverRole');
  const arn = (rest: string) => `arn:AWS::Partition:${rest}`;
  const inAccount = (service: string, what: string) => arn(`${service}:eu-central-1:AWS::AccountId:${what}`);
  const identities = ['soc@alerts.example.com', 'alerts.example.com', 'example.com'].map((name) => `identity/${name}`);

  it('is what they name and nothing else; what has keys of its own is not among it', () => {
    const mail = [...identities, 'configuration-set/alerts'].flatMap((what) =>
      ['ses:SendEmail', 'ses:SendRawEmail'].map((action) => `${action} on ${inAccount('ses', what)}`),
    );
    const added = permissionsOfRole(withAws, 'DeliverRole').filter((permission) => !own.includes(permission));
    expect(added).toEqual(
      [
        ...mail,
        `securityhub:BatchImportFindings on ${arn('securityhub:eu-central-1:123456789012:product/123456789012/default')}`,
        'sns:Publish on arn:aws:sns:eu-central-1:123456789012:alerts',
        `events:PutEvents on ${inAccount('events', 'event-bus/default')}`,
        `s3:PutObject on ${arn('s3:::alerts-archive/tocsin/*')}`,
        `es:ESHttpPost on ${inAccount('es', 'domain/alerts/tocsin-alerts/_bulk')}`,
      ].sort(),
    );
  });

  it('is to send as the from address alone', () => {
    withAws.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['ses:SendEmail', 'ses:SendRawEmail'],
            Condition: { StringEquals: { 'ses:FromAddress': 'soc@alerts.example.com' } },
          }),
        ]),
      },
    });
  });

  it.each(['Ingest', 'Route', 'Reconcile', 'Api'])('is not for %s', (name) => {
    expect(permissionsOfRole(withAws, `${name}Role`)).toEqual(permissionsOfRole(template, `${name}Role`));
  });

  it('has to be known when it is deployed: a placeholder where a name must be is a mistake', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-infra-'));
    const changed = path.join(folder, 'tocsin.yaml');
    writeFileSync(
      changed,
      readFileSync(file, 'utf8').replace('"arn:aws:sns:eu-central-1:123456789012:alerts"', `"\${TOPIC}"`),
    );
    expect(() => stackOf(changed)).toThrow(/:9:33: destinations\.topic\.topicArn: must be written out/);
    rmSync(folder, { recursive: true });
  });
});
