import { type AnswerState, acknowledgementOf, type PersonAnswer } from '../../domain/acknowledgement.ts';
import type { Alert } from '../../domain/alert.ts';
import type { AnswerAction } from '../../domain/answer.ts';
import { acknowledge, resolve, type AnswerResult as Saved } from '../acknowledge/acknowledge.ts';
import type { ShowPorts } from '../acknowledge/show.ts';
import type { Stores } from '../ports/index.ts';
import { lineOf } from './lines.ts';
import type { Answering, AnswerPorts, AnswerResult, GivenAnswer } from './ports.ts';

/** What answers are recorded with. */
type Recording = ShowPorts & Pick<Stores, 'alerts' | 'deliveries' | 'ledger' | 'notes' | 'problems' | 'silences'>;

const actions: Readonly<Record<AnswerState, AnswerAction>> = {
  acknowledged: 'acknowledge',
  resolved: 'resolve',
  false_positive: 'false_positive',
};

const resultOf = (kind: 'done' | 'already', { state, author, at }: PersonAnswer): AnswerResult => ({
  kind,
  action: actions[state],
  by: author,
  at,
});

function resultIn(saved: Saved, nowMs: number): AnswerResult {
  switch (saved.kind) {
    case 'done':
    case 'already':
      return resultOf(saved.kind, saved.answer);
    case 'over':
      return { kind: 'over', action: 'resolve', by: saved.answer?.author ?? 'its sender', at: saved.endedAt };
    default:
      return { kind: 'busy', action: 'acknowledge', by: 'others', at: new Date(nowMs).toISOString() };
  }
}

/** A link is followed by somebody whom the channel does not see, so its answer is shown there too. */
async function record({ alert, answer, by, via, origin, note }: GivenAnswer, ports: Recording): Promise<AnswerResult> {
  const person = { author: by, via, note, origin: via === 'link' ? undefined : origin };
  const { action } = answer;
  const state = action === 'false_positive' ? 'false_positive' : 'resolved';
  const saved =
    action === 'acknowledge'
      ? await acknowledge(alert.id, person, ports)
      : await resolve(alert.id, person, ports, state);
  return resultIn(saved, ports.now());
}

/** What a person said of the problem of an alert, as long as it holds. */
async function stateLine({ fingerprint, receivedAt }: Alert, { problems }: Recording): Promise<string | undefined> {
  const problem = await problems.load(fingerprint);
  const held = acknowledgementOf(problem);
  const ended = problem?.endedAt !== undefined && receivedAt <= problem.endedAt ? problem.answers.at(-1) : undefined;
  const standing = held ?? ended;
  return standing === undefined ? undefined : lineOf(resultOf('done', standing));
}

/** Answering over what the API works with. */
export const answeringOver = (ports: Recording, answering: Answering): AnswerPorts => ({
  ...ports,
  ...answering,
  answer: (given) => record(given, ports),
  stateLine: (alert) => stateLine(alert, ports),
});
