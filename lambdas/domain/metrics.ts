import { cloudWatchName } from './metric-names.ts';

/** `counter`: adds up. `gauge`: a state, as it is now. `histogram`: how values are distributed. */
export type MetricKind = 'counter' | 'gauge' | 'histogram';

/** How CloudWatch splits a metric: one series for each value, because each series costs money. */
export interface Split {
  readonly label: string;
  readonly values: readonly string[];
  /** What is counted under another value; what is missing counts under `other`. */
  readonly groups?: Readonly<Record<string, string>>;
}

/** One metric of Tocsin, for both worlds: `GET /metrics` of one machine, and CloudWatch. */
export interface Metric {
  /** Without the prefix `tocsin_`, and without the ending `_total` of a counter. */
  readonly name: string;
  readonly kind: MetricKind;
  readonly unit: 'count' | 'seconds';
  readonly help: string;
  /** The labels at `/metrics`. Their values come from the configuration, or from a fixed set. */
  readonly labels: readonly string[];
  /** Absent: CloudWatch has one series. */
  readonly split?: Split;
  /** The upper ends of the buckets of a histogram. */
  readonly buckets?: readonly number[];
  /** The section of docs/runbook.md that says what to do. */
  readonly runbook?: string;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** Why a hook refused a request, as CloudWatch counts it: by what an operator does about it. */
const refusals: Readonly<Record<string, string>> = {
  credential: 'credential',
  stale: 'credential',
  address: 'credential',
  limit: 'limit',
  too_large: 'too_large',
  no_secret: 'unavailable',
  unverified: 'unavailable',
  store_failed: 'unavailable',
  overloaded: 'unavailable',
};

/** All metrics. docs/metrics.md is made of this list, and each has its place in the dashboards. */
export const metrics = [
  {
    name: 'webhooks_accepted',
    kind: 'counter',
    unit: 'count',
    help: 'Webhooks that were stored and answered with success.',
    labels: ['source'],
  },
  {
    name: 'webhooks_refused',
    kind: 'counter',
    unit: 'count',
    help: 'Requests to hooks that were refused, by reason. Most senders do not send again.',
    labels: ['source', 'reason'],
    split: {
      label: 'reason',
      values: ['credential', 'limit', 'too_large', 'unavailable', 'other'],
      groups: refusals,
    },
    runbook: 'refused-webhooks',
  },
  {
    name: 'alerts',
    kind: 'counter',
    unit: 'count',
    help: 'New alerts, without repeats of the same alert.',
    labels: ['source', 'class', 'severity'],
  },
  {
    name: 'alerts_unrouted',
    kind: 'counter',
    unit: 'count',
    help: 'Alerts that no route sends to a destination.',
    labels: [],
    runbook: 'unrouted-alerts',
  },
  {
    name: 'deliveries',
    kind: 'counter',
    unit: 'count',
    help: 'Deliveries that came into a state: ended, or put back for another attempt. A delivery that is tried three times counts twice as retrying.',
    labels: ['destination', 'state'],
    split: { label: 'state', values: ['delivered', 'merged', 'suppressed', 'dead', 'retrying', 'unknown'] },
    runbook: 'dead-deliveries',
  },
  {
    name: 'attempts',
    kind: 'counter',
    unit: 'count',
    help: 'Deliveries in requests to destinations, by outcome. A request with 20 alerts counts 20.',
    labels: ['destination', 'outcome'],
    split: { label: 'outcome', values: ['delivered', 'retry', 'rejected', 'unknown'] },
    runbook: 'a-destination-gets-nothing',
  },
  {
    name: 'notify_seconds',
    kind: 'histogram',
    unit: 'seconds',
    help: 'Time from the receipt of a webhook to the answer of the destination that accepted its alert.',
    labels: ['destination'],
    buckets: [
      0.1,
      0.25,
      0.5,
      1,
      2.5,
      5,
      10,
      30,
      MINUTE,
      2 * MINUTE,
      5 * MINUTE,
      15 * MINUTE,
      HOUR,
      6 * HOUR,
      24 * HOUR,
    ],
    runbook: 'late-alerts',
  },
  {
    name: 'permit_waits',
    kind: 'counter',
    unit: 'count',
    help: 'Deliveries that waited, because the quota of their destination was used up.',
    labels: ['destination'],
    runbook: 'late-alerts',
  },
  {
    name: 'internal_errors',
    kind: 'counter',
    unit: 'count',
    help: 'Failures of Tocsin itself, by stage. The work is tried again.',
    labels: ['stage'],
    split: { label: 'stage', values: ['route', 'deliver', 'other'], groups: { route: 'route', deliver: 'deliver' } },
    runbook: 'internal-errors',
  },
  {
    name: 'callbacks_refused',
    kind: 'counter',
    unit: 'count',
    help: 'Callbacks of vendors and signed links that were refused.',
    labels: [],
    runbook: 'refused-callbacks',
  },
  {
    name: 'reconcile_runs',
    kind: 'counter',
    unit: 'count',
    help: 'Whole runs of reconcile, which finds what is stuck and compares the ledger.',
    labels: [],
    runbook: 'reconcile-does-not-run',
  },
  {
    name: 'backlog',
    kind: 'gauge',
    unit: 'count',
    help: 'Deliveries that have not ended, by state.',
    labels: ['state'],
    runbook: 'late-alerts',
  },
  {
    name: 'oldest_critical_seconds',
    kind: 'gauge',
    unit: 'seconds',
    help: 'Age of the oldest critical alert that a destination has not accepted; 0 when there is none.',
    labels: [],
    runbook: 'late-alerts',
  },
  {
    name: 'circuits_open',
    kind: 'gauge',
    unit: 'count',
    help: 'Destinations that get nothing: their circuit breaker is open, or somebody paused them.',
    labels: ['destination'],
    runbook: 'a-destination-gets-nothing',
  },
  {
    name: 'ledger_imbalance',
    kind: 'gauge',
    unit: 'count',
    help: 'Planned deliveries less those that the ledger counts in a state; 0 when the ledger balances.',
    labels: [],
    runbook: 'the-ledger-does-not-balance',
  },
  {
    name: 'dead_letters',
    kind: 'gauge',
    unit: 'count',
    help: 'Messages that failed again and again. On AWS they lie in the dead-letter queues, on one machine they are still tried.',
    labels: ['queue'],
    runbook: 'dead-letters',
  },
] as const satisfies readonly Metric[];

export type MetricName = (typeof metrics)[number]['name'];

/** The metrics by name. */
export const metricOf = (name: MetricName): Metric => metrics.find((each) => each.name === name) ?? metrics[0];

/** The value that CloudWatch counts a value of the split label under. */
function splitValue({ values, groups }: Split, found = ''): string {
  if (groups !== undefined) return groups[found] ?? 'other';
  return values.includes(found) ? found : 'other';
}

/** The name of the CloudWatch series that an observation belongs to. */
export function seriesOf(metric: Metric, labels: Readonly<Record<string, string>> = {}): string {
  const { name, split } = metric;
  return split === undefined ? cloudWatchName(name) : cloudWatchName(name, splitValue(split, labels[split.label]));
}

/** The names of all CloudWatch series of a metric. */
export const allSeriesOf = ({ name, split }: Metric): readonly string[] =>
  split === undefined ? [cloudWatchName(name)] : split.values.map((value) => cloudWatchName(name, value));

/** The name at `/metrics`, as Prometheus wants it (https://prometheus.io/docs/practices/naming/). */
export const prometheusName = ({ name, kind }: Metric): string => `tocsin_${name}${kind === 'counter' ? '_total' : ''}`;
