import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { deadlineIn } from '../../lambdas/domain/values/deadline.ts';
import { createSecrets } from '../../lambdas/functions/secrets.ts';
import { within } from '../../lambdas/store/bounded-client.ts';
import { openTable } from '../../lambdas/store/dynamodb/client.ts';
import { getRow } from '../../lambdas/store/dynamodb/requests.ts';
import { createBlobs } from '../../lambdas/store/s3/blobs.ts';
import { createWire } from '../../lambdas/store/sqs/wire.ts';
import { type Listening, listenOnLoopback } from '../emulators/loopback.ts';

let open: Listening | undefined;
afterEach(() => open?.close());

async function listening(server: Server): Promise<string> {
  open = await listenOnLoopback(server);
  return open.url;
}

/** A service that takes every request and never answers one; counts them. */
async function hanging() {
  const seen = { requests: 0 };
  const url = await listening(
    createServer((request) => {
      seen.requests += 1;
      request.resume();
    }),
  );
  return { url, seen };
}

const variablesAt = (url: string) => ({
  AWS_REGION: 'us-east-1',
  AWS_ENDPOINT_URL_SQS: url,
  AWS_ENDPOINT_URL_S3: url,
  AWS_ENDPOINT_URL_DYNAMODB: url,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
  TOCSIN_TABLE: 'table',
  TOCSIN_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:s',
});

const calls: Readonly<Record<string, (url: string) => Promise<unknown>>> = {
  SQS: (url) => createWire(`${url}/0/q`, variablesAt(url)).send({ body: '{}', group: 'g' }),
  DynamoDB: (url) => getRow({ pk: 'a', sk: 'b' }, openTable(variablesAt(url))),
  S3: (url) => createBlobs('bucket', variablesAt(url)).store('key', Buffer.from('body')),
  'Secrets Manager': (url) => createSecrets(variablesAt(url))(),
};

const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
};

describe.each(Object.entries(calls))('a request to %s', (_, call) => {
  it('that hangs ends with the deadline of its work', async () => {
    const { url, seen } = await hanging();
    const seconds = await secondsOf(() =>
      expect(within(deadlineIn(800), () => call(url))).rejects.toThrow(/no time left/),
    );
    expect(seconds).toBeGreaterThan(0.75);
    // The service itself would be waited for without end.
    expect(seconds).toBeLessThan(20);
    // None when loading the client took all the time.
    expect(seen.requests).toBeLessThanOrEqual(1);
  });

  it('is not begun after the deadline', async () => {
    const { url, seen } = await hanging();
    await expect(within(deadlineIn(0), () => call(url))).rejects.toThrow(/no time left/);
    expect(seen.requests).toBe(0);
  });
});

it('a request that was refused for too many is reported at each try', async () => {
  let requests = 0;
  const url = await listening(
    createServer((request, response) => {
      request.resume().on('end', () => {
        requests += 1;
        const throttled = { __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' };
        const [status, body] = requests < 3 ? [400, throttled] : [200, {}];
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
      });
    }),
  );
  let throttled = 0;
  const table = openTable(variablesAt(url), () => {
    throttled += 1;
  });
  expect(await getRow({ pk: 'a', sk: 'b' }, table)).toBeUndefined();
  expect(throttled).toBe(2);
});

it('a body that stops in its midst is not waited for longer than the timeout of its service', async () => {
  const url = await listening(
    createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': '1000' }).write('a part of the object');
    }),
  );
  const seconds = await secondsOf(() => expect(createBlobs('bucket', variablesAt(url)).load('key')).rejects.toThrow());
  expect(seconds).toBeLessThan(25);
});
