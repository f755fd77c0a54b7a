import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createTable } from './create-table.ts';
import { startQueueServer } from './queue-server.ts';
import { credentials, REGION } from './region.ts';
import { startTableServer } from './table-server.ts';

/** Addresses and names of what stands in for AWS on this machine. */
export interface Addresses {
  readonly sqsUrl: string;
  readonly dynamodbUrl: string;
  readonly webhooksQueue: string;
  readonly deliveriesQueue: string;
  readonly webhooksDeadLetters: string;
  readonly deliveriesDeadLetters: string;
  readonly bucket: string;
  readonly table: string;
}

export interface Emulators extends Addresses {
  close(): Promise<void>;
}

const BUCKET = 'tocsin-webhooks';
const WEBHOOKS = 'tocsin-webhooks';
const DELIVERIES = 'tocsin-deliveries';
const TABLE = 'tocsin';

/** As in `infra/aws/queues.ts`, save that nobody waits minutes for a worker that died. */
const VISIBILITY_SECONDS = '60';
const RETENTION_SECONDS = '1209600';

const arnOf = (queue: string): string => `arn:aws:sqs:${REGION}:000000000000:${queue}`;

/** A queue, and where its messages go that fail `receives` times; answers their URLs. */
async function createPair(name: string, receives: number, client: SQSClient): Promise<readonly [string, string]> {
  const dead = { MessageRetentionPeriod: RETENTION_SECONDS };
  const { QueueUrl: deadUrl = '' } = await client.send(
    new CreateQueueCommand({ QueueName: `${name}-dead`, Attributes: dead }),
  );
  const redrive = { deadLetterTargetArn: arnOf(`${name}-dead`), maxReceiveCount: String(receives) };
  const Attributes = { ...dead, VisibilityTimeout: VISIBILITY_SECONDS, RedrivePolicy: JSON.stringify(redrive) };
  const { QueueUrl = '' } = await client.send(new CreateQueueCommand({ QueueName: name, Attributes }));
  return [QueueUrl, deadUrl];
}

async function createQueues(endpoint: string) {
  const client = new SQSClient({ endpoint, region: REGION, credentials, useQueueUrlAsEndpoint: false });
  const [webhooksQueue, webhooksDeadLetters] = await createPair(WEBHOOKS, 150, client);
  const [deliveriesQueue, deliveriesDeadLetters] = await createPair(DELIVERIES, 1000, client);
  client.destroy();
  return { webhooksQueue, deliveriesQueue, webhooksDeadLetters, deliveriesDeadLetters };
}

async function createBucket(endpoint: string): Promise<void> {
  const client = new S3Client({ endpoint, region: REGION, credentials, forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  client.destroy();
}

/** Starts SQS, S3 and DynamoDB in memory, on loopback alone, with queues, bucket and table as the stack has them. */
export async function startEmulators(): Promise<Emulators> {
  const [queues, table] = await Promise.all([startQueueServer(), startTableServer()]);
  const created = await createQueues(queues.url);
  await createBucket(queues.url);
  await createTable(table.url, TABLE);
  return {
    sqsUrl: queues.url,
    dynamodbUrl: table.url,
    ...created,
    bucket: BUCKET,
    table: TABLE,
    async close() {
      await Promise.all([queues.close(), table.close()]);
    },
  };
}
