import { writeFileSync } from 'node:fs';
import { startEdge } from '../../infra/local/edge/edge.ts';
import { startSchedule } from '../../infra/local/schedule.ts';
import type { Variables } from '../../lambdas/config/env.ts';
import type { Config } from '../../lambdas/config/schema.ts';
import { composeApp } from '../../lambdas/functions/api/compose.ts';
import type { Log } from '../../lambdas/functions/console-log.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { createStage as createIngestStage } from '../../lambdas/functions/ingest/stage.ts';
import { compose as composeReconcile } from '../../lambdas/functions/reconcile/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { webhookQueueOver } from '../../lambdas/store/sqs/queue.ts';
import { createWire } from '../../lambdas/store/sqs/wire.ts';
import type { Addresses } from './emulators.ts';
import { startPoller } from './poller.ts';
import { REGION } from './region.ts';

export interface AwsSystemProps {
  readonly config: Config;
  /** Where the functions' configuration is written. */
  readonly configFile: string;
  readonly emulators: Addresses;
  /** Secrets by name, the admin token among them. */
  readonly secrets: Variables;
  readonly log: Log;
}

const BATCH_SIZE = 10;
const ROUTE_CONCURRENCY = 2;
const DELIVER_CONCURRENCY = 8;
/** The run of every ten seconds, on a system that nobody else writes to. */
const patience = { overdueMs: 120_000, quietMs: 8_000, blankHours: 1, verifiedForMs: 10 * 60_000, wholeEveryMs: 0 };

/** The environment of the functions over emulators. */
export const variablesFor = (emulators: Addresses, configFile: string): Variables => ({
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL_SQS: emulators.sqsUrl,
  AWS_ENDPOINT_URL_S3: emulators.sqsUrl,
  AWS_ENDPOINT_URL_DYNAMODB: emulators.dynamodbUrl,
  TOCSIN_CONFIG: configFile,
  TOCSIN_WEBHOOKS_QUEUE: emulators.webhooksQueue,
  TOCSIN_DELIVERIES_QUEUE: emulators.deliveriesQueue,
  TOCSIN_WEBHOOKS_DEAD_LETTERS: emulators.webhooksDeadLetters,
  TOCSIN_DELIVERIES_DEAD_LETTERS: emulators.deliveriesDeadLetters,
  TOCSIN_BUCKET: emulators.bucket,
  TOCSIN_TABLE: emulators.table,
  TOCSIN_ALLOW_LOOPBACK: 'yes',
});

/**
 * The five functions of the stack in one process, fed with the events that API Gateway, SQS and a schedule would send;
 * queues, table and bucket are emulators, which outlive it as AWS outlives a function.
 */
export async function startAwsSystem({ config, configFile, emulators, secrets, log }: AwsSystemProps) {
  writeFileSync(configFile, JSON.stringify(config));
  const variables = { ...secrets, ...variablesFor(emulators, configFile) };
  const telemetry = { log, flush: () => undefined };
  const onError = (error: unknown) =>
    log('local.failed', { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  const app = composeApp(variables, telemetry);
  const hooks = webhookQueueOver(createWire(emulators.webhooksQueue, variables));
  const ingest = createIngestStage(hooks, variables, log);
  const api = async (request: Request, address: string) => app.fetch(request, { address });
  const edge = await startEdge({ host: '127.0.0.1', port: 0, ingest, api, log });
  const poll = (queueUrl: string, concurrency: number, handler: Parameters<typeof startPoller>[0]['handler']) =>
    startPoller({ endpoint: emulators.sqsUrl, queueUrl, batchSize: BATCH_SIZE, concurrency, handler, onError });
  const pollers = [
    poll(emulators.webhooksQueue, ROUTE_CONCURRENCY, composeRoute(variables, telemetry)),
    poll(emulators.deliveriesQueue, DELIVER_CONCURRENCY, composeDeliver(variables, telemetry)),
  ];
  const reconcile = composeReconcile(variables, telemetry);
  const schedule = startSchedule(() => reconcile(patience), onError);
  return {
    url: `http://127.0.0.1:${edge.port}`,
    async close() {
      schedule.stop();
      await edge.close();
      await Promise.all(pollers.map((poller) => poller.stop()));
    },
  };
}
