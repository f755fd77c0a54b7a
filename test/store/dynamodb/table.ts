import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { tableSchema } from '../../../infra/table-schema.ts';
import { openTable, type Table } from '../../../lambdas/store/dynamodb/client.ts';
import { until } from '../../pipeline/pipeline.ts';

const REGION = 'us-east-1';
const NAME = 'tocsin-test';

const keys = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' as const },
  { AttributeName: range, KeyType: 'RANGE' as const },
];

async function create(endpoint: string): Promise<void> {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials });
  const { partitionKey, sortKey, indexes } = tableSchema;
  const names = [partitionKey, sortKey, ...indexes.flatMap((index) => [index.partitionKey, index.sortKey])];
  await client.send(
    new CreateTableCommand({
      TableName: NAME,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys(partitionKey, sortKey),
      GlobalSecondaryIndexes: indexes.map((index) => ({
        IndexName: index.name,
        KeySchema: keys(index.partitionKey, index.sortKey),
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...index.carries] },
      })),
    }),
  );
  const isActive = async () => {
    const { Table: made } = await client.send(new DescribeTableCommand({ TableName: NAME }));
    return made?.TableStatus === 'ACTIVE' ? true : undefined;
  };
  await until('the table is there', isActive);
  client.destroy();
}

/** An empty table in a DynamoDB emulator of its own. */
export async function startTable(): Promise<Table & { close(): Promise<void> }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-table-'));
  const server = dynalite({ path: folder, createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  await create(endpoint);
  const table = openTable({ AWS_REGION: REGION, AWS_ENDPOINT_URL_DYNAMODB: endpoint, TOCSIN_TABLE: NAME });
  return {
    ...table,
    async close() {
      table.client.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
