import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { WebhookMessage } from '../../../lambdas/domain/webhook.ts';
import { sqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { writeWebhook } from '../../../lambdas/store/sqlite/webhooks.ts';
import { describeStore } from '../contract/index.ts';
import type { OpenStore } from '../contract/store.ts';
import { memoryBlobs } from '../memory-blobs.ts';
import { memoryDatabase } from './memory-database.ts';

async function open(file?: string): Promise<OpenStore> {
  const database = memoryDatabase(file);
  return {
    ...sqliteStores(database, memoryBlobs(), { retentionDays: 30, now: Date.now }),
    async accept(message: WebhookMessage) {
      await database.write(() => writeWebhook(message, database));
    },
    close: () => database.close(),
  };
}

async function openFile(): Promise<OpenStore> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'tocsin-store-'));
  const store = await open(path.join(folder, 'tocsin.db'));
  return {
    ...store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

describeStore('SQLite in memory', () => open());
describeStore('SQLite in a file', openFile);
