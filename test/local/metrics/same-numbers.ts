import { allSeriesOf, type Metric, metrics, prometheusName } from '../../../lambdas/domain/metrics.ts';
import { type Sample, sumOf } from './prometheus-text.ts';

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** What each world says of a metric: a sum, and of a distribution how many values it has. */
export interface Numbers {
  readonly name: string;
  readonly sum: number;
  readonly count?: number;
}

/** The metrics of a scrape. */
export const inPrometheus = (samples: readonly Sample[]): readonly Numbers[] =>
  metrics.map((metric: Metric) => {
    const name = prometheusName(metric);
    return metric.kind === 'histogram'
      ? { name, sum: rounded(sumOf(samples, `${name}_sum`)), count: sumOf(samples, `${name}_count`) }
      : { name, sum: rounded(sumOf(samples, name)) };
  });

/** The same metrics as CloudWatch adds them up. */
export const inCloudWatch = (series: ReadonlyMap<string, readonly number[]>): readonly Numbers[] =>
  metrics.map((metric: Metric) => {
    const values = allSeriesOf(metric).flatMap((each) => series.get(each) ?? []);
    const numbers = { name: prometheusName(metric), sum: rounded(total(values)) };
    return metric.kind === 'histogram' ? { ...numbers, count: values.length } : numbers;
  });
