import type { Table } from './client.ts';
import { deleteRow, updateIf } from './conditional.ts';
import {
  expiresAt,
  fallbackDeliveryIn,
  fallbackKey,
  fallbackPartition,
  fallbackPartitionOf,
  HIGHEST,
  iso,
  OPEN,
  placeAt,
  shards,
} from './keys.ts';
import { keyIn, queryRows } from './requests.ts';

/** Fallbacks that one run looks at, a shard. */
const AT_ONCE = 100;

/** Has the fallback of a delivery looked at; the first time that was asked for stays. */
export async function scheduleFallback(deliveryId: string, atMs: number, table: Table): Promise<void> {
  const setOnce = {
    openPk: fallbackPartitionOf(deliveryId),
    openSk: placeAt(iso(atMs), deliveryId),
    expiresAt: expiresAt(atMs, table.retentionDays),
  };
  await updateIf(fallbackKey(deliveryId), { setOnce }, table);
}

/** Deliveries whose fallbacks are to be looked at, the earliest first. */
export async function dueFallbacks(nowMs: number, table: Table): Promise<readonly string[]> {
  const found = await Promise.all(
    shards.map((shard) =>
      queryRows(
        {
          index: OPEN,
          condition: '#openPk = :pk AND #openSk <= :now',
          values: { ':pk': fallbackPartition(shard), ':now': placeAt(iso(nowMs), HIGHEST) },
          limit: AT_ONCE,
        },
        table,
      ),
    ),
  );
  return found.flat().map((entry) => fallbackDeliveryIn(keyIn(entry)));
}

export async function removeFallback(deliveryId: string, table: Table): Promise<void> {
  await deleteRow(fallbackKey(deliveryId), table);
}
