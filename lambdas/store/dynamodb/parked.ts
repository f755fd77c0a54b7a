import type { DeliveryStatus } from '../../domain/delivery.ts';
import type { Claimable, Overdue } from '../../engine/ports/deliveries.ts';
import { LONGEST_LEASE_MS } from '../../engine/ports/limits.ts';
import type { Parked, Parking } from '../../engine/ports/parked.ts';
import type { Table } from './client.ts';
import { updateIf } from './conditional.ts';
import { countedIn, readDelivery } from './items.ts';
import { expiresAt, OPEN, openIdIn, openKey, parkedPartition, parkedPlace, parkedPlaces, parkedRanks } from './keys.ts';
import { OPEN as OPEN_ROW, openValues, UNLEASED } from './leases.ts';
import { listedKeys } from './listed.ts';
import { keyIn, keyText, queryRows } from './requests.ts';

/** Parks a delivery or batch that has no row yet, or waits. */
async function park(
  { deliveryId, destination, hour }: Claimable,
  { rank, dueMs, reason }: Parking,
  nowMs: number,
  alertIds: readonly string[] | undefined,
  table: Table,
): Promise<DeliveryStatus | undefined> {
  const before = await updateIf(
    openKey(deliveryId),
    {
      condition: `attribute_not_exists(#status) OR (${OPEN_ROW} AND attribute_not_exists(#mergedInto) AND ${UNLEASED})`,
      values: { ':now': nowMs, ':farLease': nowMs + LONGEST_LEASE_MS, ...openValues },
      set: {
        status: 'retrying',
        counted: 'retrying',
        reason: reason.toWellFormed(),
        dueMs,
        openPk: parkedPartition(destination),
        openSk: parkedPlace(rank, dueMs, deliveryId),
        ...(await listedKeys(deliveryId, 'retrying', table)),
      },
      setOnce: {
        firstMs: nowMs,
        expiresAt: expiresAt(nowMs, table.retentionDays),
        ...(alertIds === undefined ? {} : { alertIds: [...alertIds], hour }),
      },
      remove: ['owner', 'leaseMs'],
      answers: 'ALL_OLD',
    },
    table,
  );
  if (before === undefined) return undefined;
  return before['status'] === undefined ? 'queued' : countedIn(readDelivery(before));
}

async function listRank(
  destination: string,
  rank: number,
  beforeMs: number,
  limit: number,
  table: Table,
): Promise<Overdue[]> {
  const { from, to } = parkedPlaces(rank, Math.max(0, beforeMs));
  const entries = await queryRows(
    {
      index: OPEN,
      condition: '#openPk = :pk AND #openSk BETWEEN :from AND :to',
      values: {
        ':pk': parkedPartition(destination),
        ':from': from,
        ':to': to,
      },
      limit,
    },
    table,
  );
  return entries.map((entry) => ({ id: openIdIn(keyIn(entry)), mark: keyText(entry, 'openSk') }));
}

const isEmpty = async (destination: string, table: Table): Promise<boolean> => {
  const values = { ':pk': parkedPartition(destination) };
  return (await queryRows({ index: OPEN, condition: '#openPk = :pk', values, limit: 1 }, table)).length === 0;
};

/** Those of a destination that were due before a time; most destinations have none, which costs one small read. */
async function list(destination: string, beforeMs: number, limit: number, table: Table): Promise<Overdue[]> {
  if (await isEmpty(destination, table)) return [];
  const found: Overdue[] = [];
  for (const rank of parkedRanks) {
    if (found.length >= limit) break;
    found.push(...(await listRank(destination, rank, beforeMs, limit - found.length, table)));
  }
  return found.slice(0, limit);
}

/** Deliveries that wait in the table without a message. */
export const createParked = (table: Table): Parked => ({
  park: (message, parking, nowMs, alertIds) => park(message, parking, nowMs, alertIds, table),
  list: (destination, beforeMs, limit) => list(destination, beforeMs, limit, table),
});
