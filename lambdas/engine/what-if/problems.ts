import type { Alert } from '../../domain/alert.ts';
import { isNotification, type NotifiedProblem } from '../../domain/deduplication.ts';
import type { RouteOptions } from '../../domain/delivery.ts';
import { type GroupMember, memberOf, repeatsOf } from '../../domain/group.ts';
import {
  dueAfter,
  GROUP_INTERVAL_MS,
  GROUP_WAIT_MS,
  MOST_MEMBERS,
  RESOLVED_AFTER_MS,
  windowMsOf,
} from '../../domain/group-times.ts';
import { rankOf } from '../../domain/rank.ts';
import { endedUnsent } from '../deliver/unwanted-end.ts';
import type { Place } from './place.ts';
import type { Requests } from './requests.ts';

interface Problem extends NotifiedProblem {
  first: string;
  rank: number;
  lastMs: number;
  notified: number;
  dueMs: number;
  members: GroupMember[];
}

/** Deduplication at one destination. */
export interface Problems {
  /** An alert notifies, or joins the group of its problem. */
  take(alert: Alert, options: RouteOptions, batch: string): void;
  /** Whether the destination was notified of a problem, and not yet of its end. */
  isOpen(fingerprint: string): boolean;
  /** The end of a problem is not sent: its next alert notifies again. */
  endUnsent(alert: Alert): void;
}

/** A sender's word that a problem is over joins its notification, however long ago that was. */
const windowOf = ({ state }: Alert, options: RouteOptions): number =>
  state === 'resolved' ? Number.POSITIVE_INFINITY : windowMsOf(options);

type Around = Pick<Place, 'counter' | 'timeline'> & { readonly requests: Requests };

/** Sends what joined the group of a problem, when that is due: in the conversation of its first message, or as a summary. */
function flush(problem: Problem, around: Around): void {
  const { counter, timeline, requests } = around;
  if (problem.members.length === 0) return;
  if (problem.dueMs > timeline.now()) {
    timeline.plan(problem.dueMs, () => flush(problem, around));
    return;
  }
  const { severity, isResolved, count } = repeatsOf(problem.members, problem.notified);
  counter.ended('merged', problem.members.length);
  requests.message(severity);
  problem.notified += count;
  problem.members = [];
  problem.dueMs = timeline.now() + GROUP_INTERVAL_MS;
  if (isResolved) problem.lastMs = 0;
}

function join(alert: Alert, problem: Problem, around: Around): void {
  const isOver = alert.state === 'resolved';
  const nowMs = around.timeline.now();
  if (problem.members.length >= MOST_MEMBERS) {
    problem.dueMs = nowMs;
    flush(problem, around);
  }
  const hasMembers = problem.members.length > 0;
  const due = { ms: nowMs + (isOver ? RESOLVED_AFTER_MS : GROUP_WAIT_MS), isUrgent: isOver };
  problem.dueMs = dueAfter({ dueMs: problem.dueMs, hasMembers, hasRoster: false }, due);
  problem.members.push(memberOf(alert));
  problem.lastMs = nowMs;
  if (!hasMembers || isOver) around.timeline.plan(problem.dueMs, () => flush(problem, around));
}

export function createProblems({ counter, timeline }: Place, requests: Requests): Problems {
  const problems = new Map<string, Problem>();
  const around = { counter, timeline, requests };

  /** Notes that an alert notifies. Its problem stays the same object: what is planned for it holds on. */
  function notify({ id, fingerprint }: Alert, rank: number): void {
    const known = problems.get(fingerprint) ?? { members: [], dueMs: 0 };
    problems.set(fingerprint, Object.assign(known, { first: id, rank, lastMs: timeline.now(), notified: 1 }));
  }

  /** The problem that an alert repeats; nothing for an alert that notifies. */
  function repeatedBy(alert: Alert, options: RouteOptions): Problem | undefined {
    // As in deliver: what is not deduplicated at all is not noted either.
    if (windowMsOf(options) === 0) return undefined;
    const known = problems.get(alert.fingerprint);
    const occurrence = { deliveryId: alert.id, rank: rankOf(alert), windowMs: windowOf(alert, options) };
    if (!isNotification(known, occurrence, timeline.now())) return known;
    notify(alert, occurrence.rank);
    return undefined;
  }

  return {
    take(alert, options, batch) {
      const repeated = repeatedBy(alert, options);
      if (repeated === undefined) requests.alert(alert.severity, batch);
      else join(alert, repeated, around);
    },
    isOpen: (fingerprint) => (problems.get(fingerprint)?.lastMs ?? 0) > 0,
    endUnsent(alert) {
      const end = { deliveryId: alert.id, ...endedUnsent };
      if (isNotification(problems.get(alert.fingerprint), end, timeline.now())) notify(alert, end.rank);
    },
  };
}
