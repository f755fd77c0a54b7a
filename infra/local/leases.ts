import type { Variables } from '../../lambdas/core/env.ts';
import { openTable } from '../../lambdas/store/dynamodb/client.ts';
import { endLease, listOverdue } from '../../lambdas/store/dynamodb/overdue.ts';

const FAR_FUTURE_MS = Date.UTC(9000, 0);
const ALL = 10_000;

/** Ends the leases of workers that died with an earlier process: on one machine nobody else can hold any. */
export async function expireLeases(variables: Variables): Promise<void> {
  const table = openTable(variables);
  const open = await listOverdue(FAR_FUTURE_MS, ALL, table);
  const sending = open.filter(({ status }) => status === 'sending');
  for (const { deliveryId } of sending) await endLease(deliveryId, Date.now(), table);
  table.client.destroy();
}
