import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { type AttributeValue, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { Template } from 'aws-cdk-lib/assertions';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { configOf } from '../../infra/load-config.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { compose as composeIngest } from '../../lambdas/functions/ingest/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { stackOf } from '../aws/stack.ts';
import { restEvent } from '../bundles/rest-event.ts';
import { type Emulators, startEmulators } from '../emulators/emulators.ts';
import { recordOf } from '../emulators/record.ts';
import { credentials, REGION } from '../emulators/region.ts';
import { variablesFor } from '../emulators/system.ts';
import { fixturesOf } from './releases.ts';
import type { Resources } from './template-differences.ts';
import { answerTo, yaml } from './world-config.ts';

/**
 * Writes what a release leaves in an account into test/fixtures/upgrade/VERSION: its template, and messages and rows that are in
 * flight. Run once for each release, by the tree of that release; the tests of later releases read it.
 */
const root = path.join(import.meta.dirname, '../..');

const line = (value: unknown): string =>
  JSON.stringify(value, (_, each) =>
    each instanceof Uint8Array ? { base64: Buffer.from(each).toString('base64') } : each,
  );
const lines = (values: readonly unknown[]): string => `[\n${values.map(line).join(',\n')}\n]`;

function templateText(): string {
  const resources: Resources = Template.fromStack(stackOf(path.join(root, 'test/aws/tocsin.yaml'))).toJSON()[
    'Resources'
  ];
  const parts = Object.entries(resources)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { Type, Properties }]) => `${line(id)}: ${line({ Type, Properties })}`);
  return `{\n"Resources": {\n${parts.join(',\n')}\n}\n}\n`;
}

/** A receiver that refuses everything when it is told to. */
async function startReceiver() {
  const state = { isDown: false };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.statusCode = state.isDown ? 503 : 200;
      response.end(state.isDown ? 'down' : answerTo(request.url ?? ''));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return { state, url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

/** Takes all messages of a queue that are shown. */
async function take(QueueUrl: string, sqs: SQSClient): Promise<SQSRecord[]> {
  const taken: SQSRecord[] = [];
  for (;;) {
    const receive = { QueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
    if (Messages.length === 0) return taken;
    for (const message of Messages) {
      taken.push(recordOf(message, QueueUrl));
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    }
  }
}

async function rowsOf({ dynamodbUrl, table }: Emulators): Promise<Record<string, AttributeValue>[]> {
  const client = new DynamoDBClient({ endpoint: dynamodbUrl, region: REGION, credentials });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  client.destroy();
  const keyOf = ({ pk, sk }: Record<string, AttributeValue>): string => `${pk?.S}\n${sk?.S}`;
  return Items.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const alert = (n: number, more: object = {}) => ({
  PolicyName: `policy-${n}`,
  Action: 'Block',
  Severity: '8',
  Message: `alert ${n} ünder 🚨`,
  HashID: `alert-${n}`,
  ...more,
});

type Handler = (event: SQSEvent) => Promise<SQSBatchResponse>;

/** The alerts of `in-flight.test.ts`, each as far on its way as is said there. */
async function inFlightText(folder: string, emulators: Emulators): Promise<string> {
  const receiver = await startReceiver();
  const file = path.join(folder, 'config.json');
  writeFileSync(file, JSON.stringify(configOf(yaml(receiver.url), 'test.yaml', true)));
  const variables = {
    ...variablesFor(emulators, file),
    SPLUNK_TOKEN: 'token',
    SLACK_URL: `${receiver.url}/services/T0/B0/x`,
  };
  const telemetry = { log: () => undefined, flush: () => undefined };
  const [ingest, route, deliver] = [
    composeIngest(variables, telemetry.log),
    composeRoute(variables, telemetry),
    composeDeliver(variables, telemetry),
  ];
  const sqs = new SQSClient({ endpoint: emulators.sqsUrl, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const work = async (queueUrl: string, handler: Handler): Promise<void> => {
    const Records = await take(queueUrl, sqs);
    for (let from = 0; from < Records.length; from += 10) await handler({ Records: Records.slice(from, from + 10) });
  };
  const accept = async (...alerts: readonly object[]): Promise<void> => {
    const body = Buffer.from(JSON.stringify(alerts));
    const { statusCode } = await ingest(restEvent('POST', '/v1/hooks/edge', '', body));
    if (statusCode !== 202) throw new Error(`ingest answered ${statusCode}`);
  };
  const routed = () => work(emulators.webhooksQueue, route);
  const worked = async () => {
    await routed();
    await work(emulators.deliveriesQueue, deliver);
  };
  await accept(alert(1));
  await worked();
  await accept(alert(1, { HashID: 'alert-10' }), alert(1, { HashID: 'alert-11' }));
  await worked();
  receiver.state.isDown = true;
  await accept(alert(2), alert(3));
  await worked();
  await accept(alert(4), alert(5), alert(6));
  await routed();
  const deliveries = (await take(emulators.deliveriesQueue, sqs)).map(({ body }) => body);
  await accept(alert(7));
  await accept(alert(8), alert(9, { Message: 'x'.repeat(20_000) }));
  const webhooks = (await take(emulators.webhooksQueue, sqs)).map(({ body }) => body);
  sqs.destroy();
  receiver.close();
  const rows = lines(await rowsOf(emulators));
  const head = `"madeAt": ${line(new Date().toISOString())},\n"webhooks": ${lines(webhooks)}`;
  return `{\n${head},\n"deliveries": ${lines(deliveries)},\n"rows": ${rows}\n}\n`;
}

const { version }: { version: string } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
const target = fixturesOf(process.argv[2] ?? version);
const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-upgrade-'));
const emulators = await startEmulators();
try {
  mkdirSync(target, { recursive: true });
  writeFileSync(path.join(target, 'template.json'), templateText());
  writeFileSync(path.join(target, 'in-flight.json'), await inFlightText(folder, emulators));
  process.stdout.write(`${path.relative(root, target)}: template.json, in-flight.json\n`);
} finally {
  await emulators.close();
  rmSync(folder, { recursive: true });
}
