import { byTime, type GroupMember } from './group.ts';
import { severities } from './severity.ts';

/** What new members change in a notification group of `groupBy`. */
export interface Change {
  /** Problems that are new in the group, or worse than it has notified of, each by its latest alert. */
  readonly news: readonly GroupMember[];
  /** The ends of problems that the group has notified of. */
  readonly ended: readonly GroupMember[];
  /** Problems that go on, with the new ones. */
  readonly roster: readonly GroupMember[];
}

/** Problems that a group goes on with: the row has to stay small. Of more, the least severe and oldest are forgotten. */
const ROSTER_MAX = 100;

const rankOf = ({ severity }: GroupMember): number => severities.indexOf(severity);

const problemOf = ({ fingerprint = '', alertId }: GroupMember): string => fingerprint || alertId;

const byRank = (a: GroupMember, b: GroupMember): number => rankOf(b) - rankOf(a) || byTime(b, a);

/** The latest member of each problem. */
const latestOf = (members: readonly GroupMember[]): Map<string, GroupMember> =>
  new Map(members.toSorted(byTime).map((member) => [problemOf(member), member]));

/** What is kept of a problem that goes on; the worst that was notified of counts. */
function kept(before: GroupMember | undefined, { url: _, ...latest }: GroupMember): GroupMember {
  const worse = before !== undefined && rankOf(before) > rankOf({ ...latest, url: '' });
  return { ...latest, url: '', severity: worse ? before.severity : latest.severity };
}

/** Without the problems that have not been seen for so long that they count as over. */
export const liveRoster = (roster: readonly GroupMember[], sinceMs: number): readonly GroupMember[] =>
  roster.filter(({ receivedAt }) => Date.parse(receivedAt) >= sinceMs);

/**
 * Holds the new members of a group against the problems that it goes on with, as Alertmanager does before it notifies: a
 * problem that began and ended in between changes a group that goes on, and does not make a new one.
 */
export function changeOf(roster: readonly GroupMember[], members: readonly GroupMember[]): Change {
  const before = new Map(roster.map((member) => [problemOf(member), member]));
  const latest = [...latestOf(members)];
  const isNew = (problem: string, member: GroupMember): boolean => {
    const known = before.get(problem);
    return known === undefined || rankOf(member) > rankOf(known);
  };
  const open = latest.filter(([, member]) => !member.isResolved);
  const over = latest.filter(([problem, { isResolved }]) => isResolved && (before.has(problem) || before.size > 0));
  const gone = new Set(latest.filter(([, { isResolved }]) => isResolved).map(([problem]) => problem));
  const going = new Map([...before].filter(([problem]) => !gone.has(problem)));
  for (const [problem, member] of open) going.set(problem, kept(before.get(problem), member));
  return {
    news: open.filter(([problem, member]) => isNew(problem, member)).map(([, member]) => member),
    ended: over.map(([, member]) => member),
    roster: [...going.values()].toSorted(byRank).slice(0, ROSTER_MAX),
  };
}

/** What a group of `groupBy` holds when it is flushed: new members, and the problems that it goes on with. */
export interface SharedGroup {
  readonly members: readonly GroupMember[];
  readonly roster?: readonly GroupMember[];
}

/** The one open alert of a new group, or one that comes back because its message was lost: it is sent itself. */
export function singleOf({ members, roster = [] }: SharedGroup, { news }: Change): GroupMember | undefined {
  const [member, ...others] = members;
  if (member === undefined || others.length > 0 || member.isResolved) return undefined;
  const isNew = roster.length === 0 && news.length === 1;
  return isNew || roster.some(({ alertId }) => alertId === member.alertId) ? member : undefined;
}

/** Whether there is something that a person has to know: a group that is flushed without members notifies again. */
export const hasNews = (
  { members }: SharedGroup,
  { news, ended, roster }: Change,
  { sendResolved }: { readonly sendResolved?: false },
): boolean =>
  news.length > 0 || (ended.length > 0 && sendResolved !== false) || (members.length === 0 && roster.length > 0);
