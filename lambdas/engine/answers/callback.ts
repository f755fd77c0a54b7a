import type { CallbackAnswer, CallbackReading } from '../../destinations/_kit/callback.ts';
import { choicesAfter } from '../../domain/answer.ts';
import type { OutboundRequest } from '../../domain/outbound.ts';
import { type Answer, jsonAnswer, type Problem, problemAnswer } from '../../domain/problem-details.ts';
import { truncate } from '../../domain/values/text.ts';
import { applyAnswer } from './apply.ts';
import { type Authenticated, authenticate, type CallbackRequest } from './authenticate.ts';
import { runCommand } from './commands.ts';
import { lineOf } from './lines.ts';
import type { AnswerPorts } from './ports.ts';
import { isRepeated, isTooOld, noteDone, requestKey } from './repeated.ts';
import { type FoundSubject, findSubject } from './subject.ts';

type Authentic = Extract<Authenticated, { kind: 'authentic' }>;

/**
 * The answer to a vendor's request; `isRefused` when somebody else may have sent it, `isPending` when nothing was done
 * and it may come again.
 */
export interface CallbackOutcome {
  readonly answer: Answer;
  readonly isRefused?: true;
  readonly isPending?: true;
}

/** Slack waits three seconds, for the message and for the answer together. */
const RESPONSE_MS = 2_000;

const refusal = (problem: Problem): CallbackOutcome => ({ answer: problemAnswer(problem), isRefused: true });

const refusals = {
  absent: {
    status: 404,
    title: 'No such callback',
    detail: 'no destination of this type takes callbacks: set callback, or for Slack signingSecret, in tocsin.yaml',
  },
  refused: {
    status: 401,
    title: 'Wrong or missing credential',
    detail: 'the signature or token is not that of a configured destination: compare the secret on both sides',
  },
  stale: {
    status: 401,
    title: 'Request too old',
    detail: 'the request was signed more than 5 minutes from now: check the clocks; a repeated request is not taken',
  },
} as const satisfies Record<string, Problem>;

const tooOld: Problem = {
  status: 401,
  title: 'Request too old',
  detail: 'the vendor says that this happened more than a day ago: it is not taken any more',
};

const busy: Problem = {
  status: 503,
  title: 'Changed by others',
  detail: 'others answered at the same moment and nothing was written: send it again',
};

/** Why a button does nothing, for the person who pressed it and for whoever sent the request. */
const withoutSubject: Readonly<Record<Exclude<FoundSubject['kind'], 'found'>, Problem>> = {
  forged: {
    status: 403,
    title: 'Not a button of this destination',
    detail:
      'the button was not signed by this Tocsin for this destination, or its key has changed: use a newer message',
  },
  expired: {
    status: 410,
    title: 'Button too old',
    detail:
      'the button is older than 7 days: use a newer message, the console, or POST /v1/alerts/{alertId}/acknowledge',
  },
  absent: {
    status: 404,
    title: 'Alert not kept',
    detail: 'no alert is known for it: it is older than the retention, or was not sent by this Tocsin',
  },
};

const done = (value: Readonly<Record<string, unknown>>): CallbackOutcome => ({ answer: jsonAnswer(200, value) });

/** Best effort: what was answered stands, whether or not the message shows it. */
async function respond(
  request: OutboundRequest | undefined,
  { reach }: Authentic,
  { send, log }: AnswerPorts,
): Promise<void> {
  if (request === undefined) return;
  const sent = await send(request, { timeoutMs: RESPONSE_MS, reach });
  if (sent.kind === 'answer' && sent.response.status < 300) return;
  log(
    'answer.response_failed',
    sent.kind === 'answer' ? { httpStatus: sent.response.status } : { reason: sent.reason },
  );
}

/** A ticket that Tocsin did not make, or made long ago, is no mistake of the vendor's; a button of nobody's is. */
async function reject(
  kind: Exclude<FoundSubject['kind'], 'found'>,
  { subject, response }: CallbackAnswer,
  authentic: Authentic,
  ports: AnswerPorts,
): Promise<CallbackOutcome> {
  if (subject.kind === 'receipt') return done({ status: 'ignored', reason: 'unknown_ticket' });
  const problem = withoutSubject[kind];
  await respond(response?.whispered(`${problem.title}: ${problem.detail}.`), authentic, ports);
  return refusal(problem);
}

async function answer(given: CallbackAnswer, authentic: Authentic, ports: AnswerPorts): Promise<CallbackOutcome> {
  const { ids, callback } = authentic;
  const found = await findSubject(given.subject, ids, ports);
  if (found.kind !== 'found') return reject(found.kind, given, authentic, ports);
  const { alert, origin } = found;
  const { via } = callback;
  const result = await applyAnswer(
    { alert, answer: given.answer, by: given.by, via, ...(origin === undefined ? {} : { origin }) },
    ports,
  );
  const line = lineOf(result);
  const isDone = result.kind === 'done';
  const shown = isDone ? given.response?.shown(line, choicesAfter(given.answer)) : given.response?.whispered(line);
  await respond(shown, authentic, ports);
  if (result.kind === 'busy') return { answer: problemAnswer(busy, { 'retry-after': '2' }), isPending: true };
  return done({ status: result.kind, action: result.action, by: result.by, at: result.at });
}

const FOUND_MAX = 100;

async function work(reading: CallbackReading, authentic: Authentic, ports: AnswerPorts): Promise<CallbackOutcome> {
  switch (reading.kind) {
    case 'ignored':
      return done({ status: 'ignored', reason: reading.reason });
    case 'unreadable':
      return {
        answer: problemAnswer({
          status: 400,
          title: 'Not understood',
          detail: `found ${truncate(reading.found, FOUND_MAX)}; see docs/answers.md for what the vendor has to send`,
        }),
      };
    case 'command': {
      const { body, contentType } = reading.command.reply(await runCommand(reading.command, authentic, ports));
      return { answer: { ...jsonAnswer(200, {}, { 'content-type': contentType }), body } };
    }
    case 'answer':
      return isTooOld(reading.answer.at, ports.now()) ? refusal(tooOld) : answer(reading.answer, authentic, ports);
  }
}

/** Does what an authentic request says, once. */
export async function receiveAuthentic(
  request: Pick<CallbackRequest, 'type' | 'body'>,
  authentic: Authentic,
  ports: AnswerPorts,
): Promise<CallbackOutcome> {
  const key = requestKey(request);
  if (await isRepeated(key, ports)) return done({ status: 'ignored', reason: 'repeated' });
  const reading = authentic.callback.read(Buffer.from(request.body).toString('utf8'));
  const outcome = await work(reading, authentic, ports);
  const isDone = outcome.isPending !== true && outcome.isRefused !== true;
  if (isDone && (reading.kind === 'answer' || reading.kind === 'command')) await noteDone(key, ports);
  return outcome;
}

/** Does what an authentic request of a vendor says; whatever else is refused with a reason. */
export async function receiveCallback(request: CallbackRequest, ports: AnswerPorts): Promise<CallbackOutcome> {
  const authentic = await authenticate(request, ports);
  return authentic.kind === 'authentic'
    ? receiveAuthentic(request, authentic, ports)
    : refusal(refusals[authentic.kind]);
}
