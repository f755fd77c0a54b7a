import type { Context } from 'hono';
import * as z from 'zod/mini';
import type { Answer } from '../../domain/problem-details.ts';
import { followLink } from '../answers/action.ts';
import { receiveCallback } from '../answers/callback.ts';
import type { AnswerPorts } from '../answers/ports.ts';
import { answeringOver } from '../answers/recorded.ts';
import { addressOf, networkOf } from './caller.ts';
import { type Call, type Endpoint, endpoint } from './endpoint.ts';
import type { Ports } from './ports.ts';
import { notFound, problemResponse } from './problem-response.ts';
import { CallbackResult, Problem } from './schemas.ts';
import { createWrongTokens, type WrongTokens } from './wrong-tokens.ts';

/** What is read of a request at most; vendors send some tens of kB. */
const BODY_MAX_BYTES = 1024 * 1024;
const FORM_MAX_BYTES = 16 * 1024;

const responseOf = ({ statusCode, headers, body }: Answer): Response =>
  new Response(body, { status: statusCode, headers });

const slowDown = (seconds: number): Response =>
  problemResponse(
    {
      status: 429,
      title: 'Too many wrong requests',
      detail: `found more than 5 wrong requests from this address in a minute: try again in ${seconds} seconds`,
    },
    { 'retry-after': String(seconds) },
  );

const tooLarge = (max: number): Response =>
  problemResponse({ status: 413, title: 'Body too large', detail: `allowed: ${max} bytes; send less` });

/** The body as it came, or nothing when it is too large. */
async function bytesOf({ req }: Context, max: number): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(await req.arrayBuffer());
  return bytes.length > max ? undefined : bytes;
}

/**
 * Answers a request, or 429 to an address that sent wrong ones. What is authentic is never refused for others from the
 * same address: many vendors send through the same proxy.
 */
function limited(
  outcome: { readonly answer: Answer; readonly isRefused?: true },
  context: Context,
  wrong: WrongTokens,
): Response {
  if (outcome.isRefused !== true) return responseOf(outcome.answer);
  const address = networkOf(addressOf(context));
  const seconds = wrong.waitOf(address);
  if (seconds > 0) return slowDown(seconds);
  wrong.add(address);
  return responseOf(outcome.answer);
}

/** What both kinds of endpoints work with. Nothing of the ports is used before there is a request. */
interface Given {
  answering(): AnswerPorts | undefined;
  readonly wrong: WrongTokens;
}

const givenBy = (ports: Ports): Given => ({
  answering: () => (ports.answering === undefined ? undefined : answeringOver(ports, ports.answering)),
  wrong: createWrongTokens(
    () => ports.now(),
    (event, fields) => ports.log(event, fields),
    'callback.refused',
  ),
});

type Received = Call<unknown, undefined>;

async function receive({ params, context }: Received, { answering, wrong }: Given): Promise<Response> {
  const ports = answering();
  const body = await bytesOf(context, BODY_MAX_BYTES);
  if (ports === undefined) return problemResponse(notFound('callback'));
  if (body === undefined) return tooLarge(BODY_MAX_BYTES);
  const request = { type: params['type'] ?? '', headers: context.req.header(), body, pathToken: params['token'] };
  return limited(await receiveCallback(request, ports), context, wrong);
}

async function follow(method: 'GET' | 'POST', received: Received, { answering, wrong }: Given): Promise<Response> {
  const { params, context } = received;
  const ports = answering();
  const body = method === 'GET' ? new Uint8Array() : await bytesOf(context, FORM_MAX_BYTES);
  if (ports === undefined) return problemResponse(notFound('link'));
  if (body === undefined) return tooLarge(FORM_MAX_BYTES);
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const accept = context.req.header('accept') ?? '';
  const outcome = await followLink({ method, signed: params['signed'] ?? '', form, accept }, ports);
  return limited(outcome, context, wrong);
}

/** Vendors add parameters of their own. */
const anyQuery = z.looseObject({});
const refused = (description: string) => ({ description, schema: Problem, mediaType: 'application/problem+json' });
const form = { description: 'A document for browsers.', mediaType: 'text/html' };

const callbackAnswers = {
  200: { description: 'What came of it.', schema: CallbackResult },
  400: refused('The body is not what the vendor sends.'),
  401: refused('The signature or token is missing, wrong or too old.'),
  403: refused('The button was not signed for this destination.'),
  404: refused('No destination of this type takes callbacks.'),
  410: refused('The button is too old.'),
  429: refused('Too many wrong requests from this address.'),
};

const linkAnswers = {
  200: form,
  404: refused('The link is not signed by this Tocsin.'),
  410: refused('The link has ended.'),
  429: refused('Too many wrong links from this address.'),
};

/**
 * `POST /v1/callbacks/{type}[/{token}]`: what people do at a vendor, by the vendor's signature or a token.
 * `GET POST /v1/actions/{signed}`: the form behind a signed link; GET shows it, POST acts.
 */
export function callbackEndpoints(ports: Ports): Endpoint[] {
  const given = givenBy(ports);
  const open = { isOpen: true, query: anyQuery } as const;
  return [
    endpoint({
      ...open,
      method: 'POST',
      path: '/v1/callbacks/{type}',
      id: 'receiveCallback',
      summary: 'Takes what people do at a vendor (slack, jira, servicenow, pagerduty), signed by the vendor',
      answers: callbackAnswers,
      handle: (call) => receive(call, given),
    }),
    endpoint({
      ...open,
      method: 'POST',
      path: '/v1/callbacks/{type}/{token}',
      id: 'receiveCallbackByToken',
      summary: 'The same for vendors that do not sign: the token is the credential',
      answers: callbackAnswers,
      handle: (call) => receive(call, given),
    }),
    endpoint({
      ...open,
      method: 'GET',
      path: '/v1/actions/{signed}',
      id: 'showAction',
      summary: 'Shows the form behind a signed link of a message, and changes nothing',
      answers: linkAnswers,
      handle: (call) => follow('GET', call, given),
    }),
    endpoint({
      ...open,
      method: 'POST',
      path: '/v1/actions/{signed}',
      id: 'followAction',
      summary: 'Acknowledges, silences or resolves as the holder of the link',
      answers: { ...linkAnswers, 400: refused('The choice is none of those of the form.') },
      handle: (call) => follow('POST', call, given),
    }),
  ];
}
