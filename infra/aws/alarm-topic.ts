import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { runbookLink } from '../../lambdas/domain/runbook.ts';

export interface AlarmTopicProps {
  /** Who is written to; nobody when it is not given, and the topic waits for subscribers. */
  readonly email?: string;
}

/** What is watched, and what whoever is woken by it reads. */
export interface Watch {
  readonly metric: IMetric;
  /** Above this it rings. */
  readonly above: number;
  /** For so many periods in a row; one when it is not given. */
  readonly periods?: number;
  /** What it means. */
  readonly means: string;
  /** What to do first. */
  readonly first: string;
  /** The section of docs/runbook.md about it. */
  readonly runbook: string;
}

/** Where all alarms ring. */
export class AlarmTopic extends Construct {
  readonly topic: Topic;
  /** All alarms, in the order in which they were added. */
  readonly alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, { email }: AlarmTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Resource', { displayName: 'Tocsin alarms', enforceSSL: true });
    // A topic with a policy of its own has no default one any more, and that was what let CloudWatch in.
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }

  /** Rings when something is too much. */
  watch(id: string, { metric, above, periods = 1, ...text }: Watch): void {
    this.ring(id, metric, text, {
      threshold: above,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Rings when something that is always there stays away. */
  watchAbsence(id: string, { metric, periods = 1, ...text }: Omit<Watch, 'above'>): void {
    this.ring(id, metric, text, {
      threshold: 1,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  private ring(id: string, metric: IMetric, { means, first, runbook }: Text, when: When): void {
    const alarmDescription = `${means} First: ${first} Runbook: ${runbookLink(runbook)}`;
    const alarm = new Alarm(this, id, { metric, alarmDescription, ...when });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.alarms.push(alarm);
  }
}

type Text = Pick<Watch, 'means' | 'first' | 'runbook'>;

interface When {
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
}
