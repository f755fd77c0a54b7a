import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { ANSWER_MS, deadlineBefore, type Limits } from '../../lambdas/functions/deadline.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { compose as composeIngest } from '../../lambdas/functions/ingest/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { createSecrets } from '../../lambdas/functions/secrets.ts';
import { within } from '../../lambdas/store/bounded-client.ts';
import { clientOptions } from '../../lambdas/store/client-options.ts';
import { restEvent } from '../bundles/rest-event.ts';
import { startSecretsStore } from '../bundles/secrets-store.ts';
import { type Emulators, startEmulators } from '../emulators/emulators.ts';
import { type Listening, listenOnLoopback } from '../emulators/loopback.ts';
import { recordOf } from '../emulators/record.ts';
import { credentials, REGION } from '../emulators/region.ts';
import { type StallingProxy, startStallingProxy } from '../emulators/stalling-proxy.ts';
import { variablesFor } from '../emulators/system.ts';

let folder: string;
let emulators: Emulators;
let sqs: SQSClient;
let receiver: Listening;
const received: string[] = [];
const proxies: StallingProxy[] = [];

const yaml = (url: string) => `version: 1
sources:
  edge: { type: kubearmor, auth: none }
destinations:
  soc: { type: webhook, url: "${url}/", allowAddresses: ["127.0.0.1"] }
routes:
  - to: [soc]
`;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-stalled-'));
  receiver = await listenOnLoopback(
    createServer((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += String(chunk);
      });
      request.on('end', () => {
        received.push(text);
        response.end('{}');
      });
    }),
  );
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(configOf(yaml(receiver.url), 'test.yaml', true)));
  emulators = await startEmulators();
  sqs = new SQSClient({ endpoint: emulators.sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  sqs.destroy();
  await Promise.all(proxies.map((proxy) => proxy.close()));
  await Promise.all([emulators.close(), receiver.close()]);
  rmSync(folder, { recursive: true, force: true });
});

type Service = 'SQS' | 'S3' | 'DYNAMODB';

/** The environment of a new function, whose first connection to a service stalls. */
async function stalledAt(service: Service) {
  const target = service === 'DYNAMODB' ? emulators.dynamodbUrl : emulators.sqsUrl;
  const proxy = await startStallingProxy(target);
  proxies.push(proxy);
  const variables = {
    ...variablesFor(emulators, path.join(folder, 'config.json')),
    [`AWS_ENDPOINT_URL_${service}`]: proxy.url,
  };
  return { variables, proxy };
}

/** Lambda's context of a function that may run so long. */
const limits = (seconds: number) => {
  const untilMs = performance.now() + seconds * 1000;
  return { getRemainingTimeInMillis: () => untilMs - performance.now() };
};

async function receive(queueUrl: string): Promise<SQSRecord[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 2 }),
  );
  return Messages.map((message) => recordOf(message, queueUrl));
}

async function timed<T>(work: Promise<T>): Promise<readonly [T, number]> {
  const began = performance.now();
  return [await work, performance.now() - began];
}

const logged: string[] = [];
const telemetry = { log: (event: string) => void logged.push(event), flush: () => undefined };
const failures = () => logged.filter((event) => /fail|error|reject/.test(event));

/** Loading the functions and the work itself, on a machine that does much else. */
const WORK_MS = 12_000;
/** As in `infra/aws/sizes.ts`. */
const INGEST_SECONDS = 10;
const mostMs = (service: Service) => clientOptions({}, service).requestHandler.requestTimeout + WORK_MS;

type Handler = (event: SQSEvent, limits: Limits) => Promise<SQSBatchResponse>;

/** One record of a queue is handled by a new function; answers how long it took. */
async function handle(queueUrl: string, handler: Handler, seconds: number): Promise<number> {
  const Records = await receive(queueUrl);
  expect(Records).toHaveLength(1);
  const [{ batchItemFailures }, ms] = await timed(handler({ Records }, limits(seconds)));
  expect(batchItemFailures).toEqual([]);
  return ms;
}

it.each<[Service, readonly string[]]>([
  ['SQS', ['ingest', 'route']],
  ['DYNAMODB', ['route', 'deliver']],
  ['S3', ['ingest', 'route']],
])('a first connection to %s that stalls costs one request timeout and no webhook', async (service, users) => {
  received.length = 0;
  logged.length = 0;
  const proxied: Record<string, StallingProxy> = {};
  const made = async (name: string) => {
    const { variables, proxy } = await stalledAt(service);
    proxied[name] = proxy;
    return variables;
  };
  // Too large for a message, so that it goes by S3, when it is S3 that stalls.
  const padding = service === 'S3' ? randomBytes(900_000).toString('base64') : '';
  const body = Buffer.from(JSON.stringify([{ PolicyName: 'p', Action: 'Audit', HashID: service, padding }]));
  const ingest = composeIngest(await made('ingest'), telemetry.log);
  const [answer, ingestMs] = await timed(ingest(restEvent('POST', '/v1/hooks/edge', '', body), limits(INGEST_SECONDS)));
  expect(answer.statusCode).toBe(202);
  const routeMs = await handle(emulators.webhooksQueue, composeRoute(await made('route'), telemetry), 120);
  const deliverMs = await handle(emulators.deliveriesQueue, composeDeliver(await made('deliver'), telemetry), 60);
  // Else it would have answered 503 at its deadline, a second before its end.
  expect(ingestMs).toBeLessThan(INGEST_SECONDS * 1000);
  for (const ms of [routeMs, deliverMs]) expect(ms).toBeLessThan(mostMs(service));
  for (const user of users) expect(proxied[user]?.seen.connections, user).toBeGreaterThan(1);
  expect(received).toHaveLength(1);
  expect(failures()).toEqual([]);
});

it('a first connection to Secrets Manager that stalls is tried again before ingest has to answer', async () => {
  const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:sources';
  const store = await startSecretsStore({ [ARN]: { NAME: 'value' } });
  const proxy = await startStallingProxy(`http://${store.host}`);
  proxies.push(proxy);
  const secrets = createSecrets({
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: proxy.url,
    TOCSIN_SECRET_ARN: ARN,
  });
  const deadline = deadlineBefore(limits(INGEST_SECONDS), ANSWER_MS);
  expect(await within(deadline, secrets)).toEqual({ NAME: 'value' });
  expect(await within(deadline, secrets)).toEqual({ NAME: 'value' });
  expect(proxy.seen.connections).toBe(2);
  await store.close();
});
