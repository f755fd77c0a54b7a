import { Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { metricOf, seriesOf } from '../../lambdas/domain/metrics.ts';
import { NAMESPACE, STACK } from '../../lambdas/functions/namespace.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import type { FunctionName } from './bundle.ts';
import type { WorkQueue } from './queues.ts';

const FIVE_MINUTES = Duration.minutes(5);
const QUARTER_HOUR_SECONDS = 900;

/** What each function's failing means for alerts, and where to look. */
const failing: Readonly<Record<FunctionName, string>> = {
  ingest: 'Webhooks are being refused, and most senders do not send again.',
  route: 'Accepted webhooks wait in their queue; nothing is lost while they do.',
  deliver: 'Alerts wait in the deliveries queue; nothing is lost while they do.',
  reconcile: 'Deliveries work, but what gets stuck is not found and the ledger is not balanced.',
  api: 'Status, replay and the console do not answer; alerts go their way all the same.',
};

/** Errors and throttles of one function. */
export function watchFunction(alarms: AlarmTopic, name: FunctionName, lambda: IFunction): void {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const options = { period: FIVE_MINUTES, statistic: Stats.SUM };
  alarms.watch(`${title}Errors`, {
    metric: lambda.metricErrors(options),
    above: 0,
    means: `The function ${name} crashed or ran out of time. ${failing[name]}`,
    first: `read the newest errors in the log group of ${name}; if they began with a deployment, deploy the version before.`,
    runbook: 'a-function-fails',
  });
  alarms.watch(`${title}Throttles`, {
    metric: lambda.metricThrottles(options),
    above: 0,
    means: `Lambda refused to start ${name}: the account's concurrency is used up. ${failing[name]}`,
    first: 'see in the Lambda console which function uses the concurrency, and ask for a higher quota if it is Tocsin.',
    runbook: 'a-function-is-throttled',
  });
}

/** Dead letters and backlog of one queue. `worker` is the function that reads it. */
export function watchQueue(alarms: AlarmTopic, title: string, work: WorkQueue, worker: FunctionName): void {
  alarms.watch(`${title}DeadLetters`, {
    metric: work.deadLetters.metricApproximateNumberOfMessagesVisible({
      period: FIVE_MINUTES,
      statistic: Stats.MAXIMUM,
    }),
    above: 0,
    means: `A message failed in ${worker} again and again and lies in the dead letters, for 14 days. Its alerts are not delivered. An outage of AWS does not put it there.`,
    first: `read the errors in the log group of ${worker}, mend the cause, then run tocsin redrive --queue with the ARN of the queue: a repeat is harmless. Reconcile sends each back three times by itself.`,
    runbook: 'dead-letters',
  });
  alarms.watch(`${title}Age`, {
    metric: work.queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: Stats.MAXIMUM }),
    above: QUARTER_HOUR_SECONDS,
    periods: 2,
    means: `Messages have waited for ${worker} for more than a quarter of an hour: alerts are late, not lost.`,
    first: `see whether ${worker} fails or is throttled; if neither, more comes in than goes out: look for a flooding source in GET /v1/alerts.`,
    runbook: 'late-alerts',
  });
}

/** A series of Tocsin's own metrics, of this installation alone. */
export const ownMetric = (scope: IConstruct, metricName: string, statistic: string = Stats.SUM): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { [STACK]: Stack.of(scope).stackName },
    period: FIVE_MINUTES,
    statistic,
  });

/** What Tocsin counts about itself (`lambdas/domain/metrics.ts`). */
export function watchPromises(alarms: AlarmTopic): void {
  alarms.watch('Dead', {
    metric: ownMetric(alarms, seriesOf(metricOf('deliveries'), { state: 'dead' })),
    above: 0,
    means: 'A destination will not get an alert: it refused it, or did not take it for 24 hours.',
    first:
      'GET /v1/alerts?status=dead shows which and why; mend the destination or its secret, then replay the deliveries.',
    runbook: 'dead-deliveries',
  });
  alarms.watch('EngineFailed', {
    metric: ownMetric(alarms, seriesOf(metricOf('internal_errors'), { stage: 'deliver' })),
    above: 0,
    means: 'Delivering failed on our side (table, queue, or a bug); the delivery is tried again.',
    first: 'look for delivery.internal_error in the log group of deliver; one that goes away by itself needs nothing.',
    runbook: 'internal-errors',
  });
  alarms.watch('RouteFailed', {
    metric: ownMetric(alarms, seriesOf(metricOf('internal_errors'), { stage: 'route' })),
    above: 0,
    means: 'A webhook could not be routed (table, queue, or a bug). It is tried again for a day; its alerts are late.',
    first:
      'look for webhook.route_failed and system_alert.emit_failed in the log group of route; what goes away by itself needs nothing.',
    runbook: 'internal-errors',
  });
  alarms.watch('Unbalanced', {
    metric: ownMetric(alarms, seriesOf(metricOf('ledger_imbalance')), Stats.MAXIMUM),
    above: 0,
    periods: 3,
    means: 'The ledger does not balance for a quarter of an hour: an alert may have no state.',
    first:
      'GET /v1/ledger, and ledger.unbalanced in the log group of reconcile, say what is missing and since which hour.',
    runbook: 'the-ledger-does-not-balance',
  });
}

/** Critical alerts that wait, also those that are parked and have no message in a queue. */
export function watchCritical(alarms: AlarmTopic): void {
  alarms.watch('OldestCritical', {
    metric: ownMetric(alarms, seriesOf(metricOf('oldest_critical_seconds')), Stats.MAXIMUM),
    above: QUARTER_HOUR_SECONDS,
    means: 'A critical alert has waited for more than a quarter of an hour: its destination has not accepted it.',
    first: 'npx --no tocsin destinations shows which destination gets nothing, and why.',
    runbook: 'late-alerts',
  });
}

/** Refusals that the functions do not see, and the schedule standing still. */
export function watchEdges(alarms: AlarmTopic, rest: RestApi, reconcile: IFunction): void {
  alarms.watch('GatewayErrors', {
    metric: rest.metricServerError({ period: FIVE_MINUTES, statistic: Stats.SUM }),
    above: 0,
    means: 'Somebody got a 5xx. If it was a hook, that webhook was not accepted, and most senders do not send again.',
    first: 'look for status 5xx in the access log: a resource of /v1/hooks concerns ingest, its secret, SQS or S3.',
    runbook: 'the-gateway-answered-with-an-error',
  });
  alarms.watchAbsence('ReconcileAbsent', {
    metric: reconcile.metricInvocations({ period: FIVE_MINUTES, statistic: Stats.SUM }),
    periods: 3,
    means: 'Reconcile has not run for a quarter of an hour: what gets stuck is not found.',
    first: 'see whether its schedule is enabled (EventBridge, rules) and whether the function is throttled.',
    runbook: 'reconcile-does-not-run',
  });
}
