import type { Alert } from '../core/alert.ts';
import { type DeliveryMessage, deliveryIdOf } from '../core/delivery.ts';
import { loadAlert, recordAlert } from '../store/dynamodb/alerts.ts';
import type { Table } from '../store/dynamodb/client.ts';
import type { Queue } from '../store/sqs/queue.ts';

/**
 * Records an alert of Tocsin's own and sends it to destinations. Of one id the first that was recorded stands, and it
 * is what is sent, so that doing it again after a crash changes nothing. Such alerts have no page in the ledger.
 */
export async function emitSystemAlert(
  alert: Alert,
  destinations: readonly string[],
  queue: Queue,
  table: Table,
): Promise<Alert> {
  const recorded = await recordAlert(
    { alert, webhookId: alert.id, hour: '', planned: destinations, alone: false },
    table,
  );
  const stored = recorded.kind === 'new' ? undefined : await loadAlert(alert.id, table);
  const stands = stored?.alert ?? alert;
  const messages = (stored?.planned ?? destinations).map(
    (destination): DeliveryMessage => ({
      v: 1,
      deliveryId: deliveryIdOf(alert.id, destination),
      destination,
      hour: '',
      alert: stands,
    }),
  );
  await queue.sendAll(messages.map((message) => ({ body: JSON.stringify(message), group: message.destination })));
  return stands;
}
