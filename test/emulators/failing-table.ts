import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Listening, listenOnLoopback } from './loopback.ts';

/** How the table answers a request instead of doing it. */
export interface TableFailure {
  readonly status: number;
  readonly type: string;
  /** The request is done, and its answer does not arrive. */
  readonly isDone?: true;
}

/** DynamoDB's names of its failures (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html). */
export const tableFailures = {
  throttled: { status: 400, type: 'ProvisionedThroughputExceededException' },
  internal: { status: 500, type: 'InternalServerError' },
  lost: { status: 0, type: '', isDone: true },
  limited: { status: 400, type: 'ThrottlingException' },
  requests: { status: 400, type: 'RequestLimitExceeded' },
  forbidden: { status: 400, type: 'AccessDeniedException' },
} as const satisfies Readonly<Record<string, TableFailure>>;

/** A table behind a front that fails the requests that `failureOf` says, by their operation. */
export function startFailingTable(
  target: string,
  failureOf: (operation: string, body: string) => TableFailure | undefined,
): Promise<Listening> {
  return listenOnLoopback(
    createServer((request, response) => {
      const forward = async () => {
        const body = await buffer(request);
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        const failure = failureOf(operation, body.toString());
        const reply = (status: number, text: string) =>
          response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
        if (failure !== undefined && failure.isDone === undefined) {
          const __type = `com.amazonaws.dynamodb.v20120810#${failure.type}`;
          return reply(failure.status, JSON.stringify({ __type, message: 'injected' }));
        }
        const headers = Object.fromEntries(
          Object.entries(request.headers).flatMap(([name, value]) =>
            typeof value === 'string' && !['host', 'connection', 'content-length'].includes(name)
              ? [[name, value]]
              : [],
          ),
        );
        const answer = await fetch(target, { method: 'POST', headers, body: new Uint8Array(body) });
        const said = await answer.text();
        if (failure !== undefined) return response.destroy();
        return reply(answer.status, said);
      };
      forward().catch(() => response.destroy());
    }),
  );
}
