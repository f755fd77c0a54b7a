import type { Config } from '../../../lambdas/config/schema.ts';
import { deliveryStatuses } from '../../../lambdas/domain/delivery.ts';
import { type MetricName, metrics } from '../../../lambdas/domain/metrics.ts';
import type { Measured } from '../../../lambdas/engine/metrics/measure.ts';
import { INSTALLATION_MEASURED, type Observation, observationsOf } from '../../../lambdas/engine/metrics/observe.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import { createRegistry, type MetricRegistry } from './registry.ts';

/** Gauges are read from the store at most so often. */
const FRESH_MS = 5_000;

/** Names that labels may have: others count as `other`, so that nobody can make series without end. */
type Names = Pick<Config, 'sources' | 'destinations'>;

const isNamed = (names: object, name: string): boolean => Object.hasOwn(names, name);

function bounded(observation: Observation, { sources, destinations }: Names): Observation {
  const { labels } = observation;
  const { source, destination } = labels;
  const isSource = source === undefined || source === 'unknown' || isNamed(sources, source);
  const isDestination = destination === undefined || isNamed(destinations, destination);
  if (isSource && isDestination) return observation;
  return {
    ...observation,
    labels: {
      ...labels,
      ...(isSource ? {} : { source: 'other' }),
      ...(isDestination ? {} : { destination: 'other' }),
    },
  };
}

const zero = (name: MetricName, labels: Observation['labels']): Observation => ({ name, labels, value: 0 });
const outcomes = ['delivered', 'retry', 'rejected', 'unknown'];
const stages = ['route', 'deliver', 'reconcile', 'api', 'queue'];
const states = deliveryStatuses.filter((status) => status !== 'queued' && status !== 'sending');

/** Counters that begin at 0, so that a rate shows their first increase. */
const zeros = ({ sources, destinations }: Names): Observation[] => [
  ...Object.keys(sources).map((source) => zero('webhooks_accepted', { source })),
  ...Object.keys(destinations).flatMap((destination) => [
    ...states.map((state) => zero('deliveries', { destination, state })),
    ...outcomes.map((outcome) => zero('attempts', { destination, outcome })),
    zero('permit_waits', { destination }),
  ]),
  ...stages.map((stage) => zero('internal_errors', { stage })),
];

/** What answers `GET /metrics`. */
export interface Scraped {
  readonly contentType: string;
  readonly text: string;
}

/** The metrics of a system on one machine. */
export interface SystemMetrics {
  /** Counts what an event adds, and passes it on. */
  readonly log: Log;
  scrape(): Promise<Scraped>;
}

export interface MetricsProps {
  /** The configuration in use. */
  config(): Names;
  measure(): Promise<Measured>;
  readonly log: Log;
  /** For how long gauges are not read again. */
  readonly freshMs?: number;
}

const gauges = metrics.filter(({ kind }) => kind === 'gauge').map(({ name }) => name);

/** Reads the gauges anew when they are old; requests that come together share one reading. */
function createMeasuring(
  registry: MetricRegistry,
  { measure, log, freshMs = FRESH_MS }: MetricsProps,
): () => Promise<void> {
  let readMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  async function read(): Promise<void> {
    const measured = await measure();
    for (const name of gauges) registry.forget(name);
    for (const each of observationsOf(INSTALLATION_MEASURED, { ...measured })) registry.record(each);
    readMs = performance.now();
  }
  return () => {
    if (performance.now() - readMs < freshMs) return Promise.resolve();
    reading ??= read()
      .catch((error: unknown) =>
        log('metrics.measure_failed', { error: error instanceof Error ? error.name : 'unknown' }),
      )
      .finally(() => {
        reading = undefined;
      });
    return reading;
  };
}

/** Counts the events of a system, and serves what was counted together with the state of its store. */
export function createMetrics(props: MetricsProps): SystemMetrics {
  const registry = createRegistry();
  const measured = createMeasuring(registry, props);
  return {
    log(event, fields) {
      for (const each of observationsOf(event, fields)) registry.record(bounded(each, props.config()));
      props.log(event, fields);
    },
    async scrape() {
      for (const each of zeros(props.config())) registry.record(each);
      await measured();
      return { contentType: registry.contentType, text: await registry.text() };
    },
  };
}
