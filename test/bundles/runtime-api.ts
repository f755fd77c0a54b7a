import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from './loopback.ts';

/** What a function made of its event. */
export type Answered =
  | { readonly kind: 'response'; readonly body: unknown }
  | { readonly kind: 'error'; readonly body: string };

export interface RuntimeApi {
  readonly host: string;
  /** Hands over one event and waits for the answer. */
  invoke(event: unknown): Promise<Answered>;
  close(): Promise<void>;
}

const ACCOUNT = '000000000000';
/** As long as deliver has: with less, it would begin no request of a destination. */
const TIMEOUT_MS = 150_000;

const headersOf = (requestId: string): Record<string, string> => ({
  'content-type': 'application/json',
  'lambda-runtime-aws-request-id': requestId,
  'lambda-runtime-deadline-ms': String(Date.now() + TIMEOUT_MS),
  'lambda-runtime-invoked-function-arn': `arn:aws:lambda:us-east-1:${ACCOUNT}:function:tocsin`,
});

/** Lambda's side of a runtime (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), for one event. */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const requestId = randomUUID();
  const asked = Promise.withResolvers<ServerResponse>();
  const answered = Promise.withResolvers<Answered>();
  const routes: Readonly<Record<string, (body: string) => void>> = {
    [`/2018-06-01/runtime/invocation/${requestId}/response`]: (body) =>
      answered.resolve({ kind: 'response', body: body === '' ? undefined : JSON.parse(body) }),
    [`/2018-06-01/runtime/invocation/${requestId}/error`]: (body) => answered.resolve({ kind: 'error', body }),
    '/2018-06-01/runtime/init/error': (body) => answered.resolve({ kind: 'error', body: `at start: ${body}` }),
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/2018-06-01/runtime/invocation/next') return asked.resolve(response);
    routes[request.url ?? '']?.(await text(request));
    response.writeHead(202).end();
  };
  const server = await listen((request, response) => void serve(request, response));
  return {
    host: server.host,
    async invoke(event) {
      const next = await Promise.race([asked.promise, answered.promise]);
      if ('kind' in next) return next;
      next.writeHead(200, headersOf(requestId)).end(JSON.stringify(event));
      return answered.promise;
    },
    close: server.close,
  };
}
