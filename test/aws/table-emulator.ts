import { createRequire } from 'node:module';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient, ListTablesCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { tableSchema } from '../../infra/table-schema.ts';
import { REGION } from './region.ts';

export const TABLE = 'tocsin';

/**
 * dynalite 4.0.0 ends what it reads by `iterator.return()`, which its database does not have, so that every query pins
 * the files of its time on the disk for ever. Given the method, they are let go.
 */
function letGoOfIterators(): void {
  const level = createRequire(createRequire(import.meta.url).resolve('dynalite')).resolve('level');
  const { AbstractKeyIterator, AbstractValueIterator } = createRequire(level)('abstract-level');
  for (const { prototype } of [AbstractKeyIterator, AbstractValueIterator])
    prototype.return ??= function close(this: { close(): Promise<void> }) {
      return this.close();
    };
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

/** DynamoDB on this machine, with its table, its data in `dataDir`. */
export async function startTable(dataDir: string) {
  letGoOfIterators();
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
