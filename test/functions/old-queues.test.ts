import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import { composeApp } from '../../lambdas/functions/api/compose.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { encodeWebhook } from '../../lambdas/store/sqs/codec.ts';
import { type Emulators, startEmulators } from '../emulators/emulators.ts';
import { listenOnLoopback } from '../emulators/loopback.ts';
import { startPoller } from '../emulators/poller.ts';
import { recordOf } from '../emulators/record.ts';
import { credentials, REGION } from '../emulators/region.ts';
import { startAwsSystem, variablesFor } from '../emulators/system.ts';
import { until } from '../until.ts';

/** The stack that is left, and the one that takes its place (`importOldQueues`). */
let old: Emulators;
let own: Emulators;
let folder: string;
const received: string[] = [];
const telemetry = { log: () => undefined, flush: () => undefined };
const closing: (() => Promise<unknown>)[] = [];

const receiver = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    received.push(JSON.parse(Buffer.concat(parts).toString()).title);
    response.end('{}');
  });
});

const yaml = (url: string): string => `version: 1
sources:
  scanner: { type: generic, auth: none }
destinations:
  soc: { type: webhook, url: "${url}/" }
routes:
  - to: [soc]
`;

const webhook = (title: string): string => {
  const message: WebhookMessage = {
    v: 2,
    webhookId: `wh-${title}`,
    source: 'scanner',
    receivedAt: new Date().toISOString(),
    headers: { 'content-type': 'application/json' },
    body: { in: 'message', gzip: false, bytes: Buffer.from(JSON.stringify({ title, severity: 'high' })) },
  };
  return encodeWebhook(message);
};

const clientOf = (emulators: Emulators) =>
  new SQSClient({ endpoint: emulators.sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });

async function messagesIn(emulators: Emulators, queueUrl: string): Promise<number> {
  const client = clientOf(emulators);
  const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
  const { Attributes = {} } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
  );
  client.destroy();
  return names.reduce((sum, name) => sum + Number(Attributes[name]), 0);
}

async function accept(...titles: readonly string[]): Promise<void> {
  const client = clientOf(old);
  for (const title of titles)
    await client.send(new SendMessageCommand({ QueueUrl: old.webhooksQueue, MessageBody: webhook(title) }));
  client.destroy();
}

interface Answer {
  readonly alerts: readonly { readonly title: string; readonly deliveries: object }[];
}

type Handler = Parameters<typeof startPoller>[0]['handler'];

/** Lets the old stack route what lies in its queue, once: a poller that stops would leave a request that takes messages. */
async function routeOld(handler: Handler): Promise<void> {
  const client = clientOf(old);
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: old.webhooksQueue,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    }),
  );
  await handler({ Records: Messages.map((message) => recordOf(message, old.webhooksQueue)) });
  for (const { ReceiptHandle } of Messages)
    await client.send(new DeleteMessageCommand({ QueueUrl: old.webhooksQueue, ReceiptHandle }));
  client.destroy();
}

/** What the event source mapping of an old queue does. */
const readOld = (queueUrl: string, handler: Handler) =>
  startPoller({ endpoint: old.sqsUrl, queueUrl, batchSize: 10, concurrency: 2, handler, onError: () => undefined });

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-old-queues-'));
  [old, own] = await Promise.all([startEmulators(), startEmulators()]);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await Promise.all([old.close(), own.close()]);
  rmSync(folder, { recursive: true, force: true });
});

it('a new stack delivers what an old one accepted and has not routed, each once, and both ledgers balance', async () => {
  const listening = await listenOnLoopback(receiver);
  closing.push(listening.close);
  const config = configOf(yaml(listening.url), 'test.yaml', true);
  const configFile = path.join(folder, 'config.json');
  writeFileSync(configFile, JSON.stringify(config));
  await accept('routed-1', 'routed-2');
  // What the old stack has routed it delivers itself.
  await routeOld(composeRoute(variablesFor(old, configFile), telemetry));
  expect(await messagesIn(old, old.deliveriesQueue)).toBe(2);
  await accept('accepted-1', 'accepted-2', 'accepted-3');

  const secrets = { TOCSIN_ADMIN_TOKEN: 'test-admin-token-of-this-test' };
  const system = await startAwsSystem({ config, configFile, emulators: own, secrets, log: () => undefined });
  const variables = variablesFor(own, configFile);
  const readers = [
    readOld(old.webhooksQueue, composeRoute(variables, telemetry)),
    readOld(old.deliveriesQueue, composeDeliver(variablesFor(old, configFile), telemetry)),
  ];
  closing.push(() => system.close(), ...readers.map((reader) => () => reader.stop()));

  await until('all are received', () => received.length >= 5 || undefined);
  const left = async () =>
    (await messagesIn(old, old.webhooksQueue)) + (await messagesIn(old, old.deliveriesQueue)) === 0 || undefined;
  await until('the old queues are empty', left);
  expect(received.toSorted()).toEqual(['accepted-1', 'accepted-2', 'accepted-3', 'routed-1', 'routed-2']);

  const headers = { authorization: `Bearer ${secrets.TOCSIN_ADMIN_TOKEN}` };
  const read = async (route: string): Promise<Answer> =>
    JSON.parse(await (await fetch(`${system.url}${route}`, { headers })).text());
  const listed = await until('all are delivered', async () => {
    const { alerts } = await read('/v1/alerts');
    return alerts.every((each) => 'delivered' in each.deliveries) ? alerts : undefined;
  });
  // The rows of the others are in the table of the old stack.
  expect(listed.map(({ title }) => title).toSorted()).toEqual(['accepted-1', 'accepted-2', 'accepted-3']);
  expect(await read('/v1/ledger?audit')).toMatchObject({ balanced: true, audit: { agrees: true } });
  const oldApi = composeApp({ ...secrets, ...variablesFor(old, configFile) }, telemetry);
  const oldLedger = await oldApi.fetch(new Request('http://old.test/v1/ledger?audit', { headers }), {
    address: '127.0.0.1',
  });
  expect(await oldLedger.json()).toMatchObject({
    balanced: true,
    deliveries: { delivered: 2 },
    audit: { agrees: true },
  });
});
