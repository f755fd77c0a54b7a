import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { startEdge } from '../../infra/local/edge/edge.ts';
import { type Sandbox, startSandbox } from '../../infra/sandbox/server/server.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { createStage as createIngestStage } from '../../lambdas/functions/ingest/stage.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { webhookQueueOver } from '../../lambdas/store/sqs/queue.ts';
import { createWire } from '../../lambdas/store/sqs/wire.ts';
import { type Emulators, startEmulators } from '../emulators/emulators.ts';
import { recordOf } from '../emulators/record.ts';
import { REGION } from '../emulators/region.ts';
import { variablesFor } from '../emulators/system.ts';

/** What one alert may cost in calls of AWS (design §7). */
const BUDGET = { alone: 6, inBatches: 1.5 };

/** What the functions logged about failures, for the message of a failed check. */
const failures: string[] = [];
const silent = {
  log: (event: string, fields: Readonly<Record<string, unknown>>) => {
    if (fields['error'] !== undefined) failures.push(`${event}: ${fields['error']}`);
  },
  flush: () => undefined,
};

/** One command that a client of the functions was given, and the key of the row that it is about. */
interface Call {
  readonly name: string;
  readonly sortKey: string;
}

const calls: Call[] = [];

const sortKeyIn = (input: object): string => {
  const { Key, Item } = input as { readonly Key?: { sk?: string }; readonly Item?: { sk?: string } };
  return Key?.sk ?? Item?.sk ?? '';
};

/** Every command is seen once, at the client, however often the SDK has to try. */
function watchClients(): void {
  for (const client of [SQSClient, DynamoDBDocumentClient, S3Client]) {
    const { send } = client.prototype as { send(...given: unknown[]): unknown };
    vi.spyOn(client.prototype as { send: typeof send }, 'send').mockImplementation(function (this: unknown, ...given) {
      const [command] = given as [{ readonly input: object }];
      // What stands for the event source mapping is none of the functions.
      if (this !== poller) calls.push({ name: command.constructor.name, sortKey: sortKeyIn(command.input) });
      return send.apply(this, given);
    });
  }
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
  watchClients();
});
afterAll(async () => {
  vi.restoreAllMocks();
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

/** What each function asked of AWS for a stream. */
type Asked = Readonly<Record<'ingest' | 'route' | 'deliver', readonly Call[]>>;

/** Takes a stream through the composed functions. */
async function callsFor({ destination, webhooks }: Stream): Promise<Asked> {
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
  const variables = { ...variablesFor(emulators, file), SPLUNK_TOKEN: sandbox.secrets.splunkToken };
  const hooks = webhookQueueOver(createWire(emulators.webhooksQueue, variables));
  const ingest = createIngestStage(hooks, variables, silent.log);
  const edge = await startEdge({
    host: '127.0.0.1',
    port: 0,
    ingest,
    api: async () => new Response(),
    log: silent.log,
  });
  const askedBy = async (work: () => Promise<unknown>): Promise<readonly Call[]> => {
    calls.length = 0;
    await work();
    return [...calls];
  };
  const post = async () => {
    for (const alerts of webhooks) {
      const body = JSON.stringify(Array.from({ length: alerts }, detection));
      const answer = await fetch(`http://127.0.0.1:${edge.port}/v1/hooks/edge`, { method: 'POST', body });
      expect(answer.status).toBe(202);
    }
  };
  return {
    ingest: await askedBy(() => post().finally(() => edge.close())),
    route: await askedBy(() => drain(emulators.webhooksQueue, composeRoute(variables, silent))),
    deliver: await askedBy(() => drain(emulators.deliveriesQueue, composeDeliver(variables, silent))),
  };
}

const arrived = (name: 'webhook' | 'splunk'): number => sandbox.counts()[name].size;

const writing: ReadonlySet<string> = new Set(['PutCommand', 'UpdateCommand', 'DeleteCommand']);
const isSend = ({ name }: Call): boolean => name.startsWith('SendMessage');
/** Of the row of a delivery or of a batch. */
const isDeliveryWrite = ({ name, sortKey }: Call): boolean => writing.has(name) && sortKey.startsWith('D#');

function shown(asked: Asked): string {
  const names = Object.entries(asked).map(([name, all]) => [name, Object.groupBy(all, (call) => call.name)] as const);
  return JSON.stringify(
    names.map(([name, by]) => [name, Object.entries(by).map(([of, all = []]) => [of, all.length])]),
  );
}

/** What holds on the healthy path, whatever the sizes (design §7). */
function expectHealthy(
  asked: Asked,
  sizes: { webhooks: number; alerts: number; states: number },
  budget: number,
): void {
  const all = Object.values(asked).flat();
  expect(asked.ingest, 'one send for each webhook, and nothing else').toHaveLength(sizes.webhooks);
  expect(asked.ingest.every(isSend)).toBe(true);
  const stateWrites = all.filter(isDeliveryWrite).length;
  expect(stateWrites, 'two writes for each delivery, or for each batch').toBeLessThanOrEqual(2 * sizes.states);
  expect(stateWrites).toBeGreaterThanOrEqual(sizes.states);
  expect(all.length / sizes.alerts, shown(asked)).toBeLessThanOrEqual(budget);
}

it(`an alert for one destination costs at most ${BUDGET.alone} calls of AWS on the healthy path`, async () => {
  const webhooks = Array.from({ length: 50 }, () => 1);
  const asked = await callsFor({ destination: `{ type: webhook, url: "${sandbox.endpoints.webhookUrl}" }`, webhooks });
  expect(arrived('webhook')).toBe(50);
  expectHealthy(asked, { webhooks: 50, alerts: 50, states: 50 }, BUDGET.alone);
});

it(`an alert that comes and goes in batches costs at most ${BUDGET.inBatches} calls`, async () => {
  const destination = `{ type: splunk, url: "${sandbox.endpoints.splunkUrl}", token: "\${SPLUNK_TOKEN}", format: alert }`;
  const asked = await callsFor({ destination, webhooks: [100] });
  expect(arrived('splunk')).toBe(100);
  expectHealthy(asked, { webhooks: 1, alerts: 100, states: 2 }, BUDGET.inBatches);
});
