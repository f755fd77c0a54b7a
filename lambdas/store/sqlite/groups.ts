import { type GroupKey, type GroupMember, occurrencesIn, packMember, problemKey } from '../../domain/group.ts';
import { type Due, dueAfter, MOST_MEMBERS } from '../../domain/group-times.ts';
import type { Added, Flushed, Group, Groups } from '../../engine/ports/groups.ts';
import { isGroupDue, isLeaseOver, isRenotifyDue, LEASE_MS, SET_BACK_MS } from '../../engine/ports/limits.ts';
import { packRoster, readMember, readRoster } from '../rows.ts';
import { ownerText } from './claim.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { deduplicate } from './deduplicate.ts';
import { groupRow, memberCount } from './group-rows.ts';

interface Given {
  readonly database: Database;
  /** What the owner of every lease of this run begins with. */
  readonly run: string;
  readonly retentionMs: number;
}

const isLeased = (row: Row, run: string, nowMs: number): boolean =>
  (textOrNothing(row, 'owner') ?? '').startsWith(run) && !isLeaseOver(numberIn(row, 'lease'), nowMs);

/** When a row is due; a time that cannot be true counts as past. */
const dueIn = (row: Row | undefined, nowMs: number): number => {
  const due = row === undefined ? 0 : numberIn(row, 'due');
  return isGroupDue(due, nowMs) ? Math.min(due, nowMs) : due;
};

function makeDueNow({ destination, name }: GroupKey, row: Row, nowMs: number, { database, run }: Given): boolean {
  if (isLeased(row, run, nowMs) || isGroupDue(numberIn(row, 'due'), nowMs)) return false;
  const update = 'UPDATE notification_group SET due = ?, look = ? WHERE destination = ? AND name = ?';
  database.sql(update).run(nowMs, nowMs, destination, name);
  return true;
}

const ADD = `INSERT INTO notification_group (destination, name, last_ms, due, look, expires) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET last_ms = excluded.last_ms, due = excluded.due,
  look = iif(?, look, excluded.look), expires = excluded.expires`;
const ADD_MEMBER = 'INSERT OR IGNORE INTO group_member VALUES (?, ?, ?, ?)';

function write(key: GroupKey, dueMs: number, isHeld: boolean, nowMs: number, { database, retentionMs }: Given): void {
  const { destination, name } = key;
  database.sql(ADD).run(destination, name, nowMs, dueMs, dueMs, nowMs + retentionMs, isHeld ? 1 : 0);
}

const rosterIn = (row: Row | undefined): readonly GroupMember[] =>
  readRoster(row === undefined ? undefined : textOrNothing(row, 'roster'));

function add(key: GroupKey, members: Parameters<Groups['add']>[1], due: Due, nowMs: number, given: Given): Added {
  const { database, run } = given;
  const row = groupRow(key, database);
  const count = row === undefined ? 0 : memberCount(key, database);
  if (row !== undefined && count >= MOST_MEMBERS) return { kind: 'full', isDueNow: makeDueNow(key, row, nowMs, given) };
  const isHeld = row !== undefined && isLeased(row, run, nowMs);
  const before = { dueMs: dueIn(row, nowMs), hasMembers: count > 0, hasRoster: rosterIn(row).length > 0 };
  const dueMs = dueAfter(before, due);
  write(key, dueMs, isHeld && !due.isUrgent, nowMs, given);
  for (const member of members)
    database.sql(ADD_MEMBER).run(key.destination, key.name, member.alertId, packMember(member));
  // Whoever flushes it now has taken what there was; what comes now is carried by the next message.
  const sequence = (row === undefined ? 0 : numberIn(row, 'sequence')) + (isHeld ? 1 : 0);
  return { kind: 'added', sequence, isFirst: count === 0 || due.isUrgent, dueMs };
}

function groupIn(key: GroupKey, row: Row, { database }: Given): Group {
  const members = database
    .sql('SELECT member FROM group_member WHERE destination = ? AND name = ?')
    .all(key.destination, key.name);
  const first = textOrNothing(row, 'first_id');
  const roster = rosterIn(row);
  return {
    members: members.map((member) => readMember(textIn(member, 'member'))),
    notified: numberIn(row, 'notified'),
    sequence: numberIn(row, 'sequence'),
    // A worker that releases a group takes its name from it: one that is there is that of a dead one.
    isUncertain: textOrNothing(row, 'owner') !== undefined,
    ...(first === undefined ? {} : { first }),
    ...(roster.length === 0 ? {} : { roster }),
    ...(row['renotify'] === null ? {} : { renotifyMs: numberIn(row, 'renotify') }),
  };
}

const renotifyIn = (row: Row): number | null => (row['renotify'] === null ? null : numberIn(row, 'renotify'));

const isToNotifyAgain = (row: Row, nowMs: number): boolean =>
  row['renotify'] !== null && isRenotifyDue(numberIn(row, 'renotify'), nowMs);

const TAKE = 'UPDATE notification_group SET owner = ?, lease = ?, look = ? WHERE destination = ? AND name = ?';

function take(key: GroupKey, name: string, nowMs: number, given: Given): Awaited<ReturnType<Groups['take']>> {
  const { database, run } = given;
  const row = groupRow(key, database);
  const isAgain = row !== undefined && memberCount(key, database) === 0;
  if (row === undefined || (isAgain && !isToNotifyAgain(row, nowMs))) return 'empty';
  const lease = isLeased(row, run, nowMs) ? numberIn(row, 'lease') : 0;
  const due = numberIn(row, 'due');
  const hasCome = isAgain || isGroupDue(due, nowMs) || numberIn(row, 'last_ms') > nowMs + SET_BACK_MS;
  if (lease > 0 || !hasCome) return { laterMs: Math.max(lease, hasCome ? 0 : due) };
  const group = groupIn(key, row, given);
  const leaseMs = nowMs + LEASE_MS;
  database.sql(TAKE).run(ownerText({ run, name }), leaseMs, leaseMs, key.destination, key.name);
  return group;
}

const isMessage = ({ members, isAgain }: Flushed): boolean => members.length > 0 || isAgain === true;

const RELEASE = `UPDATE notification_group SET owner = NULL, lease = 0, due = ?, look = ?, notified = notified + ?,
  sequence = sequence + ?, last_ms = iif(?, 0, last_ms), acknowledged = iif(?, 0, acknowledged),
  first_id = coalesce(?, first_id), roster = coalesce(?, roster), renotify = ?
  WHERE destination = ? AND name = ?`;
const REMOVE_MEMBER = 'DELETE FROM group_member WHERE destination = ? AND name = ? AND alert_id = ?';

function release(key: GroupKey, owner: string, flushed: Flushed, { database, run }: Given): boolean {
  const row = groupRow(key, database);
  if (row === undefined || textOrNothing(row, 'owner') !== ownerText({ run, name: owner })) return false;
  const { destination, name } = key;
  for (const { alertId } of flushed.members) database.sql(REMOVE_MEMBER).run(destination, name, alertId);
  const isLeft = memberCount(key, database) > 0;
  const dueMs = Math.ceil(flushed.dueMs);
  const { roster } = flushed;
  const renotifyMs = roster === undefined ? renotifyIn(row) : (flushed.renotifyMs ?? null);
  const look = isLeft ? dueMs : renotifyMs;
  const notified = occurrencesIn(flushed.members);
  const [messages, over, first] = [isMessage(flushed) ? 1 : 0, flushed.isOver ? 1 : 0, flushed.first ?? null];
  const kept = roster === undefined ? null : packRoster(roster);
  database.sql(RELEASE).run(dueMs, look, notified, messages, over, over, first, kept, renotifyMs, destination, name);
  return isLeft;
}

/** Whether a destination was notified of a problem, and not yet that it is over. */
function isOpen(destination: string, fingerprint: string, database: Database): boolean {
  const row = groupRow(problemKey(destination, fingerprint), database);
  return row !== undefined && textOrNothing(row, 'first_id') !== undefined && numberIn(row, 'last_ms') > 0;
}

/** Deduplication and notification groups: a row each, and a row for each member. */
export function createGroups(database: Database, run: string, retentionMs: number): Groups {
  const given: Given = { database, run, retentionMs };
  return {
    deduplicate: (candidate, nowMs) => database.write(() => deduplicate(candidate, nowMs, retentionMs, database)),
    isOpen: async (destination, fingerprint) => isOpen(destination, fingerprint, database),
    add: (key, members, due, nowMs) => database.write(() => add(key, members, due, nowMs, given)),
    take: (key, owner, nowMs) => database.write(() => take(key, owner, nowMs, given)),
    release: (key, owner, flushed) => database.write(() => release(key, owner, flushed, given)),
  };
}
