import type { Overdue } from '../../engine/ports/deliveries.ts';
import { LONGEST_WAIT_MS } from '../../engine/ports/limits.ts';
import type { Table } from './client.ts';
import { updateIf } from './conditional.ts';
import { iso, OPEN, openIdIn, openKey, openPartition, openPartitionOf, shards } from './keys.ts';
import { keyIn, keyText, queryRows } from './requests.ts';

/** Entries of the index that a condition on their time fits, at most `limit` a shard. */
async function openWhere(condition: string, atMs: number, limit: number, table: Table): Promise<Overdue[]> {
  const pages = await Promise.all(
    shards.map((shard) =>
      queryRows(
        {
          index: OPEN,
          condition: `#openPk = :pk AND #openSk ${condition} :at`,
          values: { ':pk': openPartition(shard), ':at': iso(atMs) },
          limit,
        },
        table,
      ),
    ),
  );
  return pages.flat().map((entry) => ({ id: openIdIn(keyIn(entry)), mark: keyText(entry, 'openSk') }));
}

/**
 * Open deliveries that something should have happened to before `beforeMs`, at most `limit` a shard; those further ahead
 * than anything waits, too: they were set before the clock was set back.
 */
export async function listOverdue(beforeMs: number, limit: number, table: Table): Promise<Overdue[]> {
  const [late, ahead] = await Promise.all([
    openWhere('<', beforeMs, limit, table),
    openWhere('>', beforeMs + LONGEST_WAIT_MS, limit, table),
  ]);
  return [...late, ...ahead];
}

/** Puts an overdue delivery off, so that it is moved once and not by every run; `false` when it has moved by itself. */
export async function postpone({ id, mark }: Overdue, untilMs: number, table: Table): Promise<boolean> {
  const update = {
    condition: '#openSk = :mark',
    values: { ':mark': mark },
    set: { openPk: openPartitionOf(id), openSk: iso(untilMs) },
  };
  return (await updateIf(openKey(id), update, table)) !== undefined;
}
