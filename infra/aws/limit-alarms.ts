import { Duration } from 'aws-cdk-lib';
import { MathExpression, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { allSeriesOf, metricOf, seriesOf } from '../../lambdas/domain/metrics.ts';
import { NAMESPACE, STACK } from '../../lambdas/functions/namespace.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import { ownMetric } from './alarms.ts';
import type { WorkQueue } from './queues.ts';

const FIVE_MINUTES = Duration.minutes(5);

/**
 * Two thirds of what SQS allows: about 120,000 messages of a queue may be received and not deleted, and then it hands out no
 * more, for no destination (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html).
 */
const MANY_IN_FLIGHT = 80_000;

/** Messages that are worked on or hidden, of the queue that has more of them. */
export function watchInFlight(alarms: AlarmTopic, webhooks: WorkQueue, deliveries: WorkQueue): void {
  const options = { period: FIVE_MINUTES, statistic: Stats.MAXIMUM };
  alarms.watch('InFlight', {
    metric: new MathExpression({
      expression: 'MAX([webhooks, deliveries])',
      label: 'messages in flight',
      period: FIVE_MINUTES,
      usingMetrics: {
        webhooks: webhooks.queue.metricApproximateNumberOfMessagesNotVisible(options),
        deliveries: deliveries.queue.metricApproximateNumberOfMessagesNotVisible(options),
      },
    }),
    above: MANY_IN_FLIGHT,
    means: `More than ${MANY_IN_FLIGHT} messages of a queue are hidden. At about 120,000 SQS hands out no more, and every destination waits.`,
    first:
      'npx --no tocsin destinations shows which destination gets nothing, and why: pause it or correct the cause, then its deliveries leave the queue.',
    runbook: 'messages-in-flight',
  });
}

/** What the gateway refuses before a function is called, counted from its access log. */
const BY_GATEWAY = 'WebhooksRefusedGateway';

/** Requests for sources that are not configured come from strangers, too, who guess addresses: they count by tens. */
const STRANGERS = 'other';

/** Counts the limit of the stage (429) and what is larger than the gateway accepts (413): no function sees either. */
function countGateway(alarms: AlarmTopic, accessLog: LogGroup): void {
  const of = (type: string) => FilterPattern.stringValue('$.error', '=', type);
  new MetricFilter(alarms, 'RefusedByGateway', {
    logGroup: accessLog,
    metricNamespace: NAMESPACE,
    metricName: BY_GATEWAY,
    filterPattern: FilterPattern.any(of('THROTTLED'), of('REQUEST_TOO_LARGE')),
    metricValue: '1',
    dimensions: { [STACK]: '$.stack' },
  });
}

/** Refused webhooks of all reasons, by ingest and before it. */
export function watchRefusals(alarms: AlarmTopic, accessLog: LogGroup): void {
  countGateway(alarms, accessLog);
  const refused = metricOf('webhooks_refused');
  const byReason = (reason: string): string => seriesOf(refused, { reason });
  const own = [...allSeriesOf(refused).filter((name) => name !== byReason(STRANGERS)), BY_GATEWAY];
  const counted = own.map((_, n) => `FILL(refused${n}, 0)`);
  alarms.watch('Refused', {
    metric: new MathExpression({
      expression: [...counted, 'FLOOR(FILL(strangers, 0) / 10)'].join(' + '),
      label: 'refused webhooks',
      period: FIVE_MINUTES,
      usingMetrics: {
        ...Object.fromEntries(own.map((name, n) => [`refused${n}`, ownMetric(alarms, name)])),
        strangers: ownMetric(alarms, byReason(STRANGERS)),
      },
    }),
    above: 0,
    means:
      'Webhooks are refused: a wrong credential (401), an address that is not allowed (403), a source that is not configured (404), too large (413), over a limit (429), or a secret that is not set (503). Most senders do not send again.',
    first:
      'the metrics WebhooksRefused… say the reason; filter the log group of ingest for webhook.answered with another outcome than accepted, and the access log for error THROTTLED: they say which source or address it is.',
    runbook: 'refused-webhooks',
  });
}
