import { partsOfDeliveryId } from '../../domain/delivery.ts';
import type { MetricName } from '../../domain/metrics.ts';
import { ATTEMPT_TRACED, WEBHOOK_TRACED } from './spans.ts';

type Fields = Readonly<Record<string, unknown>>;
type Labels = Readonly<Record<string, string>>;

/** What an event adds to a metric. A histogram counts its value `count` times; a counter adds the value. */
export interface Observation {
  readonly name: MetricName;
  readonly labels: Labels;
  readonly value: number;
  readonly count?: number;
}

/** An event that is only counted: its line in the log would repeat that of `webhook.routed`. */
export const ALERTS_COUNTED = 'alerts.counted';

const unwritten: ReadonlySet<string> = new Set([ALERTS_COUNTED, WEBHOOK_TRACED, ATTEMPT_TRACED]);

/** Whether an event is for metrics or spans alone, and no line of the log. */
export const isUnwritten = (event: string): boolean => unwritten.has(event);

/** The event of which gauges are made. */
export const INSTALLATION_MEASURED = 'installation.measured';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOr = (value: unknown, otherwise: number): number => (typeof value === 'number' ? value : otherwise);

const once = (name: MetricName, labels: Labels = {}): Observation[] => [{ name, labels, value: 1 }];

/** Anybody may choose the name of a source that is not configured. */
function answered({ source, outcome }: Fields): Observation[] {
  const reason = text(outcome).replaceAll('-', '_');
  if (reason === 'handshake') return [];
  if (reason === 'accepted') return once('webhooks_accepted', { source: text(source) });
  const name = reason === 'unknown_source' ? 'unknown' : text(source);
  return once('webhooks_refused', { source: name, reason });
}

const numbersIn = (value: unknown): [string, number][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).filter((entry): entry is [string, number] => typeof entry[1] === 'number')
    : [];

/** `alerts` counts by `class/severity`, `suppressed` by destination. */
function alertsCounted({ source, alerts, suppressed }: Fields): Observation[] {
  const recorded = numbersIn(alerts).map(([kind, value]): Observation => {
    const [about = '', severity = ''] = kind.split('/');
    return { name: 'alerts', labels: { source: text(source), class: about, severity }, value };
  });
  const silenced = numbersIn(suppressed).map(
    ([destination, value]): Observation => ({
      name: 'deliveries',
      labels: { destination, state: 'suppressed' },
      value,
    }),
  );
  return [...recorded, ...silenced];
}

/** A member that waits in its group has come into no new state. */
const uncounted = new Set(['queued', 'sending']);

function completed({ destination, status, outcome, reason, count, notifyMs, canary }: Fields): Observation[] {
  if (canary === true) return [];
  const name = text(destination);
  const value = numberOr(count, 1);
  const observed: Observation[] = [];
  if (!uncounted.has(text(status)))
    observed.push({ name: 'deliveries', labels: { destination: name, state: text(status) }, value });
  if (outcome !== undefined)
    observed.push({ name: 'attempts', labels: { destination: name, outcome: text(outcome) }, value });
  else if (reason === 'quota') observed.push({ name: 'permit_waits', labels: { destination: name }, value });
  if (typeof notifyMs === 'number')
    observed.push({ name: 'notify_seconds', labels: { destination: name }, value: notifyMs / 1000, count: value });
  return observed;
}

const gauges = (name: MetricName, label: string, values: unknown): Observation[] =>
  numbersIn(values).map(([key, value]): Observation => ({ name, labels: { [label]: key }, value }));

/** The fields are those of `Measured`. */
function measured(fields: Fields): Observation[] {
  const { backlog, oldestCriticalSeconds, circuitsOpen, ledgerImbalance, deadLetters } = fields;
  return [
    ...gauges('backlog', 'state', backlog),
    ...gauges('circuits_open', 'destination', circuitsOpen),
    ...gauges('dead_letters', 'queue', deadLetters),
    { name: 'oldest_critical_seconds', labels: {}, value: numberOr(oldestCriticalSeconds, 0) },
    { name: 'ledger_imbalance', labels: {}, value: numberOr(ledgerImbalance, 0) },
  ];
}

const confirmed = ({ deliveryId }: Fields): Observation[] => {
  const { destination = '' } = partsOfDeliveryId(text(deliveryId)) ?? {};
  return once('deliveries', { destination, state: 'delivered' });
};

const failedIn = (stage: string) => (): Observation[] => once('internal_errors', { stage });

const decodeFailed = ({ queue }: Fields): Observation[] =>
  once('internal_errors', { stage: queue === 'webhooks' ? 'route' : 'deliver' });

const observers: Readonly<Record<string, (fields: Fields) => Observation[]>> = {
  'webhook.answered': answered,
  [ALERTS_COUNTED]: alertsCounted,
  'alert.unrouted': () => once('alerts_unrouted'),
  'delivery.completed': completed,
  'delivery.confirmed': confirmed,
  'callback.refused': () => once('callbacks_refused'),
  'ledger.balanced': () => once('reconcile_runs'),
  'ledger.unbalanced': () => once('reconcile_runs'),
  [INSTALLATION_MEASURED]: measured,
  'webhook.route_failed': failedIn('route'),
  'system_alert.emit_failed': failedIn('route'),
  'message.decode_failed': decodeFailed,
  'delivery.internal_error': failedIn('deliver'),
  'delivery.requeue_failed': failedIn('deliver'),
  'row.version_rejected': failedIn('deliver'),
  'reconcile.failed': failedIn('reconcile'),
  'reconcile.step_failed': failedIn('reconcile'),
  'fallback.failed': failedIn('reconcile'),
  'report.failed': failedIn('reconcile'),
  'api.failed': failedIn('api'),
  'queue.load_failed': failedIn('queue'),
  'queue.run_failed': failedIn('queue'),
  'queue.turn_failed': failedIn('queue'),
  'queue.write_failed': failedIn('queue'),
};

/** What a log event adds to the metrics: nothing for most events. Both worlds are fed by this function alone. */
export const observationsOf = (event: string, fields: Fields): readonly Observation[] =>
  (Object.hasOwn(observers, event) ? observers[event]?.(fields) : undefined) ?? [];
