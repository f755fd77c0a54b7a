import { type BatchMessage, type DeliveryMessage, partsOfDeliveryId, type ScheduledFlush } from '../core/delivery.ts';
import { defined } from '../core/reading/record.ts';
import { loadAlert } from '../store/dynamodb/alerts.ts';
import type { Table } from '../store/dynamodb/client.ts';
import { loadBatch } from '../store/dynamodb/deliveries.ts';
import { partsOfBatchId, partsOfGroupId } from '../store/dynamodb/keys.ts';
import type { Queue } from '../store/sqs/queue.ts';
import type { GroupKey } from './deliver/ports.ts';

/** Asks deliver to tell of what was gathered. */
export async function remind(key: GroupKey, afterSeconds: number, queue: Queue): Promise<void> {
  const message: ScheduledFlush = { v: 1, remind: key };
  await queue.sendLater({ body: JSON.stringify(message), group: key.destination }, afterSeconds);
}

interface Resend {
  /** Somebody asked for it: it is sent, and not merged into anything. */
  readonly isReplay?: boolean;
  /** The alerts of a batch that has no row yet. */
  readonly alertIds?: readonly string[] | undefined;
}

/** Sends a delivery's message (again) from its alert's row; `false` when the row or the plan does not know it. */
export async function reEnqueue(
  deliveryId: string,
  queue: Queue,
  table: Table,
  { isReplay = false, alertIds }: Resend = {},
): Promise<boolean> {
  const group = partsOfGroupId(deliveryId);
  if (group !== undefined) {
    await remind(group, 0, queue);
    return true;
  }
  if (partsOfBatchId(deliveryId) !== undefined) return resendBatch(deliveryId, alertIds, queue, table);
  const parts = partsOfDeliveryId(deliveryId);
  const stored = parts === undefined ? undefined : await loadAlert(parts.alertId, table);
  if (parts === undefined || stored === undefined || !stored.planned.includes(parts.destination)) return false;
  const { alert, hour, raw, evidence } = stored;
  const { destination } = parts;
  const message: DeliveryMessage = {
    v: 1,
    deliveryId,
    destination,
    hour,
    alert,
    ...(raw === undefined ? {} : { raw }),
    ...(evidence === undefined ? {} : { evidence }),
    ...(isReplay ? { isReplay } : {}),
  };
  await queue.send({ body: JSON.stringify(message), group: destination });
  return true;
}

/** A batch's message, from its row, which names its alerts, or from those that are known to wait in it. */
async function resendBatch(
  deliveryId: string,
  unclaimed: readonly string[] | undefined,
  queue: Queue,
  table: Table,
): Promise<boolean> {
  const batch = await loadBatch(deliveryId, table);
  const ids = batch?.alertIds ?? unclaimed ?? [];
  const stored = (await Promise.all(ids.map((alertId) => loadAlert(alertId, table)))).filter(
    (each) => each !== undefined,
  );
  const items = stored.map(({ alert, raw, evidence }) => defined({ alert, raw, evidence }));
  const hour = batch?.hour ?? stored[0]?.hour;
  const destination = partsOfBatchId(deliveryId)?.destination;
  if (hour === undefined || destination === undefined) return false;
  const message: BatchMessage = { v: 1, deliveryId, destination, hour, items };
  await queue.send({ body: JSON.stringify(message), group: destination });
  return true;
}
