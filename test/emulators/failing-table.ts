import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Listening, listenOnLoopback } from './loopback.ts';

/** How the table answers a request instead of doing it. */
export interface TableFailure {
  readonly status: number;
  readonly type: string;
}

/** DynamoDB's names of its failures (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html). */
export const tableFailures = {
  throttled: { status: 400, type: 'ProvisionedThroughputExceededException' },
  internal: { status: 500, type: 'InternalServerError' },
  forbidden: { status: 400, type: 'AccessDeniedException' },
} as const satisfies Readonly<Record<string, TableFailure>>;

/** A table behind a front that fails the requests that `failureOf` says, by their operation, before they are done. */
export function startFailingTable(
  target: string,
  failureOf: (operation: string) => TableFailure | undefined,
): Promise<Listening> {
  return listenOnLoopback(
    createServer((request, response) => {
      const forward = async () => {
        const body = await buffer(request);
        const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
        const failure = failureOf(operation);
        const reply = (status: number, text: string) =>
          response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
        if (failure !== undefined) {
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
        return reply(answer.status, await answer.text());
      };
      forward().catch(() => response.destroy());
    }),
  );
}
