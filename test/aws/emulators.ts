import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { startFauxqs } from 'fauxqs';
import { REGION } from './region.ts';
import { startTable, TABLE } from './table-emulator.ts';

/** Addresses and names of what stands in for AWS on this machine. */
export interface Emulators {
  readonly sqsUrl: string;
  readonly dynamodbUrl: string;
  readonly webhooksQueue: string;
  readonly deliveriesQueue: string;
  readonly bucket: string;
  readonly table: string;
  close(): Promise<void>;
}

const BUCKET = 'tocsin-webhooks';
const WEBHOOKS = 'tocsin-webhooks';
const DELIVERIES = 'tocsin-deliveries';

/** As in `infra/aws/queues.ts`, save that nobody waits minutes for a worker that died with this process. */
const VISIBILITY_SECONDS = '60';
const RETENTION_SECONDS = '1209600';

const arnOf = (queue: string): string => `arn:aws:sqs:${REGION}:000000000000:${queue}`;

/** A queue and where its messages go that fail `receives` times. */
const queuePair = (name: string, receives: number) => [
  { name: `${name}-dead`, attributes: { MessageRetentionPeriod: RETENTION_SECONDS } },
  {
    name,
    attributes: {
      VisibilityTimeout: VISIBILITY_SECONDS,
      MessageRetentionPeriod: RETENTION_SECONDS,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arnOf(`${name}-dead`), maxReceiveCount: String(receives) }),
    },
  },
];

async function startQueues(dataDir: string) {
  const dir = path.join(dataDir, 'queues');
  mkdirSync(dir, { recursive: true });
  const server = await startFauxqs({ port: 0, logger: false, dataDir: dir, host: '127.0.0.1', defaultRegion: REGION });
  // Only `setup` leaves a queue alone that is there: creating it again would delete its messages.
  const { queues } = server.setup({
    queues: [...queuePair(WEBHOOKS, 10), ...queuePair(DELIVERIES, 1000)],
    buckets: [BUCKET],
  });
  const urlOf = (name: string): string => queues.find((queue) => queue.name === name)?.url ?? '';
  return { server, webhooksQueue: urlOf(WEBHOOKS), deliveriesQueue: urlOf(DELIVERIES) };
}

/** Starts SQS, S3 and DynamoDB emulators with their data in `dataDir`, and creates what is not there yet. */
export async function startEmulators(dataDir: string): Promise<Emulators> {
  mkdirSync(dataDir, { recursive: true });
  const queues = await startQueues(dataDir);
  const table = await startTable(dataDir);
  return {
    sqsUrl: queues.server.address,
    dynamodbUrl: table.url,
    webhooksQueue: queues.webhooksQueue,
    deliveriesQueue: queues.deliveriesQueue,
    bucket: BUCKET,
    table: TABLE,
    async close() {
      await queues.server.stop();
      await new Promise<void>((resolve) => {
        table.server.close(() => resolve());
      });
    },
  };
}
