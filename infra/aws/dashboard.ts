import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type GraphWidgetProps,
  type IMetric,
  type IWidget,
  SingleValueWidget,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { allSeriesOf, type MetricName, metricOf } from '../../lambdas/domain/metrics.ts';
import type { AlarmTopic } from './alarm-topic.ts';
import { ownMetric } from './alarms.ts';
import { type FunctionName, functionNames } from './bundle.ts';
import type { TocsinFunction } from './function.ts';
import type { WorkQueue } from './queues.ts';

/** What the dashboard shows beside Tocsin's own metrics. */
export interface Shown {
  readonly alarms: AlarmTopic;
  readonly webhooks: WorkQueue;
  readonly deliveries: WorkQueue;
  readonly functions: Readonly<Record<FunctionName, TocsinFunction>>;
}

const FIVE_MINUTES = Duration.minutes(5);
const THIRD = 8;
const HALF = 12;

/** All series of a metric, or those whose names end so. */
const seriesOf = (scope: Construct, name: MetricName, statistic: string = Stats.SUM, ending = ''): IMetric[] =>
  allSeriesOf(metricOf(name))
    .filter((series) => series.endsWith(ending))
    .map((series) => ownMetric(scope, series, statistic));

const graph = (title: string, left: readonly IMetric[], more: GraphWidgetProps = {}): IWidget =>
  new GraphWidget({ title, left: [...left], width: THIRD, height: 6, leftYAxis: { min: 0 }, ...more });

/** The states: is anything wrong now? */
function states(scope: Construct): IWidget[] {
  const gauges: readonly MetricName[] = [
    'oldest_critical_seconds',
    'circuits_open',
    'backlog',
    'dead_letters',
    'ledger_imbalance',
  ];
  return [
    new SingleValueWidget({
      title: 'Now',
      metrics: gauges.flatMap((name) => seriesOf(scope, name, Stats.MAXIMUM)),
      width: 24,
      height: 3,
    }),
  ];
}

const comesIn = (scope: Construct): IWidget[] => [
  graph('Accepted webhooks and new alerts', [
    ...seriesOf(scope, 'webhooks_accepted'),
    ...seriesOf(scope, 'alerts'),
    ...seriesOf(scope, 'alerts_unrouted'),
  ]),
  graph('Refused webhooks: most senders do not send again', seriesOf(scope, 'webhooks_refused'), { stacked: true }),
  graph('Refused callbacks', seriesOf(scope, 'callbacks_refused')),
];

const goesOut = (scope: Construct): IWidget[] => [
  graph('Deliveries, by the state they came into', seriesOf(scope, 'deliveries')),
  graph('Attempts by outcome, and waits for a permit', [
    ...seriesOf(scope, 'attempts'),
    ...seriesOf(scope, 'permit_waits'),
  ]),
  graph('Time to notify, in seconds', [
    ...seriesOf(scope, 'notify_seconds', 'p50'),
    ...seriesOf(scope, 'notify_seconds', 'p95'),
  ]),
];

function works(scope: Construct, { webhooks, deliveries, functions }: Shown): IWidget[] {
  const options = { period: FIVE_MINUTES, statistic: Stats.MAXIMUM };
  return [
    graph('Internal errors, and runs of reconcile', [
      ...seriesOf(scope, 'internal_errors'),
      ...seriesOf(scope, 'reconcile_runs'),
    ]),
    graph('Age of the oldest message, in seconds', [
      webhooks.queue.metricApproximateAgeOfOldestMessage({ ...options, label: 'webhooks' }),
      deliveries.queue.metricApproximateAgeOfOldestMessage({ ...options, label: 'deliveries' }),
    ]),
    graph(
      'Errors of functions',
      functionNames.map((name) =>
        functions[name].lambda.metricErrors({ period: FIVE_MINUTES, statistic: Stats.SUM, label: name }),
      ),
    ),
  ];
}

const title = (stackName: string): string =>
  `# ${stackName}\nWhat each alarm means and what to do: docs/runbook.md. What is measured: docs/metrics.md.`;

/** The dashboard of an installation, under the name of its stack: every metric of the list has its place. */
export function addDashboard(scope: Construct, shown: Shown): Dashboard {
  const { stackName } = Stack.of(scope);
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: stackName,
    defaultInterval: Duration.hours(6),
    widgets: [
      [new TextWidget({ markdown: title(stackName), width: HALF, height: 4 })],
      [new AlarmStatusWidget({ title: 'Alarms', alarms: [...shown.alarms.alarms], width: 24, height: 5 })],
      states(scope),
      comesIn(scope),
      goesOut(scope),
      works(scope, shown),
    ],
  });
}
