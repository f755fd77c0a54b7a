import type { IncomingMessage, ServerResponse } from 'node:http';
import { announcedBytes, type Body, readBody } from './body.ts';
import type { Api, EdgeContext } from './context.ts';
import { apiBodyTooLarge, noRoom, wrongMethod } from './problems.ts';
import type { Outgoing } from './reply.ts';
import type { Target } from './target.ts';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
/** The owner of its bytes in flight; no id of a source begins with a slash. */
const OWNER = '/api';

function headersOf({ headers }: IncomingMessage): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) all.set(name, String(value));
  return all;
}

/** A body that is read when the API asks for it, and the result of reading it. */
interface LazyBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly read: () => Body | undefined;
}

/** Makes a body that is read only after the API has checked the credential and asks for it. */
function lazyBody(request: IncomingMessage, response: ServerResponse, { limits, inFlight }: EdgeContext): LazyBody {
  let body: Body | undefined;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (request.headers.expect !== undefined) response.writeContinue();
        body = await readBody(request, { maxBytes: limits.apiBodyBytes, inFlight, owner: OWNER });
        if (typeof body === 'string') return controller.error(new Error(`the body could not be read: ${body}`));
        controller.enqueue(body);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, read: () => body };
}

/** The headers of an answer, without CORS headers, so that no page of another site can read it. */
function headersToSend(answer: Response): Outgoing['headers'] {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of answer.headers) if (!name.startsWith('access-control-')) headers[name] = value;
  const cookies = answer.headers.getSetCookie();
  return cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies };
}

const outgoing = async (answer: Response): Promise<Outgoing> => ({
  statusCode: answer.status,
  headers: headersToSend(answer),
  body: Buffer.from(await answer.arrayBuffer()),
});

/** The answer of the edge when the body could not be read; it replaces the answer of the API. */
function problemOf(body: Body | undefined, { limits }: EdgeContext): Outgoing | undefined {
  if (body === 'too-large') return apiBodyTooLarge(limits.apiBodyBytes);
  return body === 'no-room' ? noRoom() : undefined;
}

async function ask(request: IncomingMessage, url: string, address: string, body: LazyBody | undefined, api: Api) {
  const init = { method: request.method ?? 'GET', headers: headersOf(request) };
  const asked = new Request(url, body === undefined ? init : { ...init, body: body.stream, duplex: 'half' });
  return outgoing(await api(asked, address));
}

/** The rejection of a request that the API is not called for; else nothing. */
function refusalOf(request: IncomingMessage, { limits }: EdgeContext): Outgoing | undefined {
  const { method = 'GET' } = request;
  if (!METHODS.includes(method)) return wrongMethod(method, METHODS.join(', '));
  const announced = announcedBytes(request) ?? 0;
  return announced > limits.apiBodyBytes ? apiBodyTooLarge(limits.apiBodyBytes) : undefined;
}

const mayHaveBody = (request: IncomingMessage): boolean =>
  announcedBytes(request) !== 0 && request.method !== 'GET' && request.method !== 'HEAD';

/** Serves a request to the API, the console or the pages of the sandbox. */
export async function serveApi(
  request: IncomingMessage,
  response: ServerResponse,
  { path, query }: Target,
  address: string,
  context: EdgeContext,
): Promise<void> {
  const { refuse } = context;
  const refused = refusalOf(request, context);
  if (refused !== undefined) return refuse(request, response, refused);
  const body = mayHaveBody(request) ? lazyBody(request, response, context) : undefined;
  const url = `http://localhost${path}${query === '' ? '' : `?${query}`}`;
  try {
    const answer = await ask(request, url, address, body, context.api).catch((error: unknown) => {
      // The API fails when its body cannot be read; that is not a failure of the API.
      if (typeof body?.read() === 'string') return undefined;
      throw error;
    });
    const final = problemOf(body?.read(), context) ?? answer;
    if (final !== undefined && body?.read() !== 'gone') refuse(request, response, final);
  } finally {
    const read = body?.read();
    if (read instanceof Buffer) context.inFlight.release(OWNER, read.length);
  }
}
