import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { describeStore } from '../contract/index.ts';
import type { OpenStore } from '../contract/store.ts';
import { memoryBlobs } from '../memory-blobs.ts';
import { startTable } from './table.ts';

async function open(): Promise<OpenStore> {
  const table = await startTable();
  // Webhooks are kept with the rows that are made of them.
  return { ...dynamodbStores(table, memoryBlobs()), accept: async () => undefined, close: table.close };
}

describeStore('DynamoDB', open, { runs: 20 });
