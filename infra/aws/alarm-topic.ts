import { Stack, Validations } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { runbookLink } from '../../lambdas/domain/runbook.ts';
import type { TocsinOptions } from './options/options.ts';

export interface AlarmTopicProps {
  readonly options: Pick<TocsinOptions, 'alarmActions' | 'alarmEmail' | 'alarmTopicArn'>;
  readonly key: IKey | undefined;
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

/** An action that is known by its ARN alone. */
const actionOf = (alarmActionArn: string): IAlarmAction => ({ bind: () => ({ alarmActionArn }) });

/** Where all alarms ring. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;
  /** All alarms, in the order in which they were added. */
  readonly alarms: Alarm[] = [];
  private readonly actions: readonly IAlarmAction[];

  constructor(scope: Construct, id: string, { options, key }: AlarmTopicProps) {
    super(scope, id);
    const { alarmActions = [], alarmEmail, alarmTopicArn } = options;
    this.topic = alarmTopicArn === undefined ? this.create(key) : Topic.fromTopicArn(this, 'Own', alarmTopicArn);
    this.actions = [new SnsAction(this.topic), ...alarmActions.map(actionOf)];
    if (alarmEmail !== undefined) this.subscribe(alarmEmail);
  }

  private subscribe(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    Validations.of(subscription).acknowledge({
      id: 'Serverless-SNSRedrivePolicy',
      reason: 'The alarm keeps its state in CloudWatch; a mail that cannot be delivered hours later helps nobody.',
    });
  }

  private create(key: IKey | undefined): Topic {
    const topic = new Topic(this, 'Resource', {
      displayName: 'Tocsin alarms',
      enforceSSL: true,
      ...(key === undefined ? {} : { masterKey: key }),
    });
    // A topic with a policy of its own has no default one any more, and that was what let CloudWatch in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    return topic;
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

  /**
   * Rings when something that is always there stays away. A metric that nothing adds to has no data, and an alarm begins in the
   * state INSUFFICIENT_DATA: so the change to it is what rings, and a new stack, which has had no data yet, is quiet.
   */
  watchAbsence(id: string, { metric, periods = 1, ...text }: Omit<Watch, 'above'>): void {
    const alarm = this.ring(id, metric, text, {
      threshold: 1,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.MISSING,
    });
    alarm.addInsufficientDataAction(...this.actions);
  }

  private ring(id: string, metric: IMetric, { means, first, runbook }: Text, when: When): Alarm {
    const alarmDescription = `${means} First: ${first} Runbook: ${runbookLink(runbook)}`;
    const alarm = new Alarm(this, id, { metric, alarmDescription, ...when });
    alarm.addAlarmAction(...this.actions);
    alarm.addOkAction(...this.actions);
    this.alarms.push(alarm);
    return alarm;
  }
}

type Text = Pick<Watch, 'means' | 'first' | 'runbook'>;

interface When {
  readonly threshold: number;
  readonly evaluationPeriods: number;
  readonly comparisonOperator: ComparisonOperator;
  readonly treatMissingData: TreatMissingData;
}
