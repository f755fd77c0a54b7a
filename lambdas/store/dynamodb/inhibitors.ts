import type { Inhibitor } from '../../engine/ports/inhibitors.ts';
import { packInhibitor, readInhibitor } from '../rows.ts';
import type { Table } from './client.ts';
import { update, updateIf } from './conditional.ts';
import { readInhibitorRow } from './items.ts';
import { inhibitorKey, inhibitorPartition } from './keys.ts';
import { queryRows } from './requests.ts';

const MOST = 100;
/** Rows that are read: those that have ended stay for a while. */
const MOST_ROWS = 1_000;

/** Notes that a problem is open. DynamoDB deletes the row some time after it has ended. */
export async function noteInhibitor(key: string, inhibitor: Inhibitor, untilMs: number, table: Table): Promise<void> {
  const set = { doc: packInhibitor(inhibitor), dueMs: untilMs, expiresAt: Math.ceil(untilMs / 1000) };
  await update(inhibitorKey(key, inhibitor.fingerprint), { set }, table);
}

/** Notes that it is over; DynamoDB deletes the row when its time has passed. */
export async function endInhibitor(key: string, fingerprint: string, table: Table): Promise<void> {
  await updateIf(inhibitorKey(key, fingerprint), { condition: 'attribute_exists(#doc)', set: { dueMs: 0 } }, table);
}

/** The problems that are open, at most 100. */
export async function openInhibitors(key: string, nowMs: number, table: Table): Promise<readonly Inhibitor[]> {
  const values = { ':pk': inhibitorPartition(key) };
  const items = await queryRows({ condition: '#pk = :pk', values, limit: MOST_ROWS }, table);
  return items
    .map(readInhibitorRow)
    .filter(({ dueMs }) => dueMs > nowMs)
    .slice(0, MOST)
    .map(({ doc }) => readInhibitor(doc));
}
