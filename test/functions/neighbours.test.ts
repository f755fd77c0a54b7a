import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { deliveryIdOf } from '../../lambdas/domain/delivery.ts';
import type { WebhookMessage } from '../../lambdas/domain/webhook.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { openTable } from '../../lambdas/store/dynamodb/client.ts';
import { dynamodbStores } from '../../lambdas/store/dynamodb/index.ts';
import { deliveryKey } from '../../lambdas/store/dynamodb/keys.ts';
import { encodeDelivery, encodeWebhook } from '../../lambdas/store/sqs/codec.ts';
import { DOCUMENT_VERSION } from '../../lambdas/store/unknown-row.ts';
import { type Emulators, startEmulators } from '../emulators/emulators.ts';
import { listenOnLoopback } from '../emulators/loopback.ts';
import { recordOf } from '../emulators/record.ts';
import { credentials, REGION } from '../emulators/region.ts';
import { variablesFor } from '../emulators/system.ts';
import { alertId, alertOf } from '../engine/route/alerts.ts';

const yaml = `version: 1
sources:
  edge: { type: kubearmor, auth: none }
destinations:
  soc: { type: webhook, url: "http://127.0.0.1:9/" }
routes:
  - to: [soc]
`;

let folder: string;
let emulators: Emulators;
let sqs: SQSClient;
const logged: string[] = [];
const telemetry = { log: (event: string) => void logged.push(event), flush: () => undefined };

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-neighbours-'));
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify(configOf(yaml, 'test.yaml', true)));
  emulators = await startEmulators();
  sqs = new SQSClient({ endpoint: emulators.sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });
});
afterAll(async () => {
  sqs.destroy();
  await emulators.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  logged.length = 0;
});

const variables = () => variablesFor(emulators, path.join(folder, 'config.json'));

/** Sends texts to a queue and receives them as the records of one batch, in their order. */
async function recordsOf(queueUrl: string, bodies: readonly string[]): Promise<SQSRecord[]> {
  for (const MessageBody of bodies)
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, MessageGroupId: 'g' }));
  const receive = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 });
  const { Messages = [] } = await sqs.send(receive);
  const records = Messages.map((message) => recordOf(message, queueUrl));
  return bodies.flatMap((body) => records.find((record) => record.body === body) ?? []);
}

const failedOf = (records: readonly SQSRecord[], ids: readonly { readonly itemIdentifier: string }[]): number[] =>
  ids.map(({ itemIdentifier }) => records.findIndex(({ messageId }) => messageId === itemIdentifier)).toSorted();

/** Messages of a queue that nobody is shown. */
async function hidden(QueueUrl: string): Promise<number> {
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: ['ApproximateNumberOfMessagesNotVisible'],
  });
  return Number((await sqs.send(command)).Attributes?.['ApproximateNumberOfMessagesNotVisible']);
}

const webhook = (n: number, parts: object = {}): string =>
  encodeWebhook({
    v: 2,
    webhookId: `wh_${n}`,
    source: 'edge',
    receivedAt: '2026-11-21T20:15:00.000Z',
    headers: { 'content-type': 'application/json' },
    body: { in: 'message', gzip: false, bytes: Buffer.from(`[{"PolicyName":"p","Action":"Audit","HashID":"${n}"}]`) },
    ...parts,
  } as WebhookMessage);

describe('a message that cannot be read comes back alone', () => {
  it('of the webhooks queue', async () => {
    const bodies = [webhook(1), '{"v":2,"webhookId":"wh', webhook(2, { v: 3 }), webhook(3)];
    const records = await recordsOf(emulators.webhooksQueue, bodies);
    const { batchItemFailures } = await composeRoute(variables(), telemetry)({ Records: records });
    expect(failedOf(records, batchItemFailures)).toEqual([1, 2]);
    expect(logged.filter((event) => event === 'webhook.routed')).toHaveLength(2);
    expect(await hidden(emulators.webhooksQueue)).toBe(4);
  });

  it('of the deliveries queue', async () => {
    const flush = (name: string) => encodeDelivery({ v: 2, flush: { destination: 'soc', name } });
    const bodies = [flush('one'), '{"v":2,"flu', '{"v":3,"flush":{"destination":"soc","name":"two"}}', flush('three')];
    const records = await recordsOf(emulators.deliveriesQueue, bodies);
    const { batchItemFailures } = await composeDeliver(variables(), telemetry)({ Records: records });
    expect(failedOf(records, batchItemFailures)).toEqual([1, 2]);
    expect(logged).toEqual(['message.decode_failed', 'message.decode_failed']);
  });
});

it('a delivery whose row another release wrote waits, and is neither sent nor written', async () => {
  const table = openTable(variables());
  const stores = dynamodbStores(table);
  const alert = alertOf({ id: alertId(77) });
  const deliveryId = deliveryIdOf(alert.id, 'soc');
  const message = { v: 2 as const, deliveryId, destination: 'soc', hour: '2026-11-21T03', alert };
  await stores.alerts.record({ alert, webhookId: 'wh_77', hour: message.hour, planned: ['soc'], alone: true });
  await stores.deliveries.claim(message, 'dead', 0);
  const later = { UpdateExpression: 'SET v = :v', ExpressionAttributeValues: { ':v': DOCUMENT_VERSION + 1 } };
  await table.client.send(new UpdateCommand({ TableName: table.name, Key: { ...deliveryKey(deliveryId) }, ...later }));
  const records = await recordsOf(emulators.deliveriesQueue, [encodeDelivery(message)]);
  const { batchItemFailures } = await composeDeliver(variables(), telemetry)({ Records: records });
  expect(batchItemFailures).toHaveLength(1);
  expect(logged).toEqual(['row.version_rejected']);
  // However often it comes, it is sent as a new message before it would be dead.
  const worn = records.map((record) => ({
    ...record,
    attributes: { ...record.attributes, ApproximateReceiveCount: '900' },
  }));
  expect((await composeDeliver(variables(), telemetry)({ Records: worn })).batchItemFailures).toEqual([]);
  table.client.destroy();
});

describe('a function that has no time left', () => {
  const limits = (ms: number) => {
    const untilMs = performance.now() + ms;
    return { getRemainingTimeInMillis: () => untilMs - performance.now() };
  };

  it('begins no webhook and puts all of them back, which is no failure', async () => {
    const before = await hidden(emulators.webhooksQueue);
    const records = await recordsOf(emulators.webhooksQueue, [webhook(21), webhook(22)]);
    const { batchItemFailures } = await composeRoute(variables(), telemetry)({ Records: records }, limits(10_000));
    expect(failedOf(records, batchItemFailures)).toEqual([0, 1]);
    expect(logged).toEqual([]);
    expect(await hidden(emulators.webhooksQueue)).toBe(before + 2);
    await sleep(1500);
    const shown = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: emulators.webhooksQueue, MaxNumberOfMessages: 10 }),
    );
    expect(shown.Messages).toHaveLength(2);
  });

  it('ends by itself while its table hangs, and puts its messages back', async () => {
    const hangs = await listenOnLoopback(createServer((request) => void request.resume()));
    const flush = encodeDelivery({ v: 2, flush: { destination: 'soc', name: 'hangs' } });
    const records = await recordsOf(emulators.deliveriesQueue, [flush]);
    const handler = composeDeliver({ ...variables(), AWS_ENDPOINT_URL_DYNAMODB: hangs.url }, telemetry);
    const began = performance.now();
    const { batchItemFailures } = await handler({ Records: records }, limits(2500));
    expect(performance.now() - began).toBeLessThan(2500);
    expect(batchItemFailures).toHaveLength(1);
    expect(logged).toEqual(['delivery.internal_error']);
    await hangs.close();
  });
});
