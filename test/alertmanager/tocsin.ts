import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Receiver } from '../pipeline/receiver.ts';
import { labelsOf, type Row, rows } from './table.ts';

const STARTED = new Date(Date.now() - 60_000).toISOString();

/** What Alertmanager's webhook would post of these alerts. */
export const webhookOf = (given: readonly Row[], status: 'firing' | 'resolved'): string =>
  JSON.stringify({
    version: '4',
    status,
    receiver: 'tocsin',
    alerts: given.map((row) => ({
      status,
      labels: labelsOf(row),
      annotations: { summary: `${row.labels['alertname']} ${row.n}` },
      startsAt: STARTED,
      endsAt: status === 'resolved' ? new Date().toISOString() : '0001-01-01T00:00:00Z',
      fingerprint: `fingerprint-${row.n}`,
    })),
  });

/** What every receiver was notified of, as `receiver: alerts`, by the states of the deliveries. */
export async function notificationsOf(pipeline: Pipeline): Promise<string[]> {
  const { alerts } = await pipeline.alerts('?source=prometheus&limit=200');
  const details = await Promise.all(alerts.map(({ id }) => pipeline.alert(id)));
  const told = details.flatMap(({ alert, deliveries }) =>
    deliveries
      .filter(({ status }) => status === 'delivered' || status === 'merged')
      .map(({ destination, id, mergedInto = id }) => ({
        destination,
        message: mergedInto,
        n: alert.labels['n'] ?? '',
      })),
  );
  const groups = Map.groupBy(told, ({ destination, message }) => `${destination} ${message}`);
  return [...groups.values()]
    .map(
      (group) =>
        `${group[0]?.destination}: ${group
          .map(({ n }) => n)
          .sort()
          .join(' ')}`,
    )
    .sort();
}

const receivers = [...new Set(rows.flatMap(({ to }) => to))];

/** How many messages all receivers got. */
export const posted = (receiver: Receiver): number =>
  receivers.reduce((sum, name) => sum + receiver.at(`/${name}`).length, 0);
