import { type DeliveryMessage, partsOfDeliveryId } from '../core/delivery.ts';
import type { Queue } from './queue.ts';
import { loadAlert } from './table/alerts.ts';
import type { Table } from './table/client.ts';

/** Sends a delivery's message (again) from its alert's row; `false` when the row or the plan does not know it. */
export async function resend(deliveryId: string, queue: Queue, table: Table): Promise<boolean> {
  const parts = partsOfDeliveryId(deliveryId);
  const stored = parts === undefined ? undefined : await loadAlert(parts.alertId, table);
  if (parts === undefined || stored === undefined || !stored.planned.includes(parts.destination)) return false;
  const { alert, hour, raw } = stored;
  const { destination } = parts;
  const message: DeliveryMessage = {
    v: 1,
    deliveryId,
    destination,
    hour,
    alert,
    ...(raw === undefined ? {} : { raw }),
  };
  await queue.send({ body: JSON.stringify(message), group: destination });
  return true;
}
