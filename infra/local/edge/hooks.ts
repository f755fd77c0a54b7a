import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../../../lambdas/domain/problem-details.ts';
import { type Answered, requestTooLarge } from '../../../lambdas/engine/ingest/refusals.ts';
import type { HookHead } from '../../../lambdas/engine/ingest/request.ts';
import { announcedBytes, readBody } from './body.ts';
import type { EdgeContext } from './context.ts';
import { noRoom } from './problems.ts';
import { reply } from './reply.ts';
import { readQuery, type Target } from './target.ts';

type Headers = Readonly<Record<string, string>>;

/** Node joins repeated headers into one text, except this one, which no webhook needs. */
const isFlat = (headers: IncomingMessage['headers']): headers is Headers => headers['set-cookie'] === undefined;

function headersOf({ headers }: IncomingMessage): Headers {
  if (isFlat(headers)) return headers;
  const { 'set-cookie': _, ...rest } = headers;
  return isFlat(rest) ? rest : {};
}

const headOf = (
  request: IncomingMessage,
  { source, token }: NonNullable<Target['hook']>,
  query: string,
  address: string,
): HookHead => ({
  method: request.method ?? 'GET',
  source,
  pathToken: token,
  headers: headersOf(request),
  query: readQuery(query),
  address,
  hasBody: announcedBytes(request) !== 0,
});

/** The answer to a body that ingest does not get; it is logged as ingest logs its own. */
function refusedBody(
  answered: Pick<Answered, 'outcome' | 'answer'>,
  { source }: HookHead,
  { log }: EdgeContext,
): Answer {
  const { outcome, answer } = answered;
  log('webhook.answered', { source, outcome, status: answer.statusCode });
  return answer;
}

const tooLarge = (found: string, head: HookHead, context: EdgeContext): Answer =>
  refusedBody(requestTooLarge(found), head, context);

/** Reads the body of a request whose head was judged, and passes it to ingest. */
async function accept(
  request: IncomingMessage,
  response: ServerResponse,
  head: HookHead,
  context: EdgeContext,
): Promise<void> {
  const { ingest, limits, inFlight, refuse } = context;
  const maxBytes = limits.bodyBytes;
  if (request.headers.expect !== undefined) response.writeContinue();
  const body = await readBody(request, { maxBytes, inFlight, owner: head.source });
  if (body === 'gone') return;
  if (body === 'too-large')
    return refuse(request, response, tooLarge(`more than ${maxBytes} bytes`, head, context), 'known');
  if (body === 'no-room')
    return refuse(request, response, refusedBody({ outcome: 'overloaded', answer: noRoom() }, head, context));
  try {
    reply(response, (await ingest.receive({ ...head, body })).answer);
  } finally {
    inFlight.release(head.source, body.length);
  }
}

/** Serves a request to a hook: its head is judged first, and its body is read only when it is needed. */
export async function serveHook(
  request: IncomingMessage,
  response: ServerResponse,
  { hook, query }: Target & { readonly hook: NonNullable<Target['hook']> },
  address: string,
  context: EdgeContext,
): Promise<void> {
  const { limits, refuse } = context;
  context.observe(hook.source, address);
  const head = headOf(request, hook, query, address);
  const judged = await context.ingest.judge(head);
  if (judged !== undefined) return refuse(request, response, judged.answer);
  const announced = announcedBytes(request) ?? 0;
  if (announced > limits.bodyBytes)
    return refuse(request, response, tooLarge(`${announced} bytes`, head, context), 'known');
  return accept(request, response, head, context);
}
