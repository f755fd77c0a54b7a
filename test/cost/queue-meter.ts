import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import { listenOnLoopback } from '../emulators/loopback.ts';

/** Requests to SQS, in the chunks of 64 KB that are billed, by operation; and objects written to S3. */
export interface QueueUse {
  readonly requests: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly objectPuts: number;
}

const CHUNK_BYTES = 64 * 1024;

/** Every chunk of what is sent is a request: https://aws.amazon.com/sqs/pricing/ */
export function chunksOf(body: string): number {
  const request: unknown = JSON.parse(body);
  if (!isFields(request)) return 1;
  const entries = Array.isArray(request['Entries']) ? request['Entries'].filter(isFields) : [request];
  const bytes = entries.reduce((n, { MessageBody = '' }) => n + Buffer.byteLength(String(MessageBody)), 0);
  return Math.max(1, Math.ceil(bytes / CHUNK_BYTES));
}

/** SQS and S3 behind a meter, on loopback. */
export async function startQueueMeter(url: string) {
  let use = { requests: 0, byOperation: {} as Record<string, number>, objectPuts: 0 };
  const note = (operation: string | undefined, method: string, body: Buffer): void => {
    if (operation === undefined) {
      use.objectPuts += method === 'PUT' ? 1 : 0;
      return;
    }
    const chunks = chunksOf(body.toString('utf8'));
    use.requests += chunks;
    use.byOperation[operation] = (use.byOperation[operation] ?? 0) + chunks;
  };
  const server = createServer(async (request, response) => {
    const { method = 'POST', headers } = request;
    const body = await buffer(request);
    note(headers['x-amz-target']?.toString().split('.').at(-1), method, body);
    const sent = Object.entries(headers).filter(
      ([name]) => !['host', 'connection', 'content-length', 'expect'].includes(name),
    );
    const answer = await fetch(`${url}${request.url}`, {
      method,
      headers: sent.map(([name, value]) => [name, String(value)] as [string, string]),
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    });
    const type = answer.headers.get('content-type') ?? 'application/x-amz-json-1.0';
    response.writeHead(answer.status, { 'content-type': type }).end(Buffer.from(await answer.arrayBuffer()));
  });
  return {
    ...(await listenOnLoopback(server)),
    /** What was used since it was asked last. */
    use(): QueueUse {
      const used = use;
      use = { requests: 0, byOperation: {}, objectPuts: 0 };
      return used;
    },
  };
}
