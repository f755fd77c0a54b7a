import { type GroupKey, occurrencesIn, packMember } from '../../domain/group.ts';
import type { Flushed, Group, Groups } from '../../engine/ports/groups.ts';
import { isGroupDue, isLeaseOver, LEASE_MS, LONGEST_GROUP_WAIT_MS } from '../../engine/ports/limits.ts';
import { readMember } from '../rows.ts';
import type { Table } from './client.ts';
import { type Update, updateIf } from './conditional.ts';
import { type GroupItem, readGroup } from './items.ts';
import { groupKey, iso } from './keys.ts';
import { FREE, freeAt } from './leases.ts';
import { getRow } from './requests.ts';

const groupIn = ({ members = new Set(), notified = 0, sequence = 0, owner, firstId }: GroupItem): Group => ({
  members: [...members].map(readMember),
  notified,
  sequence,
  // A worker that releases a group takes its name from it: one that is there is that of a dead one.
  isUncertain: owner !== undefined,
  ...(firstId === undefined ? {} : { first: firstId }),
});

/** When a group that cannot be taken now may be. */
const laterMs = ({ dueMs = 0, leaseMs = 0 }: GroupItem, nowMs: number): number =>
  Math.max(isGroupDue(dueMs, nowMs) ? 0 : dueMs, isLeaseOver(leaseMs, nowMs) ? 0 : leaseMs, nowMs);

/** Leases what was added. */
export async function takeGroup(key: GroupKey, owner: string, nowMs: number, table: Table): ReturnType<Groups['take']> {
  const leaseMs = nowMs + LEASE_MS;
  const taking: Update = {
    condition: `attribute_exists(#members) AND ${FREE}`,
    values: freeAt(nowMs, LONGEST_GROUP_WAIT_MS),
    set: { leaseMs, owner, openSk: iso(leaseMs) },
    answers: 'ALL_OLD',
  };
  const before = await updateIf(groupKey(key), taking, table);
  if (before !== undefined) return groupIn(readGroup(before));
  const item = await getRow(groupKey(key), table);
  const group = item === undefined ? {} : readGroup(item);
  if (group.members !== undefined) return { laterMs: laterMs(group, nowMs) };
  // Its worker may have died between releasing it and closing it.
  if (item !== undefined) await close(key, table);
  return 'empty';
}

/** Releases a group; flushed members leave it, what came meanwhile stays for the next message. */
export async function releaseGroup(
  key: GroupKey,
  owner: string,
  { members, dueMs, isOver, first }: Flushed,
  table: Table,
): Promise<boolean> {
  const isFlushed = members.length > 0;
  const releasing: Update = {
    condition: '#owner = :owner',
    values: { ':owner': owner },
    set: { dueMs, openSk: iso(dueMs), lastMs: isOver ? 0 : undefined, firstId: first },
    remove: ['leaseMs', 'owner', ...(isOver ? (['acknowledged'] as const) : [])],
    ...(isFlushed ? { add: { notified: occurrencesIn(members), sequence: 1 } } : {}),
    ...(isFlushed ? { take: { members: new Set(members.map(packMember)) } } : {}),
    answers: 'ALL_NEW',
  };
  const after = await updateIf(groupKey(key), releasing, table);
  if (after === undefined) return false;
  const isLeft = readGroup(after).members !== undefined;
  if (!isLeft) await close(key, table);
  return isLeft;
}

/** An empty group leaves the index of what is open. */
async function close(key: GroupKey, table: Table): Promise<void> {
  const closing: Update = { condition: 'attribute_not_exists(#members)', remove: ['openPk', 'openSk'] };
  await updateIf(groupKey(key), closing, table);
}
