import type { Alert } from '../../domain/alert.ts';
import { toSilence } from '../../domain/silence.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { oneLine, truncate } from '../../domain/values/text.ts';
import type { AnswerPorts, AnswerResult, GivenAnswer } from './ports.ts';

const TITLE_MAX = 120;
const BY_MAX = 100;

/** Who silenced a problem, and until when. */
interface Silenced {
  readonly by: string;
  readonly at: string;
  readonly until: string;
  readonly id: string;
}

const noteKey = ({ fingerprint }: Alert): string => `silence/${hashOf([fingerprint])}`;

const resultOf = (kind: 'done' | 'already', { by, at, until }: Silenced): AnswerResult => ({
  kind,
  action: 'silence',
  by,
  at,
  until,
});

/** Whether an operator ended the silence before its time. */
async function hasEnded({ id }: Silenced, { silences }: AnswerPorts): Promise<boolean> {
  return (await silences.list()).find((silence) => silence.id === id)?.ended === true;
}

/** Whose silence stands: this one, or the one that was made before it and goes on. */
async function firstOf(wanted: Silenced, alert: Alert, ports: AnswerPorts): Promise<Silenced> {
  const key = noteKey(alert);
  const untilMs = Date.parse(wanted.until);
  const known = await ports.notes.add(key, JSON.stringify(wanted), untilMs, ports.now());
  if (known === undefined) return wanted;
  const before: Silenced = JSON.parse(known);
  if (before.id === wanted.id || !(await hasEnded(before, ports))) return before;
  await ports.notes.replace(key, JSON.stringify(wanted), untilMs);
  return wanted;
}

/** Silences a problem for a time: all alerts with its fingerprint. Of two persons at once, the first one's time stands. */
async function silence({ alert, answer, by, via }: GivenAnswer, ports: AnswerPorts): Promise<AnswerResult> {
  const nowMs = ports.now();
  const [at, until] = [nowMs, nowMs + (answer.seconds ?? 0) * 1000].map((ms) => new Date(ms).toISOString());
  if (at === undefined || until === undefined) throw new Error('a silence needs an end');
  const author = truncate(oneLine(by), BY_MAX);
  const wanted = { by: author, at, until, id: `answer-${hashOf([alert.fingerprint, at, author])}` };
  const first = await firstOf(wanted, alert, ports);
  if (first.id !== wanted.id) return resultOf('already', first);
  const reason = `from ${via}: ${truncate(oneLine(alert.title), TITLE_MAX)}`;
  const made = toSilence({ match: { fingerprint: alert.fingerprint }, until, author, reason }, wanted.id, at);
  if ('wrong' in made) throw new Error(made.wrong);
  await ports.silences.create(made);
  return resultOf('done', first);
}

/** Does what somebody answered, once: the first of several persons is named in the result of the others. */
export async function applyAnswer(given: GivenAnswer, ports: AnswerPorts): Promise<AnswerResult> {
  const result = given.answer.action === 'silence' ? await silence(given, ports) : await ports.answer(given);
  ports.log('answer.recorded', {
    alertId: given.alert.id,
    action: given.answer.action,
    via: given.via,
    result: result.kind,
    ...(given.origin === undefined ? {} : { destination: given.origin }),
  });
  return result;
}
