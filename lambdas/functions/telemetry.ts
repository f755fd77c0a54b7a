import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { type Metric, metricOf, seriesOf } from '../domain/metrics.ts';
import { isUnwritten, type Observation, observationsOf } from '../engine/metrics/observe.ts';
import type { Log } from './console-log.ts';
import { atLeast, type LeveledLogger } from './log-level.ts';
import { NAMESPACE, STACK } from './namespace.ts';

type Fields = Readonly<Record<string, unknown>>;

const loud = new Set([
  'delivery.internal_error',
  'ledger.unbalanced',
  'message.decode_failed',
  'row.version_rejected',
  'webhook.route_failed',
  'system_alert.emit_failed',
  'api.failed',
]);
const quiet = new Set(['alert.unrouted', 'route.expression_failed']);

const emit = (logger: LeveledLogger, event: string, fields: Fields): void => {
  if (loud.has(event)) logger.error(event, { ...fields });
  else if (quiet.has(event)) logger.warn(event, { ...fields });
  else if (!isUnwritten(event)) logger.info(event, { ...fields });
};

/** CloudWatch keeps so many values of a series from one line. */
const MOST_VALUES = 100;

/** What the events of one invocation add up to, by series. */
interface Sums {
  add(observation: Observation): void;
  /** Hands over what was added, and begins anew. */
  drain(write: (series: string, metric: Metric, values: readonly number[]) => void): void;
}

function createSums(): Sums {
  let sums = new Map<string, { readonly metric: Metric; values: number[] }>();
  return {
    add({ name, labels, value, count = 1 }) {
      const metric = metricOf(name);
      const series = seriesOf(metric, labels);
      const sum = sums.get(series) ?? { metric, values: [] };
      sums.set(series, sum);
      if (metric.kind === 'histogram') sum.values.push(...Array<number>(Math.min(count, MOST_VALUES)).fill(value));
      else sum.values = [(sum.values[0] ?? 0) + value];
    },
    drain(write) {
      for (const [series, { metric, values }] of sums) write(series, metric, values);
      sums = new Map();
    },
  };
}

/**
 * Logs and metrics of one function, and `flush`, which has to be called before its answer: it writes one line of the
 * embedded metric format
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 */
export function createTelemetry(
  service: string,
  stack = process.env['TOCSIN_STACK'] ?? 'tocsin',
): { readonly log: Log; flush(): void } {
  const logger = atLeast(process.env['TOCSIN_LOG_LEVEL'], new Logger({ serviceName: service }));
  const metrics = new Metrics({ namespace: NAMESPACE });
  // Its own dimension would make a series for each function.
  metrics.clearDefaultDimensions();
  metrics.setDefaultDimensions({ [STACK]: stack });
  const sums = createSums();
  return {
    log: (event, fields) => {
      emit(logger, event, fields);
      for (const observation of observationsOf(event, fields)) sums.add(observation);
    },
    flush: () => {
      sums.drain((series, { unit }, values) => {
        const emitted = unit === 'seconds' ? MetricUnit.Seconds : MetricUnit.Count;
        for (const value of values) metrics.addMetric(series, emitted, value);
      });
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
