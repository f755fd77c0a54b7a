import * as z from 'zod/mini';
import type { PersonAnswer } from '../../domain/acknowledgement.ts';
import { type AnswerResult, acknowledge, resolve } from '../acknowledge/acknowledge.ts';
import { callerName } from './admin-auth.ts';
import { type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { notFound, PROBLEM, problemResponse } from './problem-response.ts';
import * as schemas from './schemas.ts';

const who = {
  author: z.optional(
    z.string().check(z.minLength(1), z.maxLength(100), z.describe('Otherwise the name of the token.')),
  ),
  note: z.optional(z.string().check(z.maxLength(300))),
};
const AcknowledgeBody = z.strictObject(who);
const ResolveBody = z.strictObject({
  ...who,
  falsePositive: z.optional(z.boolean().check(z.describe('The problem never was one; it is shown as such.'))),
});

const example = { author: 'your name', note: 'looking at it' };

const overDetail = (endedAt: string, answer: PersonAnswer | undefined): string =>
  `the problem ended at ${endedAt}, ${answer === undefined ? 'says its sender' : `says ${answer.author}`}; ` +
  'only a problem that is open can be acknowledged: acknowledge its latest alert if it came back';

const BUSY_SECONDS = 2;

function responseOf(alertId: string, result: AnswerResult): Response {
  switch (result.kind) {
    case 'absent':
      return problemResponse(notFound('alert'));
    case 'over':
      return problemResponse({
        status: 409,
        title: 'The problem is over',
        detail: overDetail(result.endedAt, result.answer),
      });
    case 'busy':
      return problemResponse(
        { status: 503, title: 'Changed by others', detail: 'others answered at the same time; send it again' },
        { 'retry-after': String(BUSY_SECONDS) },
      );
    default: {
      const { fingerprint } = result.alert;
      return Response.json({ alertId, fingerprint, ...result.answer, isFirst: result.kind === 'done' });
    }
  }
}

const stands = {
  description: 'The answer that stands: this one, or that of whoever was first.',
  schema: schemas.Answered,
};
const over = { description: 'The problem is over already.', schema: schemas.Problem, mediaType: PROBLEM };

/** `POST /v1/alerts/{id}/acknowledge` and `…/resolve`: what a person says of the problem of an alert. */
export const answerEndpoints = (ports: Ports): Endpoint[] => [
  endpoint({
    method: 'POST',
    path: '/v1/alerts/{alertId}/acknowledge',
    id: 'acknowledgeAlert',
    summary: 'Acknowledges the problem of an alert',
    about:
      'Escalation stops, repeats do not notify again, and the conversations of all destinations show by whom, until the problem is over or gets worse. Of several persons the first stands.',
    body: { schema: AcknowledgeBody, example },
    answers: { 200: stands, 409: over },
    handle: async ({ params, body: { author, ...body }, context }) => {
      const id = params['alertId'] ?? '';
      const by = { ...body, author: author ?? callerName(context) };
      return responseOf(id, await acknowledge(id, { ...by, via: 'api' }, ports));
    },
  }),
  endpoint({
    method: 'POST',
    path: '/v1/alerts/{alertId}/resolve',
    id: 'resolveAlert',
    summary: 'Ends the problem of an alert',
    about: 'As an end from the sender does: tickets and incidents are closed, and a later occurrence opens new ones.',
    body: { schema: ResolveBody, example },
    answers: { 200: stands },
    handle: async ({ params, body, context }) => {
      const id = params['alertId'] ?? '';
      const { falsePositive = false, author = callerName(context), ...rest } = body;
      const by = { ...rest, author };
      const state = falsePositive ? 'false_positive' : 'resolved';
      return responseOf(id, await resolve(id, { ...by, via: 'api' }, ports, state));
    },
  }),
];
