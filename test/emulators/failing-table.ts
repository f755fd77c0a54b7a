import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Listening, listenOnLoopback } from './loopback.ts';

/** How the table answers a request instead of doing it. */
export interface TableFailure {
  readonly status: number;
  readonly type: string;
  /** The request is done, and its answer does not arrive. */
  readonly isDone?: true;
  /** Half of the answer arrives. */
  readonly isCut?: true;
}

/** DynamoDB's names of its failures (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html). */
export const tableFailures = {
  throttled: { status: 400, type: 'ProvisionedThroughputExceededException' },
  internal: { status: 500, type: 'InternalServerError' },
  lost: { status: 0, type: '', isDone: true },
  cut: { status: 0, type: '', isDone: true, isCut: true },
  limited: { status: 400, type: 'ThrottlingException' },
  requests: { status: 400, type: 'RequestLimitExceeded' },
  forbidden: { status: 400, type: 'AccessDeniedException' },
} as const satisfies Readonly<Record<string, TableFailure>>;

/** The connection breaks in the midst of an answer. */
const cut = (response: ServerResponse, said: string): unknown =>
  response
    .writeHead(200, { 'content-type': 'application/x-amz-json-1.0', 'content-length': Buffer.byteLength(said) + 1 })
    .write(said.slice(0, said.length / 2), () => response.destroy());

const lose = ({ isCut }: TableFailure, response: ServerResponse, said: string): unknown =>
  isCut ? cut(response, said) : response.destroy();

const operationOf = ({ headers }: IncomingMessage): string => String(headers['x-amz-target']).split('.')[1] ?? '';

type Reply = (status: number, text: string) => unknown;

function fail({ status, type }: TableFailure, reply: Reply): unknown {
  const __type = `com.amazonaws.dynamodb.v20120810#${type}`;
  return reply(status, JSON.stringify({ __type, message: 'injected' }));
}

const ofConnection = new Set(['host', 'connection', 'content-length']);

async function ask(target: string, request: IncomingMessage, body: Buffer) {
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !ofConnection.has(name) ? [[name, value]] : [],
    ),
  );
  const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(body) });
  return { status: answer.status, said: await answer.text() };
}

/** A table behind a front that fails the requests that `failureOf` says, by their operation. */
export function startFailingTable(
  target: string,
  failureOf: (operation: string, body: string) => TableFailure | undefined,
): Promise<Listening> {
  return listenOnLoopback(
    createServer((request, response) => {
      const reply: Reply = (status, text) =>
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
      const forward = async () => {
        const body = await buffer(request);
        const failure = failureOf(operationOf(request), body.toString());
        if (failure?.isDone === undefined && failure !== undefined) return fail(failure, reply);
        const { status, said } = await ask(target, request, body);
        return failure === undefined ? reply(status, said) : lose(failure, response, said);
      };
      forward().catch(() => response.destroy());
    }),
  );
}
