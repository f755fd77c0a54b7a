import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { allSeriesOf, metrics } from '../../lambdas/domain/metrics.ts';
import { NAMESPACE } from '../../lambdas/functions/namespace.ts';
import { stackOf } from './stack.ts';
import { all, file, template } from './template.ts';

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
    const careful = Template.fromStack(stackOf(file, { logRole: 'existing' }));
    careful.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
  });
});

describe('whoever is woken', () => {
  const alarms = all('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
  const watched = alarms.map(({ MetricName }) => MetricName);

  it('is woken by every alarm, and reads what it means and what to do first', () => {
    for (const alarm of alarms) {
      expect(alarm.AlarmActions).toHaveLength(1);
      expect(alarm.AlarmDescription).toMatch(/\. First: \S/);
    }
  });

  it('hears of dead letters in every queue that holds them', () => {
    const dead = Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) => id.includes('DeadLetters'));
    const queues = alarms
      .filter(({ MetricName }) => MetricName === 'ApproximateNumberOfMessagesVisible')
      .map(({ Dimensions }) => Dimensions[0].Value['Fn::GetAtt'][0]);
    expect(queues.sort()).toEqual(dead.sort());
  });

  it('is woken by what Tocsin counts about itself, of this stack alone', () => {
    const own = alarms.filter(({ Namespace }) => Namespace === NAMESPACE);
    const series = metrics.flatMap(allSeriesOf);
    expect(own.length).toBeGreaterThanOrEqual(5);
    expect(own.filter(({ MetricName }) => !series.includes(MetricName))).toEqual([]);
    for (const { Dimensions } of own) expect(Dimensions).toEqual([{ Name: 'stack', Value: stackOf(file).stackName }]);
  });

  it('hears of errors and throttles of each function, of late messages, and of 5xx', () => {
    expect(watched.filter((name) => name === 'Errors')).toHaveLength(5);
    expect(watched.filter((name) => name === 'Throttles')).toHaveLength(5);
    expect(watched.filter((name) => name === 'ApproximateAgeOfOldestMessage')).toHaveLength(2);
    expect(watched).toContain('5XXError');
  });

  it('is not woken by a stack that is new: no alarm takes missing data for a fault', () => {
    expect(new Set(alarms.map(({ TreatMissingData }) => TreatMissingData))).toEqual(
      new Set(['notBreaching', 'missing']),
    );
  });

  it('is woken when reconcile stops, by the change to the state without data', () => {
    const absent = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'missing');
    expect(absent).toEqual([
      expect.objectContaining({
        MetricName: 'Invocations',
        EvaluationPeriods: 3,
        InsufficientDataActions: absent[0]?.AlarmActions,
      }),
    ]);
  });

  it('gets alarms at a topic and by actions of their own, and then no topic is created', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-central-1:123456789012:on-call';
    const plan = 'arn:aws:ssm-incidents::123456789012:response-plan/soc';
    const own = Template.fromStack(stackOf(file, { alarmTopicArn, alarmActions: [plan] }));
    own.resourceCountIs('AWS::SNS::Topic', 0);
    own.allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [alarmTopicArn, plan],
      OKActions: [alarmTopicArn, plan],
    });
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
