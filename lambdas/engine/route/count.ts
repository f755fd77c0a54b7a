import { add, type Counts, hourOf, isZero, type WebhookOutcome } from '../../core/ledger.ts';
import { defined } from '../../core/reading/record.ts';
import type { WebhookMessage } from '../../core/webhook.ts';
import type { Ports } from './ports.ts';
import type { Read } from './read.ts';
import type { Handled } from './record.ts';

async function countSilenced(silenced: readonly Handled[], ports: Ports): Promise<void> {
  for (const [silence = '', alerts] of Map.groupBy(silenced, (each) => each.silence)) {
    await ports.silences.count(silence, alerts.length);
  }
}

const outcomeOf = (result: Read, handled: readonly Handled[]): WebhookOutcome => {
  if (result.kind !== 'alerts') return result.kind;
  return handled.every(({ recorded }) => recorded.kind === 'repeat') ? 'duplicate' : 'alerts';
};

/**
 * Counts what was new. An alert that is alone in its webhook is the record of the webhook too. Else the webhook gets a
 * row, and only the attempt that wrote this row counts the webhook, so that a second attempt does not count it again.
 */
export async function count(
  message: WebhookMessage,
  result: Read,
  handled: readonly Handled[],
  ports: Ports,
): Promise<Counts> {
  const fresh = handled.filter(({ recorded }) => recorded.kind === 'new');
  const planned = fresh.reduce((n, each) => n + each.planned.length, 0);
  const silenced = fresh.filter(({ silence }) => silence !== undefined);
  const suppressed = silenced.reduce((n, each) => n + each.planned.length, 0);
  const outcome = outcomeOf(result, handled);
  const hour = hourOf(message.receivedAt);
  const isAlone = handled.length === 1 && outcome === 'alerts' && message.silent === undefined;
  const isFirst = isAlone ? fresh.length === 1 : await recordWebhook();
  const webhook: Counts =
    isFirst && message.silent === undefined ? { accepted: 1, ...(outcome === 'alerts' ? {} : { [outcome]: 1 }) } : {};
  const counts = add(webhook, { alerts: fresh.length, planned, suppressed, queued: planned - suppressed });
  await countSilenced(silenced, ports);
  if (!isZero(counts)) await ports.ledger.increment(hour, counts);
  return counts;

  async function recordWebhook(): Promise<boolean> {
    const { webhookId, source, receivedAt } = message;
    const isHeartbeat = message.silent === undefined ? undefined : (true as const);
    const reason = result.kind === 'ignored' ? { reason: result.reason } : {};
    // An ignored webhook is kept too, so that it can be parsed again if it was ignored by mistake. A heartbeat has no
    // body.
    const isKept = isHeartbeat === undefined && (outcome === 'alerts' || outcome === 'ignored');
    const body = isKept ? { body: await ports.webhooks.keep(message) } : {};
    return ports.webhooks.record(
      defined({ webhookId, source, receivedAt, hour, outcome, ...reason, ...body, isHeartbeat }),
    );
  }
}
