import pMap from 'p-map';
import {
  type AnswerChannel,
  type AnswerState,
  answered,
  answerOf,
  type PersonAnswer,
  type ProblemState,
} from '../../domain/acknowledgement.ts';
import type { Alert } from '../../domain/alert.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { MemberPorts } from '../deliver/members.ts';
import type { StoredAlert } from '../ports/alerts.ts';
import { cancelEscalations } from './cancel.ts';
import { type ShowPorts, show } from './show.ts';

/** Who answers, from where, and a note of theirs. */
export interface By {
  readonly author: string;
  readonly via: AnswerChannel;
  readonly note?: string | undefined;
  /** The destination whose message was answered: the answer is not shown there again. */
  readonly origin?: string | undefined;
}

/** What answering works with. */
export type AnswerPorts = ShowPorts & MemberPorts;

/**
 * The result of an answer. `done`: this call changed the state of the problem. `already`: another answer said the same
 * before, and stands. `over`: the problem ended before, so that it cannot be acknowledged. `busy`: others changed it at the
 * same time again and again; nothing was written.
 */
export type AnswerResult =
  | { readonly kind: 'done' | 'already'; readonly answer: PersonAnswer; readonly alert: Alert }
  | { readonly kind: 'over'; readonly answer?: PersonAnswer; readonly endedAt: string; readonly alert: Alert }
  | { readonly kind: 'absent' }
  | { readonly kind: 'busy' };

/** Two persons at once need one more round; more rounds than this are no persons. */
const MOST_ROUNDS = 8;
/** Carried alerts that are answered at the same time. */
const AT_ONCE = 8;

/** Shows an answer where it is not shown yet, and notes that it is. */
async function showAll(
  problem: ProblemState,
  stored: StoredAlert,
  answer: PersonAnswer,
  ports: AnswerPorts,
): Promise<void> {
  if (problem.pending.length === 0) return;
  const rank = await show(problem.pending, stored.alert, answer, ports);
  // Where somebody has changed the state meanwhile, that one shows its own answer.
  await ports.problems.save({
    ...problem,
    version: problem.version + 1,
    rank: Math.max(problem.rank, rank),
    pending: [],
  });
}

/** Saves an answer, or finds the one that stands. One round; nothing when another worker saved at the same time. */
async function tryOnce(
  stored: StoredAlert,
  answer: PersonAnswer,
  ports: AnswerPorts,
): Promise<AnswerResult | undefined> {
  const { alert } = stored;
  const known = await ports.problems.load(alert.fingerprint);
  const made = answered(known, alert, answer);
  if (made.kind === 'over')
    return defined({ kind: 'over' as const, answer: made.answer, endedAt: made.problem.endedAt ?? '', alert });
  if (made.kind === 'already') {
    // The call that saved it may have failed before it was shown everywhere.
    if (made.answer.author === answer.author) await showAll(made.problem, stored, made.answer, ports);
    return { kind: 'already', answer: made.answer, alert };
  }
  const pending = [...new Set([...stored.planned, ...ports.destinationIds])];
  const problem = { ...made.problem, pending };
  if (!(await ports.problems.save(problem))) return undefined;
  await cancelEscalations(stored, problem, ports);
  await showAll(problem, stored, answer, ports);
  ports.log('problem.answered', { alertId: alert.id, state: answer.state, via: answer.via, origin: answer.origin });
  return { kind: 'done', answer, alert };
}

/** Saves an answer to one alert, and shows it. */
async function answerOne(stored: StoredAlert, answer: PersonAnswer, ports: AnswerPorts): Promise<AnswerResult> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const result = await tryOnce(stored, answer, ports);
    if (result !== undefined) return result;
  }
  return { kind: 'busy' };
}

/** Of a digest or the message of a group: the alerts that it carries are answered with it, each for its own problem. */
async function answerCarried({ carries = [] }: StoredAlert, answer: PersonAnswer, ports: AnswerPorts): Promise<void> {
  await pMap(
    carries,
    async ({ alertId }) => {
      const member = await ports.alerts.load(alertId);
      if (member !== undefined) await answerOne(member, answer, ports);
    },
    { concurrency: AT_ONCE },
  );
}

async function answerAlert(
  alertId: string,
  state: AnswerState,
  { author, via, note, origin }: By,
  ports: AnswerPorts,
): Promise<AnswerResult> {
  const stored = await ports.alerts.load(alertId);
  if (stored === undefined) return { kind: 'absent' };
  const at = new Date(ports.now()).toISOString();
  const answer = answerOf(defined({ state, author, at, via, note, origin }));
  const result = await answerOne(stored, answer, ports);
  // Also when it stands already: the call that saved it may have failed before it came to all of them.
  const isOwn = 'answer' in result && result.answer?.author === answer.author;
  if (isOwn && result.kind !== 'over') await answerCarried(stored, answer, ports);
  return result;
}

/**
 * Acknowledges the problem of an alert: escalation stops, its repeats do not notify again, and the conversations of all
 * destinations show who did it. It holds until the problem is over or gets worse. The first of several persons stands.
 */
export const acknowledge = (alertId: string, by: By, ports: AnswerPorts): Promise<AnswerResult> =>
  answerAlert(alertId, 'acknowledged', by, ports);

/**
 * Resolves the problem of an alert, as an end from its sender does: tickets and incidents are closed, and a later
 * occurrence opens new ones. `false_positive` is shown as such.
 */
export const resolve = (
  alertId: string,
  by: By,
  ports: AnswerPorts,
  state: 'resolved' | 'false_positive' = 'resolved',
): Promise<AnswerResult> => answerAlert(alertId, state, by, ports);
