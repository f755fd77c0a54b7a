import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../lambdas/core/config/schema.ts';
import type { Variables } from '../../lambdas/core/env.ts';
import { composeApp } from '../../lambdas/functions/api/compose.ts';
import type { Log } from '../../lambdas/functions/console-log.ts';
import { compose as composeDeliver } from '../../lambdas/functions/deliver/compose.ts';
import { composeIngest } from '../../lambdas/functions/ingest/compose.ts';
import { compose as composeReconcile } from '../../lambdas/functions/reconcile/compose.ts';
import { compose as composeRoute } from '../../lambdas/functions/route/compose.ts';
import { startEdge } from './edge/edge.ts';
import { startEmulatorWorker } from './emulator-worker.ts';
import type { Emulators } from './emulators.ts';
import { expireLeases } from './leases.ts';
import { startPoller } from './poller.ts';
import { REGION } from './region.ts';
import { startSchedule } from './schedule.ts';

export interface SystemProps {
  readonly config: Config;
  readonly dataDir: string;
  readonly port: number;
  readonly host: string;
  /** Secrets by name, the admin token among them. */
  readonly secrets: Variables;
  readonly log: Log;
}

export interface System {
  readonly url: string;
  close(): Promise<void>;
}

const BATCH_SIZE = 10;
const ROUTE_CONCURRENCY = 2;
const DELIVER_CONCURRENCY = 8;

function variablesOf({ config, dataDir, secrets }: SystemProps, emulators: Emulators): Variables {
  const file = path.join(dataDir, 'config.json');
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, JSON.stringify(config));
  return {
    ...secrets,
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_SQS: emulators.sqsUrl,
    AWS_ENDPOINT_URL_S3: emulators.sqsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: emulators.dynamodbUrl,
    TOCSIN_CONFIG: file,
    TOCSIN_WEBHOOKS_QUEUE: emulators.webhooksQueue,
    TOCSIN_DELIVERIES_QUEUE: emulators.deliveriesQueue,
    TOCSIN_BUCKET: emulators.bucket,
    TOCSIN_TABLE: emulators.table,
    TOCSIN_ALLOW_LOOPBACK: 'yes',
    TOCSIN_SECRET_ARN: undefined,
  };
}

/**
 * The whole system in this process: the five functions over the same code as on AWS, fed with the events that API
 * Gateway, SQS and a schedule would send. Before the workers start, what an earlier process left is put in order.
 */
export async function startSystem(props: SystemProps): Promise<System> {
  const { log, host, port } = props;
  const emulators = await startEmulatorWorker(props.dataDir);
  const variables = variablesOf(props, emulators);
  const telemetry = { log, flush: () => undefined };
  const onError = (error: unknown) =>
    log('local.failed', { error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  const app = composeApp(variables, telemetry);
  const edge = await startEdge({
    host,
    port,
    ingest: composeIngest(variables, log),
    api: async (request, address) => app.fetch(request, { address }),
    log,
  });
  const reconcile = composeReconcile(variables, telemetry);
  await expireLeases(variables);
  await reconcile({ quietMs: 0, blankHours: 48, verifiedForMs: 0 }).catch(onError);
  const poll = (queueUrl: string, concurrency: number, handler: Parameters<typeof startPoller>[0]['handler']) =>
    startPoller({ endpoint: emulators.sqsUrl, queueUrl, batchSize: BATCH_SIZE, concurrency, handler, onError });
  const pollers = [
    poll(emulators.webhooksQueue, ROUTE_CONCURRENCY, composeRoute(variables, telemetry)),
    poll(emulators.deliveriesQueue, DELIVER_CONCURRENCY, composeDeliver(variables, telemetry)),
  ];
  const schedule = startSchedule(
    () => reconcile({ overdueMs: 120_000, quietMs: 8_000, blankHours: 1, verifiedForMs: 10 * 60_000 }),
    onError,
  );
  return {
    url: `http://${host}:${edge.port}`,
    async close() {
      schedule.stop();
      await edge.close();
      await Promise.all(pollers.map((poller) => poller.stop()));
      await emulators.close();
    },
  };
}
