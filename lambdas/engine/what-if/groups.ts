import type { Alert } from '../../domain/alert.ts';
import type { GroupOptions, RouteOptions } from '../../domain/delivery.ts';
import { type GroupMember, memberOf, worst } from '../../domain/group.ts';
import { dueAfter, GROUP_INTERVAL_MS, keepMsOf, MOST_MEMBERS } from '../../domain/group-times.ts';
import { type Change, changeOf, hasNews, liveRoster, singleOf } from '../../domain/shared-group.ts';
import type { Place } from './place.ts';
import type { Requests } from './requests.ts';

interface Member extends GroupMember {
  readonly alert: Alert;
  readonly batch: string;
}

interface Group {
  options: RouteOptions;
  members: Member[];
  roster: readonly GroupMember[];
  dueMs: number;
  hasNotified: boolean;
  renotifyMs?: number | undefined;
}

/** The notification groups of `groupBy` at one destination. */
export interface Groups {
  take(alert: Alert, options: RouteOptions & { readonly group: GroupOptions }, batch: string): void;
}

const newGroup = (options: RouteOptions): Group => ({
  options,
  members: [],
  roster: [],
  dueMs: 0,
  hasNotified: false,
});

type Around = Pick<Place, 'counter' | 'timeline' | 'inhibitedBy'> & { readonly requests: Requests };

/** What an open problem inhibits by now leaves the group; how many did. */
function mute(group: Group, { counter, inhibitedBy }: Around): number {
  const left = group.members.filter(({ isResolved, alert }) => isResolved || inhibitedBy?.(alert) !== true);
  const muted = group.members.length - left.length;
  group.members = left;
  counter.ended('suppressed', muted);
  return muted;
}

/** When a group notifies again without new members. */
function renotifyAt(group: Group, isNotified: boolean, nowMs: number): number | undefined {
  const { repeatSeconds } = group.options.group ?? {};
  if (!isNotified) return group.renotifyMs;
  return repeatSeconds === undefined ? undefined : nowMs + repeatSeconds * 1000;
}

/** What the group goes on with after a message, or without one. */
function goOn(group: Group, { roster }: Change, isNotified: boolean, around: Around): void {
  const nowMs = around.timeline.now();
  const { intervalSeconds = GROUP_INTERVAL_MS / 1000 } = group.options.group ?? {};
  group.renotifyMs = roster.length === 0 ? undefined : renotifyAt(group, isNotified, nowMs);
  group.roster = roster;
  group.members = [];
  group.dueMs = nowMs + intervalSeconds * 1000;
  if (isNotified && group.renotifyMs !== undefined) around.timeline.plan(group.renotifyMs, () => flush(group, around));
}

/** Sends one message for what is new; or ends the members with the message of before, or as what was over before any. */
function sendMessage(group: Group, change: Change, { counter, requests }: Around): boolean {
  const isNotified = hasNews(group, change, group.options);
  const isCarried = isNotified || (group.hasNotified && group.roster.length > 0);
  counter.ended(isCarried ? 'merged' : 'suppressed', group.members.length);
  if (isNotified) requests.message(worst([...change.news, ...change.ended, ...change.roster]));
  return isNotified;
}

/** Sends the only new alert itself, or a message; whether somebody is notified. */
function send(group: Group, change: Change, around: Around): boolean {
  const [member] = group.members;
  if (member === undefined || singleOf(group, change) === undefined) return sendMessage(group, change, around);
  around.requests.alert(member.severity, member.batch);
  return true;
}

function flushNow(group: Group, around: Around): void {
  group.roster = liveRoster(group.roster, around.timeline.now() - keepMsOf(group.options));
  const change = changeOf(group.roster, group.members);
  const isNotified = send(group, change, around);
  group.hasNotified ||= isNotified;
  goOn(group, change, isNotified, around);
}

function flushMembers(group: Group, around: Around): void {
  const nowMs = around.timeline.now();
  if (group.dueMs > nowMs) around.timeline.plan(group.dueMs, () => flush(group, around));
  else if (mute(group, around) > 0 && group.members.length === 0) group.dueMs = nowMs + GROUP_INTERVAL_MS;
  else flushNow(group, around);
}

/** Flushes a group when it is due; without members when it is to notify again. */
function flush(group: Group, around: Around): void {
  if (group.members.length > 0) flushMembers(group, around);
  else if (group.renotifyMs !== undefined && group.renotifyMs <= around.timeline.now()) flushNow(group, around);
}

function add(group: Group, member: Member, waitSeconds: number, around: Around): void {
  const nowMs = around.timeline.now();
  if (group.members.length >= MOST_MEMBERS) {
    group.dueMs = nowMs;
    flush(group, around);
  }
  const hasMembers = group.members.length > 0;
  const before = { dueMs: group.dueMs, hasMembers, hasRoster: group.roster.length > 0 };
  group.dueMs = dueAfter(before, { ms: nowMs + waitSeconds * 1000, joinMs: nowMs, isUrgent: false });
  group.members.push(member);
  if (!hasMembers) around.timeline.plan(group.dueMs, () => flush(group, around));
}

export function createGroups({ counter, timeline, inhibitedBy }: Place, requests: Requests): Groups {
  const groups = new Map<string, Group>();
  const around: Around = { counter, timeline, requests, ...(inhibitedBy === undefined ? {} : { inhibitedBy }) };
  return {
    take(alert, options, batch) {
      const { name, waitSeconds } = options.group;
      const group = groups.get(name) ?? newGroup(options);
      groups.set(name, group);
      group.options = options;
      add(group, { ...memberOf(alert), fingerprint: alert.fingerprint, alert, batch }, waitSeconds, around);
    },
  };
}
