import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
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

/** As in `infra/aws/queues.ts`, save that nobody waits minutes for a worker that died with this process. */
const VISIBILITY_SECONDS = '60';
const RETENTION_SECONDS = '1209600';

async function startQueues(dataDir: string) {
  const dir = path.join(dataDir, 'queues');
  mkdirSync(dir, { recursive: true });
  returnInFlight(path.join(dir, 'fauxqs.db'));
  const server = await startFauxqs({ port: 0, logger: false, dataDir: dir, host: '127.0.0.1', defaultRegion: REGION });
  const create = (name: string, receives: string) => {
    const dead = server.createQueue(`${name}-dead`, { attributes: { MessageRetentionPeriod: RETENTION_SECONDS } });
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.queueArn, maxReceiveCount: receives });
    const attributes = {
      VisibilityTimeout: VISIBILITY_SECONDS,
      MessageRetentionPeriod: RETENTION_SECONDS,
      RedrivePolicy,
    };
    return server.createQueue(name, { attributes }).queueUrl;
  };
  const webhooksQueue = create('tocsin-webhooks', '10');
  const deliveriesQueue = create('tocsin-deliveries', '1000');
  server.createBucket(BUCKET);
  return { server, webhooksQueue, deliveriesQueue };
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
