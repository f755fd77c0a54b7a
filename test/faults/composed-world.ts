import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { SQSRecord } from 'aws-lambda';
import { vi } from 'vitest';
import { configOf } from '../../infra/load-config.ts';
import { generator } from '../../infra/sandbox/_kit/random.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { compose as composeIngest } from '../../lambdas/functions/ingest/compose.ts';
import { compose as composeReconcile } from '../../lambdas/functions/reconcile/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { restEvent } from '../bundles/rest-event.ts';
import { createTable } from '../emulators/create-table.ts';
import { startFailingTable, type TableFailure } from '../emulators/failing-table.ts';
import { listenOnLoopback } from '../emulators/loopback.ts';
import { recordOf } from '../emulators/record.ts';
import { REGION } from '../emulators/region.ts';
import { startTableServer } from '../emulators/table-server.ts';
import { answerTo } from '../upgrade/world-config.ts';
import { type MemoryQueue, memoryQueue, type Received } from './queue.ts';
import { startWireServer } from './wire-server.ts';

const START_MS = Date.UTC(2026, 10, 21, 20, 17);
const MINUTE_MS = 60_000;
/** Of both queues in `infra/aws/installation.ts`. */
const MOST_RECEIVES = { webhooks: 150, deliveries: 1000 };
const HIDDEN_MS = 12 * MINUTE_MS;

/** A message as the event source mapping hands it over. */
const recordIn = (queue: string, { messageId, receiptHandle, body, receives }: Received): SQSRecord =>
  recordOf(
    {
      MessageId: messageId,
      ReceiptHandle: receiptHandle,
      Body: body,
      Attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(Date.now()) },
    },
    queue,
  );

const oneReceiver = (url: string) => `version: 1
sources:
  edge: { type: kubearmor, auth: none }
destinations:
  soc:
    type: webhook
    url: "${url}/"
    allowAddresses: ["127.0.0.1"]
    signingSecret: "\${SIGNING_SECRET}"
routes:
  - to: [soc]
`;

/** A receiver as Standard Webhooks has it: it keeps one request of each `webhook-id`. `isMarked`: it says that it may be a repeat. */
function startReceiver() {
  const seen = {
    requests: 0,
    byId: new Map<string, string>(),
    bodies: [] as (readonly [url: string, body: string, isMarked: boolean])[],
  };
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      seen.requests += 1;
      seen.byId.set(String(request.headers['webhook-id']), body);
      const isMarked = 'tocsin-possible-duplicate' in request.headers || body.includes('possible_duplicate');
      seen.bodies.push([request.url ?? '', body, isMarked]);
      response.end(answerTo(request.url ?? ''));
    });
  });
  // A slow machine lets a connection rest for seconds; one that is closed while it is used again is a doubt.
  server.keepAliveTimeout = 10 * MINUTE_MS;
  return { seen, listening: listenOnLoopback(server) };
}

/** A queue that delivers each message so many times. */
const copying = (queue: MemoryQueue, copies: number): MemoryQueue => {
  const putBatch: MemoryQueue['wire']['putBatch'] = async (batch) => {
    for (let n = 0; n < copies; n += 1) await queue.wire.putBatch(batch);
  };
  return {
    ...queue,
    get size() {
      return queue.size;
    },
    wire: { ...queue.wire, putBatch },
  };
};

export interface ComposedWorldProps {
  readonly seed?: number;
  readonly startMs?: number;
  /** How often a message comes to another worker at the same time. */
  readonly twice?: number;
  /** How many copies of each message a queue has. */
  readonly copies?: number;
  /** The configuration for the address of the receiver. */
  readonly yaml?: (url: string) => string;
}

/**
 * The composed functions of the stack over a table that can be made to fail and queues whose messages come in any order and
 * now and then twice. Time passes when it is told to.
 */
export async function startComposedWorld({
  seed = 1,
  startMs = START_MS,
  twice = 0.2,
  copies = 1,
  yaml = oneReceiver,
}: ComposedWorldProps = {}) {
  let nowMs = startMs;
  const advance = (ms: number): void => {
    nowMs += ms;
    vi.setSystemTime(nowMs);
  };
  advance(0);
  const random = generator(seed);
  const queueOf = () => copying(memoryQueue(Date.now, random), copies);
  const queues = { webhooks: queueOf(), deliveries: queueOf() };
  const failing: { of: (operation: string, body: string) => TableFailure | undefined } = { of: () => undefined };
  const table = await startTableServer();
  await createTable(table.url, 'tocsin');
  const front = await startFailingTable(table.url, (operation, body) => failing.of(operation, body));
  const wires = await startWireServer(queues);
  const receiver = startReceiver();
  const { url: receiverUrl, close: closeReceiver } = await receiver.listening;
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-composed-'));
  const configFile = path.join(folder, 'config.json');
  writeFileSync(configFile, JSON.stringify(configOf(yaml(receiverUrl), 'test.yaml', true)));
  const variables = {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: wires.url,
    AWS_ENDPOINT_URL_S3: wires.url,
    AWS_ENDPOINT_URL_DYNAMODB: front.url,
    TOCSIN_CONFIG: configFile,
    TOCSIN_WEBHOOKS_QUEUE: `${wires.url}/0/webhooks`,
    TOCSIN_DELIVERIES_QUEUE: `${wires.url}/0/deliveries`,
    TOCSIN_BUCKET: 'none',
    TOCSIN_TABLE: 'tocsin',
    TOCSIN_ALLOW_LOOPBACK: 'yes',
    SPLUNK_TOKEN: 'token',
    SLACK_URL: `${receiverUrl}/services/T0/B0/x`,
    SIGNING_SECRET: `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`,
  };
  const events: { readonly event: string; readonly fields: Readonly<Record<string, unknown>> }[] = [];
  const telemetry = {
    log: (event: string, fields: Readonly<Record<string, unknown>>) => void events.push({ event, fields }),
    flush: () => undefined,
  };
  const ingest = composeIngest(variables, telemetry.log);
  const handlers = { webhooks: composeRoute(variables, telemetry), deliveries: composeDeliver(variables, telemetry) };
  const runReconcile = composeReconcile(variables, telemetry);
  const dead: string[] = [];

  /** What a batch holds; a message that was received too often is dead. */
  async function receive(name: keyof typeof queues): Promise<SQSRecord[]> {
    const received = queues[name].receive(10, HIDDEN_MS);
    const worn = received.filter(({ receives }) => receives > MOST_RECEIVES[name]);
    for (const { body, receiptHandle } of worn) {
      dead.push(body);
      await queues[name].wire.remove(receiptHandle);
    }
    return received.filter((each) => !worn.includes(each)).map((each) => recordIn(name, each));
  }

  /** One batch of a queue through its function, as the event source mapping does it; whether there was one. */
  async function turnOf(name: keyof typeof queues): Promise<boolean> {
    const Records = await receive(name);
    if (Records.length === 0) return false;
    const second = random() < twice && queues[name].redeliver() ? turnOf(name) : Promise.resolve(true);
    const { batchItemFailures } = await handlers[name]({ Records });
    await second;
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const { messageId, receiptHandle } of Records)
      if (!failed.has(messageId)) await queues[name].wire.remove(receiptHandle);
    return true;
  }

  async function turn(): Promise<boolean> {
    const [routed, delivered] = [await turnOf('webhooks'), await turnOf('deliveries')];
    return routed || delivered;
  }

  return {
    tableUrl: table.url,
    failing,
    events,
    dead,
    queues,
    received: receiver.seen,
    /** Accepts one webhook with one alert. */
    async accept(n: number): Promise<number> {
      const body = Buffer.from(JSON.stringify([{ PolicyName: `policy ${n}`, Action: 'Audit', HashID: `alert-${n}` }]));
      return (await ingest(restEvent('POST', '/v1/hooks/edge', '', body))).statusCode;
    },
    /** One batch of webhooks becomes deliveries, which nobody works on yet. */
    routeOnly: () => turnOf('webhooks'),
    reconcile: () => runReconcile({ wholeEveryMs: 0 }),
    /** Lets so much time pass; whenever a message becomes visible it is worked on. */
    async pass(ms: number): Promise<void> {
      const untilMs = nowMs + ms;
      while (nowMs < untilMs) {
        const next = Object.values(queues).flatMap((queue) => queue.nextMs() ?? []);
        advance(Math.max(1, Math.min(untilMs, ...next) - nowMs));
        await turn();
      }
    },
    async close(): Promise<void> {
      await Promise.all([front.close(), wires.close(), closeReceiver()]);
      await table.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type ComposedWorld = Awaited<ReturnType<typeof startComposedWorld>>;
