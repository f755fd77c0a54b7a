import { type GroupKey, type GroupMember, groupIdOf, packMember } from '../../domain/group.ts';
import { type Due, type DueBefore, dueAfter, MOST_MEMBERS } from '../../domain/group-times.ts';
import type { Added } from '../../engine/ports/groups.ts';
import { isGroupDue, isLeaseOver, LONGEST_LEASE_MS } from '../../engine/ports/limits.ts';
import { readRoster } from '../rows.ts';
import type { Table } from './client.ts';
import { updateIf } from './conditional.ts';
import { type GroupItem, readGroup } from './items.ts';
import { expiresAt, groupKey, iso, openPartitionOf } from './keys.ts';
import { UNLEASED } from './leases.ts';

/** Adds members; answers the row as it was, or nothing when it takes no more. */
async function addMembers(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  nowMs: number,
  table: Table,
): Promise<GroupItem | undefined> {
  const times = { openSk: iso(due.ms), dueMs: due.ms };
  const before = await updateIf(
    groupKey(key),
    {
      condition: 'attribute_not_exists(#members) OR size(#members) < :most',
      values: { ':most': MOST_MEMBERS },
      set: {
        lastMs: nowMs,
        openPk: openPartitionOf(groupIdOf(key)),
        expiresAt: expiresAt(nowMs, table.retentionDays),
        ...(due.isUrgent ? times : {}),
      },
      setOnce: due.isUrgent ? {} : times,
      add: { members: new Set(members.map(packMember)) },
      answers: 'ALL_OLD',
    },
    table,
  );
  if (before === undefined) return undefined;
  return Object.keys(before).length === 0 ? {} : readGroup(before);
}

/** Makes a full group due now; `false` when it is already, or is being flushed. */
async function makeDueNow(key: GroupKey, nowMs: number, table: Table): Promise<boolean> {
  const update = {
    condition: `#dueMs > :now AND ${UNLEASED}`,
    values: { ':now': nowMs, ':farLease': nowMs + LONGEST_LEASE_MS },
    set: { dueMs: nowMs, openSk: iso(nowMs) },
  };
  return (await updateIf(groupKey(key), update, table)) !== undefined;
}

/** Moves a group's time. */
async function postpone(key: GroupKey, dueMs: number, table: Table): Promise<void> {
  const update = { condition: 'attribute_exists(#members)', set: { dueMs, openSk: iso(dueMs) } };
  await updateIf(groupKey(key), update, table);
}

/** A group as it was before an addition. A time that cannot be true counts as past. */
const before = ({ dueMs = 0, members, roster }: GroupItem, nowMs: number): DueBefore => ({
  dueMs: isGroupDue(dueMs, nowMs) ? Math.min(dueMs, nowMs) : dueMs,
  hasMembers: members !== undefined,
  hasRoster: readRoster(roster).length > 0,
});

/** Adds members. A group without members becomes due, and the sparse index makes sure that it is flushed. */
export async function addToGroup(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  nowMs: number,
  table: Table,
): Promise<Added> {
  const old = await addMembers(key, members, due, nowMs, table);
  if (old === undefined) return { kind: 'full', isDueNow: await makeDueNow(key, nowMs, table) };
  const isFirst = old.members === undefined;
  const dueMs = dueAfter(before(old, nowMs), due);
  // A group that notifies again stands in the index with the time of that.
  const isElsewhere = old.dueMs !== undefined && (old.dueMs !== dueMs || old.renotifyMs !== undefined);
  if (isFirst && !due.isUrgent && isElsewhere) await postpone(key, dueMs, table);
  // A worker that is flushing now has read the members before; these are carried by the next message.
  const next = isLeaseOver(old.leaseMs ?? 0, nowMs) ? 0 : 1;
  return { kind: 'added', sequence: (old.sequence ?? 0) + next, isFirst: isFirst || due.isUrgent, dueMs };
}
