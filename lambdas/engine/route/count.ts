import { add, type Counts, hourOf, isZero, type WebhookOutcome } from '../../domain/counters.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { WebhookMessage } from '../../domain/webhook.ts';
import { ALERTS_COUNTED } from '../metrics/observe.ts';
import type { Ports } from './ports.ts';
import type { Recognised } from './read.ts';
import type { Handled } from './record.ts';

/** The alerts of a webhook, all recorded. */
export interface RecordedAlerts {
  readonly alerts: number;
  /** Those that are not counted yet. */
  readonly uncounted: readonly Handled[];
  /** Every alert was recorded by another webhook before. */
  readonly isDuplicate: boolean;
}

async function countSilenced(silenced: readonly Handled[], ports: Ports): Promise<void> {
  for (const [silence = '', alerts] of Map.groupBy(silenced, (each) => each.silence)) {
    await ports.silences.count(silence, alerts.length);
  }
}

const tally = (names: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]));

/** What metrics count: new alerts by class and severity, and the deliveries of silenced ones by destination. */
function logCounted(source: string, fresh: readonly Handled[], silenced: readonly Handled[], { log }: Ports): void {
  if (fresh.length === 0) return;
  const suppressed = silenced.flatMap(({ planned }) => planned);
  log(ALERTS_COUNTED, { source, alerts: tally(fresh.map(({ kind }) => kind)), suppressed: tally(suppressed) });
}

const plannedBy = (alerts: readonly Handled[]): number => alerts.reduce((n, { planned }) => n + planned.length, 0);

/** Counts those of the alerts that are new, together with what else is counted of their webhook. */
export async function countAlerts(
  handled: readonly Handled[],
  { source, receivedAt }: Pick<WebhookMessage, 'source' | 'receivedAt'>,
  ports: Ports,
  webhook: Counts = {},
): Promise<Counts> {
  const fresh = handled.filter(({ recorded }) => recorded.kind === 'new');
  const silenced = fresh.filter(({ silence }) => silence !== undefined);
  const [planned, suppressed] = [plannedBy(fresh), plannedBy(silenced)];
  const counts = add(webhook, { alerts: fresh.length, planned, suppressed, queued: planned - suppressed });
  await countSilenced(silenced, ports);
  if (!isZero(counts)) await ports.ledger.increment(hourOf(receivedAt), counts);
  logCounted(source, fresh, silenced, ports);
  return counts;
}

const isAlone = ({ alerts }: RecordedAlerts, outcome: WebhookOutcome, { silent }: WebhookMessage): boolean =>
  alerts === 1 && outcome === 'alerts' && silent === undefined;

/**
 * Counts a webhook and what was new of it. An alert that is alone in its webhook is the record of the webhook too. Else the
 * webhook gets a row, and only the attempt that wrote this row counts the webhook, so that a second attempt does not
 * count it again.
 */
export async function count(
  message: WebhookMessage,
  result: Recognised,
  recorded: RecordedAlerts,
  ports: Ports,
): Promise<Counts> {
  const { isDuplicate, uncounted } = recorded;
  const outcome = result.kind === 'alerts' && isDuplicate ? 'duplicate' : result.kind;
  const isFirst = isAlone(recorded, outcome, message)
    ? uncounted.some((each) => each.recorded.kind === 'new')
    : await recordWebhook(message, result, outcome, ports);
  const webhook: Counts =
    isFirst && message.silent === undefined ? { accepted: 1, ...(outcome === 'alerts' ? {} : { [outcome]: 1 }) } : {};
  return countAlerts(uncounted, message, ports, webhook);
}

async function recordWebhook(
  message: WebhookMessage,
  result: Recognised,
  outcome: WebhookOutcome,
  ports: Ports,
): Promise<boolean> {
  const { webhookId, source, receivedAt } = message;
  const hour = hourOf(receivedAt);
  const isHeartbeat = message.silent === undefined ? undefined : (true as const);
  const reason = result.kind === 'ignored' ? { reason: result.reason } : {};
  // An ignored webhook is kept too, so that it can be parsed again if it was ignored by mistake. A heartbeat has no body.
  const isKept = isHeartbeat === undefined && (outcome === 'alerts' || outcome === 'ignored');
  const body = isKept ? { body: await ports.webhooks.keep(message) } : {};
  return ports.webhooks.record(
    defined({ webhookId, source, receivedAt, hour, outcome, ...reason, ...body, isHeartbeat }),
  );
}
