import { type DeliveryStatus, partsOfDeliveryId } from '../../domain/delivery.ts';
import { loadAlert } from './alerts.ts';
import type { Table } from './client.ts';
import { updateIf } from './conditional.ts';
import { deliveryStates } from './delivery-states.ts';
import type { Values } from './expressions.ts';
import { countedIn, readDelivery } from './items.ts';
import { deliveryKey, expiresAt, iso, openPartitionOf } from './keys.ts';

const endedStatuses: ReadonlySet<DeliveryStatus> = new Set(['delivered', 'merged', 'suppressed', 'dead']);

/** It stands in no index of what is open, and no worker has it. */
const ENDED = '(attribute_not_exists(#openPk) AND #status <> :sending)';
/** It waits: a look-up, another attempt, or a person. */
const UNCERTAIN = '(#status = :unknown AND attribute_not_exists(#owner))';

/** Open, due at once, and with a fresh time to give up. */
const opened = (deliveryId: string, nowMs: number): Values => ({
  status: 'queued',
  counted: 'queued',
  openPk: openPartitionOf(deliveryId),
  openSk: iso(nowMs),
  dueMs: nowMs,
  firstMs: nowMs,
});

/** Opens the row of a delivery that has ended, or may have arrived and waits; nothing for any other. */
async function reopenOwn(deliveryId: string, nowMs: number, table: Table): Promise<DeliveryStatus | undefined> {
  const before = await updateIf(
    deliveryKey(deliveryId),
    {
      condition: `attribute_exists(#status) AND (${ENDED} OR ${UNCERTAIN})`,
      values: { ':unknown': 'unknown', ':sending': 'sending' },
      set: opened(deliveryId, nowMs),
      remove: ['reason', 'mergedInto', 'listedPk', 'listedSk'],
      answers: 'ALL_OLD',
    },
    table,
  );
  return before === undefined ? undefined : countedIn(readDelivery(before));
}

/** Its batch or a silence decides its state: it gets a row of its own when that state is an end. */
async function reopenShared(deliveryId: string, nowMs: number, table: Table): Promise<DeliveryStatus | undefined> {
  const alertId = partsOfDeliveryId(deliveryId)?.alertId;
  const stored = alertId === undefined ? undefined : await loadAlert(alertId, table);
  if (alertId === undefined || stored === undefined) return undefined;
  const state = (await deliveryStates({ alertId, ...stored }, table)).find(({ id }) => id === deliveryId);
  if (state === undefined || !endedStatuses.has(state.status)) return undefined;
  const { status, attempts, receipt } = state;
  const own: Values = {
    ...opened(deliveryId, nowMs),
    attempts: attempts.length === 0 ? undefined : JSON.stringify(attempts),
    receipt: receipt === undefined ? undefined : JSON.stringify(receipt),
    expiresAt: expiresAt(nowMs, table.retentionDays),
  };
  const isMade = await updateIf(
    deliveryKey(deliveryId),
    { condition: 'attribute_not_exists(#status)', set: own },
    table,
  );
  return isMade === undefined ? undefined : status;
}

/**
 * Opens an ended delivery again, due at once, with a fresh time to give up; its attempts stay. Answers the state that
 * the ledger counted it in, or nothing when it has not ended (or not begun), so that there is nothing to open.
 */
export const reopen = async (deliveryId: string, nowMs: number, table: Table): Promise<DeliveryStatus | undefined> =>
  (await reopenOwn(deliveryId, nowMs, table)) ?? (await reopenShared(deliveryId, nowMs, table));
