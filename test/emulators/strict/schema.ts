import { tableSchema } from '../../../infra/aws/table-schema.ts';
import type { Keys } from './key-condition.ts';
import { MAX_PARTITION_KEY_BYTES, MAX_SORT_KEY_BYTES } from './limits.ts';
import { first } from './tokens.ts';
import { type Attributes, wrongKey } from './values.ts';

const tables = [tableSchema, ...tableSchema.indexes];

/** Every key attribute of the table and its indexes, with its most bytes. */
const keyAttributes: ReadonlyMap<string, number> = new Map(
  tables.flatMap(({ partitionKey, sortKey }): [string, number][] => [
    [sortKey, MAX_SORT_KEY_BYTES],
    [partitionKey, MAX_PARTITION_KEY_BYTES],
  ]),
);

/** The keys of the table. */
export const tableKeys: readonly string[] = [tableSchema.partitionKey, tableSchema.sortKey];

/** The keys of an index, or of the table when none is named; `undefined` when there is no such index. */
export const keysOf = (index: unknown): Keys | undefined =>
  index === undefined ? tableSchema : tableSchema.indexes.find(({ name }) => name === index);

/** What an index of keys alone shows. */
export const shownBy = ({ partitionKey, sortKey }: Keys): readonly string[] => [...tableKeys, partitionKey, sortKey];

/** What is wrong with the key attributes among some attributes, those of indexes included. */
export const wrongKeys = (attributes: Attributes): string | undefined =>
  first(
    ...Object.entries(attributes).map(([name, value]) => {
      const maxBytes = keyAttributes.get(name);
      return maxBytes === undefined ? undefined : wrongKey(name, value, maxBytes);
    }),
  );

/** What is wrong with a whole key: it has the attributes of the table's key, and no others. */
export function wrongWholeKey(key: Attributes, wanted: readonly string[] = tableKeys): string | undefined {
  const names = Object.keys(key);
  const isWhole = wanted.every((name) => names.includes(name)) && names.length === new Set(wanted).size;
  return isWhole ? wrongKeys(key) : `The provided key element does not match the schema: ${names.join(', ')}`;
}
