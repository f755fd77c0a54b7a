import type { Blobs } from '../../../lambdas/engine/ports/blobs.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { describeStore } from '../contract/index.ts';
import type { OpenStore } from '../contract/store.ts';
import { startTable } from './table.ts';

function memoryBlobs(): Blobs {
  const kept = new Map<string, Uint8Array>();
  return {
    async store(key, bytes) {
      kept.set(key, bytes);
    },
    async load(key) {
      const bytes = kept.get(key);
      if (bytes === undefined) throw new Error(`there is no blob ${key}`);
      return bytes;
    },
  };
}

async function open(): Promise<OpenStore> {
  const table = await startTable();
  // Webhooks are kept with the rows that are made of them.
  return { ...dynamodbStores(table, memoryBlobs()), accept: async () => undefined, close: table.close };
}

describeStore('DynamoDB', open, { runs: 20 });
