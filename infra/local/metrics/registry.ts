import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type Metric, type MetricName, metrics, prometheusName } from '../../../lambdas/domain/metrics.ts';
import type { Observation } from '../../../lambdas/engine/metrics/observe.ts';

type Labels = Readonly<Record<string, string>>;

/** Takes what was observed of one metric. */
type Take = (labels: Labels, value: number, count: number) => void;

function takerOf(metric: Metric, registry: Registry): Take {
  const options = {
    name: prometheusName(metric),
    help: metric.help,
    labelNames: [...metric.labels],
    registers: [registry],
  };
  if (metric.kind === 'counter') {
    const counter = new Counter(options);
    return (labels, value) => counter.inc({ ...labels }, value);
  }
  if (metric.kind === 'gauge') {
    const gauge = new Gauge(options);
    return (labels, value) => gauge.set({ ...labels }, value);
  }
  const histogram = new Histogram({ ...options, buckets: [...(metric.buckets ?? [])] });
  return (labels, value, count) => {
    for (let i = 0; i < count; i += 1) histogram.observe({ ...labels }, value);
  };
}

let ofProcess: Registry | undefined;

/** The usual metrics of the process and of Node.js, which are there once, however many systems run in it. */
function processRegistry(): Registry {
  if (ofProcess === undefined) {
    ofProcess = new Registry();
    collectDefaultMetrics({ register: ofProcess });
  }
  return ofProcess;
}

/** The metrics of one system, in the text format of Prometheus. */
export interface MetricRegistry {
  record(observation: Observation): void;
  /** Values of a gauge whose labels are gone must not stay. */
  forget(name: MetricName): void;
  readonly contentType: string;
  text(): Promise<string>;
}

/** Makes a registry with every metric of the list. */
export function createRegistry(): MetricRegistry {
  const registry = new Registry();
  const takers = new Map<MetricName, Take>(metrics.map((metric) => [metric.name, takerOf(metric, registry)]));
  return {
    record: ({ name, labels, value, count = 1 }) => takers.get(name)?.(labels, value, count),
    forget: (name) => {
      const metric = metrics.find((each) => each.name === name);
      if (metric !== undefined) registry.getSingleMetric(prometheusName(metric))?.reset();
    },
    contentType: Registry.PROMETHEUS_CONTENT_TYPE,
    text: () => Registry.merge([registry, processRegistry()]).metrics(),
  };
}
