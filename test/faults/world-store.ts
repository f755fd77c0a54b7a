import type { Stores } from '../../lambdas/engine/ports/index.ts';
import type { Table } from '../../lambdas/store/dynamodb/client.ts';
import { dynamodbStores } from '../../lambdas/store/dynamodb/index.ts';
import { alertIdIn, alertKey, openIdIn } from '../../lambdas/store/dynamodb/keys.ts';
import { keyIn } from '../../lambdas/store/dynamodb/requests.ts';
import { asClient, type MemoryTable, memoryTable } from './memory-table.ts';

/** Stands between a store and what it sends its requests to; `door` names that in a crash point. */
export type Through = <T extends object>(door: string, to: T) => T;

/** A delivery, a batch or a group that has not ended. */
export interface OpenThing {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
}

/**
 * What the workers of a world keep their rows in. The engine sees `stores`; the rest is for the checks, which have to
 * find what is kept without knowing its ids.
 */
export interface WorldStore {
  /** The engine's stores as one worker holds them. All that it sends passes `through`. */
  stores(through: Through): Stores;
  /** All alerts that are kept, system alerts too. */
  alertIds(): Promise<readonly string[]>;
  /** What stands in the index of open things. */
  openThings(): Promise<readonly OpenThing[]>;
  /** Deliveries with a row of their own that were delivered or merged, oldest first. */
  settledIds(): Promise<readonly string[]>;
}

/** Nothing stands between. */
export const direct: Through = (_, to) => to;

export const tableOf = (rows: Pick<MemoryTable, 'send' | 'destroy'>, name: string): Table => ({
  client: asClient(rows),
  name,
  retentionDays: 30,
});

/** The stores of DynamoDB and S3 over a table that answers as DynamoDB does, and a bucket in memory. */
export function dynamodbStore(rows: MemoryTable = memoryTable(), tableName = 'table'): WorldStore {
  const bucket = new Map<string, Uint8Array>();
  const blobs: Stores['blobs'] = {
    load: async (key) => bucket.get(key) ?? new Uint8Array(),
    store: async (key, bytes) => {
      bucket.set(key, bytes);
    },
  };
  return {
    stores: (through) => dynamodbStores(tableOf(through('table', rows), tableName), through('bucket', blobs)),
    alertIds: async () =>
      rows
        .rows()
        .filter(({ sk }) => sk === alertKey('').sk)
        .map((row) => alertIdIn(keyIn(row))),
    openThings: async () =>
      rows
        .rows()
        .filter((row) => row['openPk'] !== undefined)
        .map((row) => ({
          id: openIdIn(keyIn(row)),
          status: String(row['status']),
          reason: String(row['reason']),
        })),
    settledIds: async () =>
      rows
        .rows()
        .filter(({ sk, status }) => String(sk).startsWith('D#') && (status === 'delivered' || status === 'merged'))
        .map((row) => openIdIn(keyIn(row))),
  };
}
