import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeleteMessageBatchCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { configOf } from '../../infra/load-config.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { compose as composeIngest } from '../../lambdas/functions/ingest/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { restEvent } from '../bundles/rest-event.ts';
import { startEmulators } from '../emulators/emulators.ts';
import { recordOf } from '../emulators/record.ts';
import { credentials, REGION } from '../emulators/region.ts';
import { variablesFor } from '../emulators/system.ts';
import { startQueueMeter } from './queue-meter.ts';
import { startReceiver } from './receiver.ts';
import { bodyOf, configOfScenario, type Scenario } from './scenarios.ts';
import { startTableMeter } from './table-meter.ts';

/** Invocations of a function, and the alerts or messages that they had to do with. */
export interface Invocations {
  count: number;
  messages: number;
}

/** What one scenario used. */
export interface Measured {
  readonly alerts: number;
  readonly webhooks: number;
  readonly delivered: number;
  readonly ingest: Invocations;
  readonly route: Invocations;
  readonly deliver: Invocations;
  readonly routeWriteUnits: number;
  readonly deliverWriteUnits: number;
  readonly readUnits: number;
  readonly tableRequests: Readonly<Record<string, number>>;
  /** Requests that functions make; receives and deletes of Lambda's pollers come on top. */
  readonly sends: number;
  readonly objectPuts: number;
  readonly logBytes: number;
  readonly logLines: number;
  readonly storedBytes: number;
}

const HOOK = 'cost-hook';
const BATCH = 10;
const isCalm = { getRemainingTimeInMillis: () => 100_000 };

/** Counts what is written to standard output instead of writing it. */
function captureLogs() {
  const write = process.stdout.write;
  let [bytes, lines] = [0, 0];
  process.stdout.write = ((chunk: string | Uint8Array): boolean => {
    bytes += Buffer.byteLength(chunk);
    lines += String(chunk).split('\n').length - 1;
    return true;
  }) as typeof write;
  return {
    end(): { readonly bytes: number; readonly lines: number } {
      process.stdout.write = write;
      return { bytes, lines };
    },
  };
}

type Handler = (event: SQSEvent, limits: typeof isCalm) => Promise<SQSBatchResponse>;

/** Calls a handler with what lies in a queue, as an event source mapping with a batching window does. */
async function drain(client: SQSClient, queueUrl: string, handler: Handler, invocations: Invocations): Promise<void> {
  for (;;) {
    const receive = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: BATCH,
      MessageSystemAttributeNames: ['All'],
    });
    const { Messages = [] } = await client.send(receive);
    if (Messages.length === 0) return;
    const Records = Messages.map((message) => recordOf(message, queueUrl));
    const { batchItemFailures } = await handler({ Records }, isCalm);
    invocations.count += 1;
    invocations.messages += Records.length;
    if (batchItemFailures.length > 0)
      throw new Error(`${batchItemFailures.length} messages were given back: the model has no failures`);
    const Entries = Records.map(({ messageId, receiptHandle }) => ({ Id: messageId, ReceiptHandle: receiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  }
}

/** Lets the clock of this process run ahead, so that a second of traffic needs no second. */
function createClock() {
  const real = Date.now;
  let aheadMs = 0;
  Date.now = () => real.call(Date) + aheadMs;
  return {
    advance(ms: number): void {
      aheadMs += ms;
    },
    restore(): void {
      Date.now = real;
    },
  };
}

async function startMetered(dir: string, scenario: Scenario) {
  const emulators = await startEmulators();
  const [table, queues, receiver] = await Promise.all([
    startTableMeter(emulators.dynamodbUrl),
    startQueueMeter(emulators.sqsUrl),
    startReceiver(),
  ]);
  const configFile = path.join(dir, 'config.json');
  writeFileSync(configFile, JSON.stringify(configOf(configOfScenario(scenario, receiver.url), 'tocsin.yaml', true)));
  const variables = {
    ...variablesFor({ ...emulators, sqsUrl: queues.url, dynamodbUrl: table.url }, configFile),
    HOOK,
    TOKEN: 'token',
    SLACK: `${receiver.url}/slack`,
  };
  const close = () => Promise.all([table, queues, receiver, emulators].map((each) => each.close()));
  return { emulators, table, queues, receiver, variables, close };
}

/** Runs a scenario over the real handlers, and measures what it uses. */
export async function measure(scenario: Scenario): Promise<Measured> {
  const dir = mkdtempSync(path.join(tmpdir(), 'tocsin-cost-'));
  const world = await startMetered(dir, scenario);
  const { emulators, table, queues, receiver, variables } = world;
  const client = new SQSClient({
    endpoint: emulators.sqsUrl,
    region: REGION,
    credentials,
    useQueueUrlAsEndpoint: false,
  });
  const clock = createClock();
  const used = {
    ingest: { count: 0, messages: 0 },
    route: { count: 0, messages: 0 },
    deliver: { count: 0, messages: 0 },
  };
  let [routeUnits, deliverUnits, readUnits] = [0, 0, 0];
  const requests: Record<string, number> = {};
  const spend = (): number => {
    const { writeUnits, readUnits: read, requests: made } = table.use();
    readUnits += read;
    for (const [name, n] of Object.entries(made)) requests[name] = (requests[name] ?? 0) + n;
    return writeUnits;
  };
  const [ingest, route, deliver] = [composeIngest(variables), composeRoute(variables), composeDeliver(variables)];
  const logs = captureLogs();
  try {
    for (let tick = 0; tick < scenario.ticks; tick += 1) {
      for (let i = 0; i < scenario.webhooksPerTick; i += 1) {
        const n = tick * scenario.webhooksPerTick + i;
        const body = bodyOf(n, scenario.alertsPerWebhook, Math.floor(Date.now() / 1000));
        const { statusCode } = await ingest(restEvent('POST', '/v1/hooks/akto-prod', HOOK, body), isCalm);
        if (statusCode !== 202) throw new Error(`ingest answered ${statusCode}`);
        used.ingest.count += 1;
      }
      await drain(client, emulators.webhooksQueue, route, used.route);
      routeUnits += spend();
      await drain(client, emulators.deliveriesQueue, deliver, used.deliver);
      deliverUnits += spend();
      clock.advance(scenario.secondsPerTick * 1000);
    }
  } finally {
    clock.restore();
  }
  const { bytes, lines } = logs.end();
  const { requests: sends, objectPuts } = queues.use();
  const storedBytes = await table.stored(emulators.table);
  client.destroy();
  await world.close();
  rmSync(dir, { recursive: true, force: true });
  const webhooks = scenario.ticks * scenario.webhooksPerTick;
  return {
    alerts: webhooks * scenario.alertsPerWebhook,
    webhooks,
    delivered: receiver.requests(),
    ...used,
    routeWriteUnits: routeUnits,
    deliverWriteUnits: deliverUnits,
    readUnits,
    tableRequests: requests,
    sends,
    objectPuts,
    logBytes: bytes,
    logLines: lines,
    storedBytes,
  };
}
