import path from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stackOf } from './stack.ts';
import { permissionsOfRole } from './statements.ts';

const folder = import.meta.dirname;
const template = Template.fromStack(stackOf(path.join(folder, 'events.yaml')));
const without = Template.fromStack(stackOf(path.join(folder, 'tocsin.yaml')));

const rules = template.findResources('AWS::Events::Rule', { Properties: { EventPattern: Match.anyValue() } });
const idOf = (start: string): string =>
  Object.keys(template.findResources('AWS::SQS::Queue')).find((id) => id.startsWith(start)) ?? '';
const arnOf = (start: string) => ({ 'Fn::GetAtt': [idOf(start), 'Arn'] });

describe('what AWS itself reports', () => {
  it.each([
    ['aws.guardduty', 'GuardDuty Finding'],
    ['aws.guardduty', 'GuardDuty Runtime Protection Unhealthy'],
    ['aws.securityhub', 'Security Hub Findings - Imported'],
    ['aws.securityhub', 'Security Hub Findings - Custom Action'],
    ['aws.securityhub', 'Findings Imported V2'],
    ['aws.inspector2', 'Inspector2 Finding'],
    ['aws.inspector2', 'Inspector2 Coverage'],
    ['aws.macie', 'Macie Finding'],
  ])('%s, "%s", comes by a rule', (source, event) => {
    template.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { source: [source], 'detail-type': Match.arrayWith([event]) },
      State: 'ENABLED',
    });
  });

  it('goes to the queue that route reads, as it is, and to its dead letters when it cannot get there within a day', () => {
    expect(Object.keys(rules)).toHaveLength(4);
    for (const { Properties } of Object.values(rules))
      expect(Properties.Targets).toEqual([
        {
          Id: expect.any(String),
          Arn: arnOf('Webhooks77'),
          DeadLetterConfig: { Arn: arnOf('WebhooksDeadLetters') },
          RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
        },
      ]);
  });

  it.each(['Webhooks77', 'WebhooksDeadLetters'])('may be put by these rules alone: %s', (queue) => {
    const policies = template.findResources('AWS::SQS::QueuePolicy', {
      Properties: { Queues: [{ Ref: idOf(queue) }] },
    });
    const statements = Object.values(policies).flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow');
    expect(allowed).toHaveLength(4);
    for (const { Principal, Condition } of allowed) {
      expect(Principal).toEqual({ Service: 'events.amazonaws.com' });
      expect(Object.keys(rules)).toContain(Condition.ArnEquals['aws:SourceArn']['Fn::GetAtt'][0]);
    }
  });

  it('opens no hook, is told of no hook, and takes no secret', () => {
    expect(Object.keys(template.findOutputs('*')).filter((id) => id.startsWith('Hook'))).toEqual([
      'HookAktoProd',
      'HookAwsPostureElsewhere',
    ]);
  });

  it('needs nothing that a function did not have before, and nothing at all where no source takes it', () => {
    for (const role of ['IngestRole', 'RouteRole'])
      expect(permissionsOfRole(template, role)).toEqual(permissionsOfRole(without, role));
    expect(without.findResources('AWS::Events::Rule', { Properties: { EventPattern: Match.anyValue() } })).toEqual({});
  });
});
