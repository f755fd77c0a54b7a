import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { clientOptions } from '../../lambdas/store/client-options.ts';
import { createWire } from '../../lambdas/store/sqs/wire.ts';
import { type Listening, listenOnLoopback } from '../emulators/loopback.ts';

let open: Listening | undefined;
afterEach(() => open?.close());

/** A service that takes the first requests and never answers them, and then answers what SQS does. */
async function hanging(requests: number): Promise<string> {
  let seen = 0;
  const server: Server = createServer((request, response) => {
    seen += 1;
    if (seen <= requests) return;
    void text(request).then(() => {
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end('{"MessageId":"m-1"}');
    });
  });
  open = await listenOnLoopback(server);
  return open.url;
}

it('a request that is never answered is tried again after three seconds', async () => {
  const url = await hanging(1);
  const wire = createWire(`${url}/0/q`, { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_SQS: url });
  const began = performance.now();
  await wire.hide('handle', 5);
  const seconds = (performance.now() - began) / 1000;
  expect(seconds).toBeGreaterThan(2.5);
  // Without a timeout of its own it would wait without end.
  expect(seconds).toBeLessThan(25);
});

/** What ingest may run in all. */
const INGEST_MS = 10_000;

it.each([
  ['SQS', 3],
  ['DYNAMODB', 3],
  ['S3', 2],
  ['SECRETS_MANAGER', 2],
] as const)('of requests to %s, %i tries fit into the time of ingest', (service, tries) => {
  const { requestTimeout, socketTimeout, throwOnRequestTimeout } = clientOptions({}, service).requestHandler;
  expect(throwOnRequestTimeout).toBe(true);
  expect(socketTimeout).toBe(requestTimeout);
  expect(tries * requestTimeout).toBeLessThan(INGEST_MS);
});
