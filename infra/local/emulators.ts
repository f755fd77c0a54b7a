import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { startFauxqs } from 'fauxqs';
import { tableSchema } from '../table-schema.ts';
import { returnInFlight } from './in-flight.ts';

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

export const REGION = 'us-east-1';
const TABLE = 'tocsin';
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
  returnInFlight(path.join(dir, 'fauxqs.db'));
  const server = await startFauxqs({ port: 0, logger: false, dataDir: dir, host: '127.0.0.1', defaultRegion: REGION });
  // Only `setup` leaves a queue alone that is there: creating it again would delete its messages.
  const { queues } = server.setup({
    queues: [...queuePair(WEBHOOKS, 10), ...queuePair(DELIVERIES, 1000)],
    buckets: [BUCKET],
  });
  const urlOf = (name: string): string => queues.find((queue) => queue.name === name)?.url ?? '';
  return { server, webhooksQueue: urlOf(WEBHOOKS), deliveriesQueue: urlOf(DELIVERIES) };
}

async function createTable(endpoint: string): Promise<void> {
  const client = new DynamoDBClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  if (TableNames.includes(TABLE)) return;
  const { partitionKey, sortKey, indexes } = tableSchema;
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  const names = [partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])];
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: keys(partitionKey, sortKey),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: 'INCLUDE' as const, NonKeyAttributes: [...index.carries] },
      })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.02, maxDelay: 0.2 }, { TableName: TABLE });
  client.destroy();
}

async function startTable(dataDir: string) {
  const server = dynalite({ path: path.join(dataDir, 'table'), createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve());
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the table emulator has no port');
  const url = `http://127.0.0.1:${address.port}`;
  await createTable(url);
  return { server, url };
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
