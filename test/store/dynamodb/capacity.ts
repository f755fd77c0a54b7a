import { tableSchema } from '../../../infra/aws/table-schema.ts';
import type { Item } from '../../faults/expressions.ts';
import { type MemoryTable, memoryTable } from '../../faults/memory-table.ts';

/** A table in memory that counts the write units that DynamoDB would bill, those of its indexes included. */
export interface MeteredTable extends MemoryTable {
  /** Write units since it was asked last. */
  units(): number;
}

const isFields = (value: unknown): value is Item => typeof value === 'object' && value !== null;

const bytesIn = (value: unknown): number => {
  if (value instanceof Set) return [...value].reduce<number>((n, each) => n + bytesIn(each), 0);
  if (value instanceof Uint8Array) return value.length;
  if (Array.isArray(value)) return 3 + value.reduce<number>((n, each) => n + 1 + bytesIn(each), 0);
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (isFields(value)) return 3 + sizeOf(value);
  // At most 21 bytes for 38 digits, and one for a truth value.
  return typeof value === 'number' ? Math.ceil(String(value).length / 2) + 1 : 1;
};

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const sizeOf = (item: Item | undefined): number =>
  Object.entries(item ?? {}).reduce((n, [name, value]) => n + Buffer.byteLength(name) + bytesIn(value), 0);
const unitsFor = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

type Index = (typeof tableSchema)['indexes'][number];

function entryOf(item: Item | undefined, { partitionKey, sortKey }: Index): Item | undefined {
  if (item?.[partitionKey] === undefined || item[sortKey] === undefined) return undefined;
  return Object.fromEntries(['pk', 'sk', partitionKey, sortKey].map((name) => [name, item[name]]));
}

/** An entry that moves is deleted and written; one that stays costs nothing. */
function indexUnits(before: Item | undefined, after: Item | undefined, index: Index): number {
  const [old, now] = [entryOf(before, index), entryOf(after, index)];
  if (JSON.stringify(old) === JSON.stringify(now)) return 0;
  return [old, now].reduce((n, entry) => n + (entry === undefined ? 0 : unitsFor(sizeOf(entry))), 0);
}

const inputOf = (command: unknown): Item => {
  const input = isFields(command) ? command['input'] : undefined;
  return isFields(input) ? input : {};
};

/** The key that a write is of; nothing for a read. */
function keyOf(command: unknown): Item | undefined {
  const { Item: item, Key: key, UpdateExpression: update, ReturnValues: values } = inputOf(command);
  if (isFields(item)) return item;
  return isFields(key) && (update !== undefined || values !== undefined) ? key : undefined;
}

export function meteredTable(): MeteredTable {
  const table = memoryTable();
  let units = 0;
  const rowOf = ({ pk, sk }: Item) => table.rows().find((row) => row['pk'] === pk && row['sk'] === sk);
  return {
    ...table,
    async send(command) {
      const key = keyOf(command);
      if (key === undefined) return table.send(command);
      const before = rowOf(key);
      try {
        return await table.send(command);
      } finally {
        const after = rowOf(key);
        units += unitsFor(Math.max(sizeOf(before), sizeOf(after)));
        for (const index of tableSchema.indexes) units += indexUnits(before, after, index);
      }
    },
    units() {
      const counted = units;
      units = 0;
      return counted;
    },
  };
}
