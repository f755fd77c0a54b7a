import { expect } from 'vitest';
import type { Connected } from '../../lambdas/destinations/_kit/connected.ts';
import type { Rendered } from '../../lambdas/destinations/_kit/define-destination.ts';
import type { OutboundResponse } from '../../lambdas/domain/outbound.ts';
import type { Outcome, Receipt } from '../../lambdas/domain/outcome.ts';
import type { AnswerCase } from './destination-cases.ts';
import { renderedOf } from './requests.ts';

const NOW = Date.parse('2026-11-21T03:07:12.000Z');

/** An answer of a service, at a fixed time. */
export const answer = (status: number, body: unknown = '', headers: Record<string, string> = {}): OutboundResponse => ({
  at: NOW,
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** `refused` and `unconfirmed` are how the cases spell a retry, and an unknown, that concerns the whole destination. */
function kindOf(outcome: Outcome): string {
  if (!('refused' in outcome)) return outcome.kind;
  return outcome.kind === 'retry' ? 'refused' : 'unconfirmed';
}
const reasonOf = (outcome: Outcome): string | undefined => ('reason' in outcome ? outcome.reason : undefined);

const repeated = (n: number): Rendered[] => Array.from({ length: n }, () => renderedOf('full'));

/** The body of an answer case, with the ids of the attempt that it belongs to. */
export const bodyOf = ({ body }: AnswerCase): unknown => {
  const { alert, attempt } = renderedOf('full');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return text.replaceAll('{{deliveryId}}', attempt.deliveryId).replaceAll('{{alertId}}', alert.id);
};

function checkOne(connected: Connected, one: AnswerCase): void {
  const judging = one.comment === true ? connected.conversation : connected;
  if (judging === undefined) throw new Error(`"${one.name}" is the answer to a comment, and this destination has none`);
  const outcome = judging.judge(answer(one.status, bodyOf(one), one.headers));
  expect(kindOf(outcome), reasonOf(outcome)).toBe(one.expect);
  if (one.reason !== undefined) expect(reasonOf(outcome)).toBe(one.reason);
  if (one.afterSeconds !== undefined) expect(outcome).toMatchObject({ afterSeconds: one.afterSeconds });
  if (one.receipt !== undefined) expect(outcome).toMatchObject({ receipt: { id: one.receipt } });
}

function checkBatch(connected: Connected, one: AnswerCase): void {
  const outcomes = connected.batch?.judge(answer(one.status, bodyOf(one), one.headers), repeated(one.items ?? 0));
  expect(outcomes?.map(kindOf)).toEqual(one.expect);
  if (one.reason !== undefined) expect(outcomes?.map((outcome) => reasonOf(outcome) ?? null)).toEqual(one.reason);
}

function checkLookup(connected: Connected, one: AnswerCase): void {
  const { alert, attempt } = renderedOf('full');
  const found = connected.lookup?.found(answer(one.status, bodyOf(one), one.headers), alert, attempt);
  expect(found === undefined ? 'absent' : found === 'unsure' ? found : 'found').toBe(one.expect);
  if (one.receipt !== undefined) expect(found).toMatchObject({ id: one.receipt });
}

/** That an answer means what its case says. */
export function check(connected: Connected, one: AnswerCase): void {
  if (one.lookup === true) checkLookup(connected, one);
  else if (one.items !== undefined) checkBatch(connected, one);
  else checkOne(connected, one);
}

const statuses = Array.from({ length: 500 }, (_, i) => i + 100);
/** Each body with each status from 100 to 599. */
export const everyStatus = (bodies: readonly unknown[]): OutboundResponse[] =>
  statuses.flatMap((status) => bodies.map((body) => answer(status, body)));

/** What is wrong with a verdict whatever the destination; empty when nothing is. */
export function verdictProblem(outcome: Outcome, status: number): string {
  if (status >= 500 && !['retry', 'unknown'].includes(outcome.kind)) return `${status} is ${outcome.kind}`;
  if (outcome.kind === 'delivered') return status < 200 || status > 299 ? `${status} is delivered` : '';
  return /^[a-z0-9][a-z0-9 _.:-]{1,63}$/i.test(outcome.reason) ? '' : `${status} has the reason ${outcome.reason}`;
}

/** What is wrong with what a conversation makes of an answer; it must not throw. */
export function conversationProblem({ conversation }: Connected, response: OutboundResponse, first: Receipt): string {
  conversation?.resolve?.act(response, first);
  conversation?.closed?.isClosed(response);
  conversation?.closed?.reopen(response, first);
  const outcome = conversation?.judge(response);
  return outcome === undefined ? '' : verdictProblem(outcome, response.status);
}

/** The secret as a service might echo it: in text, as an error name, in a header. */
export const echoes = (secret: string): OutboundResponse[] =>
  statuses.flatMap((status) => [
    answer(status, secret, { 'retry-after': secret, location: secret }),
    answer(status, {
      ok: false,
      error: secret,
      code: secret,
      text: secret,
      errorMessages: [secret],
      errors: { secret },
    }),
    answer(status, { ok: false, error: `bad_${secret}` }),
  ]);
