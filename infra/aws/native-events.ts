import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { eventSources } from '../../lambdas/config/event-source.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import type { WorkQueue } from './queues.ts';

export interface NativeEventsProps {
  readonly sources: Config['sources'];
  /** Where the events go, and what EventBridge could not put there. */
  readonly webhooks: WorkQueue;
}

/**
 * What of a service's events is wanted, by source type. Not the scan results of single objects, of which there is one for
 * every upload: https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-guardduty.html, events-ref-securityhub.html,
 * events-ref-macie.html, https://docs.aws.amazon.com/inspector/latest/user/eventbridge-integration.html
 */
const detailTypes: Readonly<Record<string, string[]>> = {
  guardduty: [
    'GuardDuty Finding',
    'GuardDuty Runtime Protection Healthy',
    'GuardDuty Runtime Protection Unhealthy',
    'GuardDuty Malware Protection Resource Status Active',
    'GuardDuty Malware Protection Resource Status Warning',
    'GuardDuty Malware Protection Resource Status Error',
    'GuardDuty Malware Protection Post Scan Action Failed',
  ],
  inspector: ['Inspector2 Finding', 'Inspector2 Coverage', 'Inspector2 AutoEnable'],
  macie: ['Macie Finding'],
  securityhub: ['Security Hub Findings - Imported', 'Security Hub Findings - Custom Action', 'Findings Imported V2'],
};

/** The longest that EventBridge tries; then the event goes to the dead letters. */
const MAX_EVENT_AGE = Duration.hours(24);
const MAX_RETRIES = 185;

/**
 * The way in for what AWS itself reports: a rule of the default event bus for each source with `auth: eventbridge`, with
 * the queue that ingest writes to as its target. Route knows an event by its looks. There is no hook and no secret.
 */
export class NativeEvents extends Construct {
  constructor(scope: Construct, id: string, { sources, webhooks }: NativeEventsProps) {
    super(scope, id);
    const target = new SqsQueue(webhooks.queue, {
      deadLetterQueue: webhooks.deadLetters,
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: MAX_RETRIES,
    });
    const byEvents = Object.values(sources).filter(({ auth }) => auth.scheme === 'eventbridge');
    for (const { type } of byEvents) {
      const source = eventSources.get(type);
      const detailType = detailTypes[type];
      if (source === undefined || detailType === undefined) continue;
      new Rule(this, type.charAt(0).toUpperCase() + type.slice(1), {
        description: `Tocsin: what ${source} reports`,
        eventPattern: { source: [source], detailType },
        targets: [target],
      });
    }
  }
}
