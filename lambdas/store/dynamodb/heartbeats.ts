import { defined } from '../../domain/values/json-fields.ts';
import type { Heartbeat } from '../../engine/ports/heartbeats.ts';
import type { Table } from './client.ts';
import { updateIf } from './conditional.ts';
import { readHeartbeat as readHeartbeatRow } from './items.ts';
import { heartbeatKey } from './keys.ts';
import { getRow } from './requests.ts';

/** Notes that a source was seen; an older time changes nothing. */
export async function markSeen(source: string, atMs: number, table: Table): Promise<void> {
  const condition = 'attribute_not_exists(#lastSeenMs) OR #lastSeenMs < :lastSeenMs';
  await updateIf(heartbeatKey(source), { condition, set: { lastSeenMs: atMs } }, table);
}

export async function readHeartbeat(source: string, table: Table): Promise<Heartbeat | undefined> {
  const item = await getRow(heartbeatKey(source), table);
  const { lastSeenMs, reportedMs } = item === undefined ? {} : readHeartbeatRow(item);
  return lastSeenMs === undefined ? undefined : { lastSeenMs, ...defined({ reportedMs }) };
}

/** Notes that a gap was reported, or with nothing that it is over. */
export async function markReported(source: string, reportedMs: number | undefined, table: Table): Promise<void> {
  const change = reportedMs === undefined ? { remove: ['reportedMs' as const] } : { set: { reportedMs } };
  await updateIf(heartbeatKey(source), { condition: 'attribute_exists(pk)', ...change }, table);
}
