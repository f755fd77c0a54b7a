import type { AttemptRecord, DeliveryStatus } from '../../../lambdas/domain/delivery.ts';
import type { Stores } from '../../../lambdas/engine/ports/index.ts';
import { dynamodbStores } from '../../../lambdas/store/dynamodb/index.ts';
import { deliveryKey } from '../../../lambdas/store/dynamodb/keys.ts';
import { sqliteStores } from '../../../lambdas/store/sqlite/index.ts';
import { memoryDatabase } from '../../../lambdas/store/sqlite/memory.ts';
import { tableOf } from '../../faults/dynamodb-world.ts';
import { memoryTable } from '../../faults/memory-table.ts';

/** A delivery as its row has it. */
export interface Row {
  readonly status: DeliveryStatus;
  readonly attempts: readonly AttemptRecord[];
  readonly firstAt: number;
  readonly dueMs: number;
  readonly reason?: string;
  readonly receipt?: string;
}

const dynamodbRow = (item: Readonly<Record<string, unknown>>): Row => ({
  status: item['status'] as DeliveryStatus,
  attempts: JSON.parse(String(item['attempts'] ?? '[]')),
  firstAt: Number(item['firstMs']),
  dueMs: Number(item['dueMs'] ?? 0),
  ...(item['reason'] === undefined ? {} : { reason: String(item['reason']) }),
  ...(item['receipt'] === undefined ? {} : { receipt: JSON.parse(String(item['receipt'])).id }),
});

const sqliteRow = (item: Readonly<Record<string, unknown>>): Row => ({
  status: item['status'] as DeliveryStatus,
  attempts: JSON.parse(String(item['attempts'])),
  firstAt: Number(item['first']),
  dueMs: Number(item['due']),
  ...(item['reason'] === null ? {} : { reason: String(item['reason']) }),
  ...(item['receipt'] === null ? {} : { receipt: JSON.parse(String(item['receipt'])).id }),
});

/** A store under test, and what it wrote of a delivery. */
export interface Kept {
  readonly stores: Stores;
  row(deliveryId: string): Row | undefined;
}

function keptInDynamodb(): Kept {
  const table = memoryTable();
  const found = (deliveryId: string) => {
    const { pk, sk } = deliveryKey(deliveryId);
    return table.rows().find((item) => item['pk'] === pk && item['sk'] === sk);
  };
  return {
    stores: dynamodbStores(tableOf(table, 'table')),
    row(deliveryId) {
      const item = found(deliveryId);
      return item === undefined ? undefined : dynamodbRow(item);
    },
  };
}

const SQLITE_ROW = `SELECT d.* FROM delivery d JOIN alert a ON a.n = d.subject WHERE a.id || ':' || d.destination = ?`;

function keptInSqlite(now: () => number): Kept {
  const database = memoryDatabase();
  const blobs = { load: async () => new Uint8Array(), store: async () => undefined };
  return {
    stores: sqliteStores(database, blobs, { retentionDays: 30, now }),
    row(deliveryId) {
      const item = database.sql(SQLITE_ROW).get(deliveryId);
      return item === undefined ? undefined : sqliteRow(item);
    },
  };
}

/** The stores that the deliver stage is tested over. */
export const kept = { dynamodb: keptInDynamodb, sqlite: keptInSqlite } as const;
