import type { Alert, Severity } from './alert.ts';
import { rankOf } from './rank.ts';
import { defined } from './values/json-fields.ts';
import { oneLine, truncate } from './values/text.ts';

/** The states that a person can give a problem. `resolved` and `false_positive` end it. */
export const answerStates = ['acknowledged', 'resolved', 'false_positive'] as const;
export type AnswerState = (typeof answerStates)[number];

/** Where a person answered: the API, a vendor's callback, or a signed link. */
export const answerChannels = ['api', 'slack', 'teams', 'jira', 'servicenow', 'pagerduty', 'link'] as const;
export type AnswerChannel = (typeof answerChannels)[number];

/** What a person said of a problem: acknowledged, resolved or a false positive, by whom and when. */
export interface PersonAnswer {
  readonly state: AnswerState;
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly via: AnswerChannel;
  readonly note?: string;
  /** The destination that the answer came from; it is not shown there again. */
  readonly origin?: string;
}

/** The state of a problem: of all alerts with one fingerprint. */
export interface ProblemState {
  readonly fingerprint: string;
  /** Changes with every write; 1 for the first one. */
  readonly version: number;
  readonly state: 'open' | AnswerState;
  /** What persons said of it, the latest last; at most 20. */
  readonly answers: readonly PersonAnswer[];
  /** How severe the problem was when it was acknowledged: what is worse is not acknowledged. */
  readonly rank: number;
  /** When it ended last (RFC 3339 UTC), by its sender or a person: alerts received later are a new occurrence. */
  readonly endedAt?: string;
  /** Destinations that do not show the latest answer yet. */
  readonly pending: readonly string[];
}

const MOST_ANSWERS = 20;
const AUTHOR_MAX = 100;
const NOTE_MAX = 300;

/** An answer within the limits of what is kept, on one line each. */
export const answerOf = (answer: PersonAnswer): PersonAnswer => {
  const note = truncate(oneLine(answer.note ?? ''), NOTE_MAX);
  return defined({
    ...answer,
    author: truncate(oneLine(answer.author), AUTHOR_MAX) || 'unknown',
    note: note === '' ? undefined : note,
  });
};

const newProblem = (fingerprint: string): ProblemState => ({
  fingerprint,
  version: 0,
  state: 'open',
  answers: [],
  rank: -1,
  pending: [],
});

const isOver = ({ state }: ProblemState): boolean => state === 'resolved' || state === 'false_positive';

/** An alert that a decision is about. */
export type ProblemAlert = Pick<Alert, 'fingerprint' | 'receivedAt' | 'severity' | 'action' | 'state'>;

/** Whether the problem ended after this alert came. */
const endedAfter = ({ endedAt }: ProblemState, { receivedAt }: ProblemAlert): boolean =>
  endedAt !== undefined && receivedAt <= endedAt;

/**
 * The result of an answer. `changed`: the state to save. `already`: another answer said the same before. `over`: the
 * problem ended before, so that it cannot be acknowledged.
 */
export type Answered =
  | { readonly kind: 'changed'; readonly problem: ProblemState }
  | { readonly kind: 'already'; readonly problem: ProblemState; readonly answer: PersonAnswer }
  | { readonly kind: 'over'; readonly problem: ProblemState; readonly answer?: PersonAnswer };

function unchanged(problem: ProblemState, alert: ProblemAlert, answer: PersonAnswer): Answered | undefined {
  const latest = problem.answers.at(-1);
  const isEnded = endedAfter(problem, alert);
  if (problem.state === 'acknowledged' && answer.state === 'acknowledged' && latest !== undefined)
    return covers(problem, alert) ? { kind: 'already', problem, answer: latest } : undefined;
  if (!isEnded) return undefined;
  const byPerson = isOver(problem) ? latest : undefined;
  if (answer.state === 'acknowledged') return defined({ kind: 'over' as const, problem, answer: byPerson });
  return byPerson === undefined ? undefined : { kind: 'already', problem, answer: byPerson };
}

/** What an answer to an alert makes of the state of its problem. Pure: the first of two answers that say the same stands. */
export function answered(known: ProblemState | undefined, alert: ProblemAlert, answer: PersonAnswer): Answered {
  const problem = known ?? newProblem(alert.fingerprint);
  const before = unchanged(problem, alert, answer);
  if (before !== undefined) return before;
  const ends = answer.state !== 'acknowledged';
  const changed: ProblemState = {
    ...problem,
    version: problem.version + 1,
    state: answer.state,
    answers: [...problem.answers, answer].slice(-MOST_ANSWERS),
    rank: Math.max(rankOf(alert), problem.state === 'acknowledged' ? problem.rank : -1),
    ...(ends ? { endedAt: answer.at } : {}),
  };
  return { kind: 'changed', problem: changed };
}

/** The state of a problem whose sender says at a time that it is over; nothing when that changes nothing. */
export function ended(known: ProblemState | undefined, fingerprint: string, at: string): ProblemState | undefined {
  const problem = known ?? newProblem(fingerprint);
  if (problem.endedAt !== undefined && problem.endedAt >= at) return undefined;
  const state = problem.state === 'acknowledged' ? 'open' : problem.state;
  return { ...problem, version: problem.version + 1, state, endedAt: at };
}

/** The state of an acknowledged problem that got worse: it is open again. Nothing when it is not acknowledged. */
export const worsened = (problem: ProblemState | undefined, rank: number): ProblemState | undefined =>
  problem?.state === 'acknowledged' && rank > problem.rank
    ? { ...problem, version: problem.version + 1, state: 'open' }
    : undefined;

/** Whether somebody acknowledged what an alert reports: the problem, as severe as the alert says, and not ended before it. */
const covers = (problem: ProblemState, alert: ProblemAlert): boolean =>
  problem.state === 'acknowledged' && rankOf(alert) <= problem.rank;

/** Whether somebody acknowledged a problem that is as severe as this now. */
export const acknowledgesAs = ({ state, rank }: ProblemState, severity: Severity): boolean =>
  state === 'acknowledged' && rankOf({ severity, action: 'blocked', state: 'open' }) <= rank;

/** Why nobody else has to be notified of an alert, or nothing: its problem is acknowledged, or ended after it came. */
export function handledBy(problem: ProblemState | undefined, alert: ProblemAlert): string | undefined {
  if (problem === undefined) return undefined;
  const latest = problem.answers.at(-1);
  if (covers(problem, alert)) return `acknowledged: by ${latest?.author ?? 'unknown'} at ${latest?.at ?? ''}`;
  if (!endedAfter(problem, alert)) return undefined;
  const isPerson = isOver(problem) && latest !== undefined && latest.at === problem.endedAt;
  if (!isPerson) return `resolved: by its sender at ${problem.endedAt}`;
  return latest.state === 'false_positive'
    ? `false_positive: says ${latest.author} at ${latest.at}`
    : `resolved: by ${latest.author} at ${latest.at}`;
}

/** The acknowledgement that holds now, for what shows the problem. */
export const acknowledgementOf = (problem: ProblemState | undefined): PersonAnswer | undefined =>
  problem?.state === 'acknowledged' ? problem.answers.findLast(({ state }) => state === 'acknowledged') : undefined;

/** When the state changed last (epoch ms). */
export const lastChangeMs = ({ answers, endedAt }: ProblemState): number =>
  Math.max(Date.parse(answers.at(-1)?.at ?? '') || 0, Date.parse(endedAt ?? '') || 0);
