import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log } from './console-log.ts';
import { NAMESPACE } from './namespace.ts';

type Fields = Readonly<Record<string, unknown>>;

const engineFailures = new Set(['delivery.internal_error', 'message.decode_failed', 'row.version_rejected']);

/** The metrics that an event counts for. Their names are few and fixed, because each one costs money. */
export function metricsOf(event: string, fields: Fields): readonly string[] {
  if (event === 'delivery.attempted') {
    if (fields['status'] === 'delivered') return ['Delivered'];
    return fields['status'] === 'dead' ? ['Dead'] : ['Retried'];
  }
  if (engineFailures.has(event)) return ['EngineFailed'];
  if (event === 'alert.unrouted') return ['Unrouted'];
  if (event === 'ledger.unbalanced') return ['Unbalanced'];
  return [];
}

const loud = new Set([
  'delivery.internal_error',
  'ledger.unbalanced',
  'message.decode_failed',
  'row.version_rejected',
  'webhook.route_failed',
  'api.failed',
]);
const quiet = new Set(['alert.unrouted', 'route.expression_failed']);

const emit = (logger: Logger, event: string, fields: Fields): void => {
  if (loud.has(event)) logger.error(event, { ...fields });
  else if (quiet.has(event)) logger.warn(event, { ...fields });
  else logger.info(event, { ...fields });
};

/** Logs and metrics of one function, and `flush`, which has to be called before its answer. */
export function createTelemetry(service: string): { readonly log: Log; flush(): void } {
  const logger = new Logger({ serviceName: service });
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: service });
  return {
    log: (event, fields) => {
      emit(logger, event, fields);
      for (const name of metricsOf(event, fields)) metrics.addMetric(name, MetricUnit.Count, 1);
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
