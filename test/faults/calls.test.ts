import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { startEdge } from '../../infra/local/edge/edge.ts';
import { type Sandbox, startSandbox } from '../../infra/local/sandbox/server.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { composeIngest } from '../../lambdas/functions/ingest/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { type Emulators, startEmulators } from '../aws/emulators.ts';
import { recordOf } from '../aws/record.ts';
import { REGION } from '../aws/region.ts';

/** What one alert may cost in requests to AWS (design §7). */
const BUDGET = { alone: 6, inBatches: 1.5 };

/** What the functions logged about failures, for the message of a failed check. */
const failures: string[] = [];
const silent = {
  log: (event: string, fields: Readonly<Record<string, unknown>>) => {
    if (fields['error'] !== undefined) failures.push(`${event}: ${fields['error']}`);
  },
  flush: () => undefined,
};

interface Door {
  readonly url: string;
  close(): Promise<void>;
}

/** Passes requests on to an emulator and counts them by what they ask for. */
async function countingDoor(target: string, counts: Map<string, number>): Promise<Door> {
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      const operation = String(request.headers['x-amz-target'] ?? `${request.method} ${request.url}`);
      counts.set(operation, (counts.get(operation) ?? 0) + 1);
      const headers = Object.entries(request.headers).filter(
        ([name]) => !/^(host|connection|content-length|expect)$/.test(name),
      );
      const answer = await fetch(target + (request.url ?? ''), {
        method: request.method ?? 'POST',
        headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
        body: Buffer.concat(chunks),
      });
      const kept = [...answer.headers].filter(
        ([name]) => !/^(connection|content-length|transfer-encoding|content-encoding)$/.test(name),
      );
      response.writeHead(answer.status, Object.fromEntries(kept));
      response.end(Buffer.from(await answer.arrayBuffer()));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let folder: string;
let emulators: Emulators;
let sandbox: Sandbox;
let poller: SQSClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-calls-'));
  emulators = await startEmulators();
  sandbox = await startSandbox();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  poller = new SQSClient({ endpoint: emulators.sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  poller.destroy();
  await sandbox.close();
  await emulators.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What an event source mapping does: batches of ten to the handler, and what did not fail is deleted. */
async function drain(queueUrl: string, handler: (event: SQSEvent) => Promise<SQSBatchResponse>): Promise<number> {
  let handled = 0;
  for (;;) {
    const { Messages = [] } = await poller.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All'] }),
    );
    if (Messages.length === 0) return handled;
    const Records = Messages.map((message) => recordOf(message, queueUrl));
    const { batchItemFailures } = await handler({ Records });
    expect(batchItemFailures, failures.join('\n')).toEqual([]);
    for (const { receiptHandle } of Records)
      await poller.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }));
    handled += Records.length;
  }
}

interface Stream {
  readonly destination: string;
  /** Alerts by webhook. */
  readonly webhooks: readonly number[];
}

let made = 0;
const detection = () => {
  made += 1;
  return { PolicyName: `rule-${made}`, Action: 'Audit', Severity: '5', HashID: String(made) };
};

/** Takes a stream through the composed functions; answers the requests to AWS by operation. */
async function requestsFor({ destination, webhooks }: Stream): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const doors = [await countingDoor(emulators.sqsUrl, counts), await countingDoor(emulators.dynamodbUrl, counts)];
  const [sqs, dynamodb] = doors;
  const yaml = `version: 1
sources:
  edge: { type: kubearmor, auth: none }
destinations:
  receiver: ${destination}
routes:
  - to: [receiver]
`;
  const file = path.join(folder, `config-${made}.json`);
  writeFileSync(file, JSON.stringify(configOf(yaml, 'test.yaml', true)));
  const variables = {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: sqs?.url,
    AWS_ENDPOINT_URL_S3: emulators.sqsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb?.url,
    TOCSIN_CONFIG: file,
    TOCSIN_WEBHOOKS_QUEUE: emulators.webhooksQueue,
    TOCSIN_DELIVERIES_QUEUE: emulators.deliveriesQueue,
    TOCSIN_BUCKET: emulators.bucket,
    TOCSIN_TABLE: emulators.table,
    TOCSIN_ALLOW_LOOPBACK: 'yes',
    SPLUNK_TOKEN: sandbox.secrets.splunkToken,
  };
  const ingest = composeIngest(variables, silent.log);
  const edge = await startEdge({
    host: '127.0.0.1',
    port: 0,
    ingest,
    api: async () => new Response(),
    log: silent.log,
  });
  for (const alerts of webhooks) {
    const body = JSON.stringify(Array.from({ length: alerts }, detection));
    const answer = await fetch(`http://127.0.0.1:${edge.port}/v1/hooks/edge`, { method: 'POST', body });
    expect(answer.status).toBe(202);
  }
  await edge.close();
  await drain(emulators.webhooksQueue, composeRoute(variables, silent));
  await drain(emulators.deliveriesQueue, composeDeliver(variables, silent));
  await Promise.all(doors.map((door) => door.close()));
  return counts;
}

const sumOf = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((n, count) => n + count, 0);
const arrived = (name: 'webhook' | 'splunk'): number => sandbox.counts()[name].size;

it(`an alert for one destination costs at most ${BUDGET.alone} requests to AWS on the healthy path`, async () => {
  const webhooks = Array.from({ length: 50 }, () => 1);
  const counts = await requestsFor({
    destination: `{ type: webhook, url: "${sandbox.endpoints.webhookUrl}" }`,
    webhooks,
  });
  expect(arrived('webhook')).toBe(50);
  expect(sumOf(counts) / 50, JSON.stringify([...counts])).toBeLessThanOrEqual(BUDGET.alone);
});

it(`an alert that comes and goes in batches costs at most ${BUDGET.inBatches} requests`, async () => {
  const webhooks = Array.from({ length: 4 }, () => 50);
  const destination = `{ type: splunk, url: "${sandbox.endpoints.splunkUrl}", token: "\${SPLUNK_TOKEN}", format: alert }`;
  const counts = await requestsFor({ destination, webhooks });
  expect(arrived('splunk')).toBe(200);
  expect(sumOf(counts) / 200, JSON.stringify([...counts])).toBeLessThanOrEqual(BUDGET.inBatches);
});
