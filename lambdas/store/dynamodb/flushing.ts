import { type GroupKey, occurrencesIn, packMember } from '../../domain/group.ts';
import type { Flushed, Group, Groups } from '../../engine/ports/groups.ts';
import {
  isGroupDue,
  isLeaseOver,
  isRenotifyDue,
  LEASE_MS,
  LONGEST_GROUP_WAIT_MS,
  LONGEST_LEASE_MS,
} from '../../engine/ports/limits.ts';
import { packRoster, readMember, readRoster } from '../rows.ts';
import type { Table } from './client.ts';
import { newWriteId, tryUpdate, type Update, updateIf } from './conditional.ts';
import { type GroupItem, readGroup } from './items.ts';
import { groupKey, iso } from './keys.ts';
import { FREE, freeAt, UNLEASED } from './leases.ts';
import { getRow } from './requests.ts';

const groupIn = ({
  members = new Set(),
  notified = 0,
  sequence = 0,
  owner,
  firstId,
  roster,
  renotifyMs,
}: GroupItem): Group => ({
  members: [...members].map(readMember),
  notified,
  sequence,
  // A worker that releases a group takes its name from it: one that is there is that of a dead one.
  isUncertain: owner !== undefined,
  ...(firstId === undefined ? {} : { first: firstId }),
  ...(roster === undefined || roster === '[]' ? {} : { roster: readRoster(roster) }),
  ...(renotifyMs === undefined ? {} : { renotifyMs }),
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
    set: { leaseMs, owner, openSk: iso(leaseMs), writeId: newWriteId() },
    answers: 'ALL_OLD',
  };
  const taken = await tryUpdate(groupKey(key), taking, table);
  // Of one that was not answered nobody knows whether a worker before it died.
  if (taken !== undefined) return groupIn(readGroup('row' in taken ? taken.row : taken.unanswered));
  const item = await getRow(groupKey(key), table);
  const group = item === undefined ? {} : readGroup(item);
  if (group.members !== undefined) return { laterMs: laterMs(group, nowMs) };
  if (group.renotifyMs !== undefined && isRenotifyDue(group.renotifyMs, nowMs))
    return takeAgain(key, group.renotifyMs, owner, nowMs, table);
  // Its worker may have died between releasing it and closing it.
  if (item !== undefined) await close(key, group.renotifyMs, table);
  return 'empty';
}

/** Leases a group without new members, which notifies again. */
async function takeAgain(
  key: GroupKey,
  renotifyMs: number,
  owner: string,
  nowMs: number,
  table: Table,
): ReturnType<Groups['take']> {
  const leaseMs = nowMs + LEASE_MS;
  const taking: Update = {
    condition: `#renotifyMs = :renotify AND ${UNLEASED}`,
    values: { ':renotify': renotifyMs, ':now': nowMs, ':farLease': nowMs + LONGEST_LEASE_MS },
    set: { leaseMs, owner, openSk: iso(leaseMs) },
    answers: 'ALL_OLD',
  };
  const before = await updateIf(groupKey(key), taking, table);
  return before === undefined ? { laterMs: leaseMs } : groupIn(readGroup(before));
}

/** What a release says of the group's time, and of what it goes on with. */
function ofRelease({ dueMs, isOver, first, roster, renotifyMs }: Flushed): Pick<Update, 'set' | 'remove'> {
  const times = { dueMs, openSk: iso(dueMs), lastMs: isOver ? 0 : undefined, firstId: first };
  const isQuiet = roster !== undefined && renotifyMs === undefined;
  return {
    set: roster === undefined ? times : { ...times, roster: packRoster(roster), renotifyMs },
    remove: [
      'leaseMs',
      'owner',
      'writeId',
      ...(isOver ? (['acknowledged'] as const) : []),
      ...(isQuiet ? (['renotifyMs'] as const) : []),
    ],
  };
}

/** Releases a group; flushed members leave it, what came meanwhile stays for the next message. */
export async function releaseGroup(key: GroupKey, owner: string, flushed: Flushed, table: Table): Promise<boolean> {
  const { members, isAgain } = flushed;
  const isFlushed = members.length > 0;
  const releasing: Update = {
    condition: '#owner = :owner',
    values: { ':owner': owner },
    ...ofRelease(flushed),
    ...(isFlushed || isAgain === true ? { add: { notified: occurrencesIn(members), sequence: 1 } } : {}),
    ...(isFlushed ? { take: { members: new Set(members.map(packMember)) } } : {}),
    answers: 'ALL_NEW',
  };
  const after = await updateIf(groupKey(key), releasing, table);
  if (after === undefined) return false;
  const now = readGroup(after);
  const isLeft = now.members !== undefined;
  if (!isLeft) await close(key, now.renotifyMs, table);
  return isLeft;
}

/** An empty group leaves the index of what is open, unless it is to notify again. */
async function close(key: GroupKey, renotifyMs: number | undefined, table: Table): Promise<void> {
  const condition = 'attribute_not_exists(#members)';
  const closing: Update =
    renotifyMs === undefined
      ? { condition, remove: ['openPk', 'openSk'] }
      : { condition, set: { openSk: iso(renotifyMs) } };
  await updateIf(groupKey(key), closing, table);
}
