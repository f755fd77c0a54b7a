import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Log } from './console-log.ts';
import { atLeast, type LeveledLogger } from './log-level.ts';
import { NAMESPACE } from './namespace.ts';

type Fields = Readonly<Record<string, unknown>>;

/** A metric and how much an event adds to it. */
export interface Counted {
  readonly name: string;
  readonly count: number;
}

const engineFailures = new Set(['delivery.internal_error', 'message.decode_failed', 'row.version_rejected']);

const routeFailures = new Set(['webhook.route_failed', 'system_alert.emit_failed']);

/** Deliveries by their state; one that is merged is notified of by another, and counts there. */
const byStatus: Readonly<Record<string, string>> = {
  delivered: 'Delivered',
  dead: 'Dead',
  retrying: 'Retried',
  unknown: 'Retried',
};

const once = (name: string): Counted[] => [{ name, count: 1 }];

function deliveriesIn({ status, count }: Fields): Counted[] {
  const name = byStatus[String(status)];
  return name === undefined ? [] : [{ name, count: typeof count === 'number' ? count : 1 }];
}

/**
 * The metrics that an event counts for. Their names are few and fixed, because each one costs money. Deliveries are counted
 * when they are completed or released, alone and in batches alike.
 */
export function metricsOf(event: string, fields: Fields): readonly Counted[] {
  if (event === 'delivery.completed') return deliveriesIn(fields);
  if (engineFailures.has(event)) return once('EngineFailed');
  if (routeFailures.has(event)) return once('RouteFailed');
  if (event === 'alert.unrouted') return once('Unrouted');
  // One line stands for several refused requests of an address.
  if (event === 'callback.refused') return once('CallbackRefused');
  return event === 'ledger.unbalanced' ? once('Unbalanced') : [];
}

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
  else logger.info(event, { ...fields });
};

/** Logs and metrics of one function, and `flush`, which has to be called before its answer. */
export function createTelemetry(service: string): { readonly log: Log; flush(): void } {
  const logger = atLeast(process.env['TOCSIN_LOG_LEVEL'], new Logger({ serviceName: service }));
  const metrics = new Metrics({ namespace: NAMESPACE, serviceName: service });
  return {
    log: (event, fields) => {
      emit(logger, event, fields);
      for (const { name, count } of metricsOf(event, fields)) metrics.addMetric(name, MetricUnit.Count, count);
    },
    flush: () => {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}
