import type { Inhibitor } from '../../engine/ports/inhibitors.ts';
import { packInhibitor, readInhibitor } from '../rows.ts';
import type { Table } from './client.ts';
import { deleteRow, update } from './conditional.ts';
import { readInhibitorRow } from './items.ts';
import { inhibitorKey, inhibitorPartition } from './keys.ts';
import { queryRows } from './requests.ts';

const MOST = 100;

/** Notes that a problem is open. DynamoDB deletes the row some time after it has ended. */
export async function noteInhibitor(key: string, inhibitor: Inhibitor, untilMs: number, table: Table): Promise<void> {
  const set = { doc: packInhibitor(inhibitor), dueMs: untilMs, expiresAt: Math.ceil(untilMs / 1000) };
  await update(inhibitorKey(key, inhibitor.fingerprint), { set }, table);
}

export async function endInhibitor(key: string, fingerprint: string, table: Table): Promise<void> {
  await deleteRow(inhibitorKey(key, fingerprint), table);
}

/** The problems that are open, at most 100. */
export async function openInhibitors(key: string, nowMs: number, table: Table): Promise<readonly Inhibitor[]> {
  const values = { ':pk': inhibitorPartition(key) };
  const items = await queryRows({ condition: '#pk = :pk', values, limit: MOST }, table);
  return items
    .map(readInhibitorRow)
    .filter(({ dueMs }) => dueMs > nowMs)
    .map(({ doc }) => readInhibitor(doc));
}
