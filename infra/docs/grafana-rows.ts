/** A line of a panel: what is asked of Prometheus, and how the line is named. */
export interface Line {
  readonly expr: string;
  readonly legend: string;
}

/** One panel. `width` is of 24 columns. */
export interface Panel {
  readonly title: string;
  readonly about: string;
  readonly kind: 'stat' | 'timeseries';
  readonly unit: string;
  readonly width: number;
  readonly lines: readonly Line[];
  /** From this value on it is red. */
  readonly redFrom?: number | null;
}

interface Row {
  readonly title: string;
  readonly height: number;
  readonly panels: readonly Panel[];
}

const RANGE = '[$__rate_interval]';
const of = (name: string): string => `${name}{job=~"$job"}`;
const ofDestination = (name: string): string => `${name}{job=~"$job",destination=~"$destination"}`;
const perMinute = (selector: string, ...by: readonly string[]): string =>
  `60 * sum${by.length === 0 ? '' : ` by (${by.join(', ')})`} (rate(${selector}${RANGE}))`;
const quantile = (share: number): string =>
  `histogram_quantile(${share}, sum by (le, destination) (rate(${ofDestination('tocsin_notify_seconds_bucket')}${RANGE})))`;

const stat = (title: string, expr: string, about: string, unit = 'short', redFrom: number | null = 1): Panel => ({
  title,
  about,
  kind: 'stat',
  unit,
  width: 4,
  lines: [{ expr, legend: title }],
  redFrom,
});

const series = (title: string, about: string, lines: readonly Line[], unit = 'cpm', width = 12): Panel => ({
  title,
  about,
  kind: 'timeseries',
  unit,
  width,
  lines,
});

/** What the dashboard shows, from the top down. */
export const rows: readonly Row[] = [
  {
    title: 'Is anything wrong?',
    height: 4,
    panels: [
      stat(
        'Oldest critical',
        `max(${of('tocsin_oldest_critical_seconds')})`,
        'Age of the oldest critical alert that a destination has not accepted.',
        's',
        900,
      ),
      stat(
        'Destinations that get nothing',
        `sum(${of('tocsin_circuits_open')})`,
        'Their circuit breaker is open, or somebody paused them.',
      ),
      stat(
        'Dead in 24 hours',
        `sum(increase(tocsin_deliveries_total{job=~"$job",state="dead"}[24h]))`,
        'Deliveries that are not tried any more.',
      ),
      stat('Dead letters', `sum(${of('tocsin_dead_letters')})`, 'Messages that failed again and again.'),
      stat('Ledger imbalance', `max(${of('tocsin_ledger_imbalance')})`, 'Planned deliveries that are in no state.'),
      stat(
        'Reconcile runs in 15 minutes',
        `sum(increase(${of('tocsin_reconcile_runs_total')}[15m]))`,
        'None: what is stuck is not found.',
        'short',
        null,
      ),
    ],
  },
  {
    title: 'What comes in',
    height: 8,
    panels: [
      series('Accepted webhooks', 'By source.', [
        { expr: perMinute(of('tocsin_webhooks_accepted_total'), 'source'), legend: '{{source}}' },
      ]),
      series('Refused webhooks', 'By reason. Most senders do not send again.', [
        { expr: perMinute(of('tocsin_webhooks_refused_total'), 'source', 'reason'), legend: '{{source}} {{reason}}' },
      ]),
      series('Alerts', 'New alerts by severity and class.', [
        { expr: perMinute(of('tocsin_alerts_total'), 'severity', 'class'), legend: '{{severity}} {{class}}' },
      ]),
      series(
        'Unrouted alerts and refused callbacks',
        'What no route sends anywhere; answers that were not authentic.',
        [
          { expr: perMinute(of('tocsin_alerts_unrouted_total')), legend: 'unrouted alerts' },
          { expr: perMinute(of('tocsin_callbacks_refused_total')), legend: 'refused callbacks' },
        ],
      ),
    ],
  },
  {
    title: 'What goes out',
    height: 8,
    panels: [
      series('Deliveries', 'By the state that they came into.', [
        { expr: perMinute(ofDestination('tocsin_deliveries_total'), 'state'), legend: '{{state}}' },
      ]),
      series('Attempts that were not accepted', 'By destination and outcome.', [
        {
          expr: perMinute(
            'tocsin_attempts_total{job=~"$job",destination=~"$destination",outcome!="delivered"}',
            'destination',
            'outcome',
          ),
          legend: '{{destination}} {{outcome}}',
        },
      ]),
      series(
        'Time to notify',
        'From the receipt of the webhook to the answer of the destination.',
        [
          { expr: quantile(0.5), legend: '{{destination}} p50' },
          { expr: quantile(0.95), legend: '{{destination}} p95' },
        ],
        's',
      ),
      series(
        'Backlog',
        'Deliveries that have not ended.',
        [{ expr: `sum by (state) (${of('tocsin_backlog')})`, legend: '{{state}}' }],
        'short',
      ),
      series('Waits for a permit', 'The quota of the destination was used up.', [
        { expr: perMinute(ofDestination('tocsin_permit_waits_total'), 'destination'), legend: '{{destination}}' },
      ]),
      series('Internal errors', 'Failures of Tocsin itself, by stage.', [
        { expr: perMinute(of('tocsin_internal_errors_total'), 'stage'), legend: '{{stage}}' },
      ]),
    ],
  },
];
