import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tableSchema } from '../../infra/aws/table-schema.ts';
import { keyAttributes } from '../emulators/strict-requests.ts';
import { MAX_ITEM_BYTES, MAX_PARTITION_KEY_BYTES } from '../emulators/strict-values.ts';
import { conditionOf, type Item, type Names } from './expressions.ts';

type QueryInput = QueryCommand['input'];

const copied = (value: unknown): unknown => {
  if (value instanceof Set) return new Set(value);
  return Array.isArray(value) ? value.map(copied) : value;
};

/** As the document client marshals: what is undefined is left out, and nothing is shared with the caller. */
export function copy(item: Readonly<Item>): Item {
  // A loop, since millions of rows are copied in a run of the crash points.
  const made: Item = {};
  for (const name in item) if (item[name] !== undefined) made[name] = copied(item[name]);
  return made;
}

export const idOf = (key: Readonly<Item>): string => `${String(key['pk'])}\n${String(key['sk'])}`;

const sizeOf = (value: unknown): number => {
  if (value instanceof Set) return [...value].reduce<number>((n, each) => n + sizeOf(each), 0);
  if (value instanceof Uint8Array) return value.length;
  return typeof value === 'string' ? value.length : 8;
};
const bytesOf = (item: Item): number =>
  Object.entries(item).reduce((n, [name, value]) => n + name.length + sizeOf(value), 0);

function checkKey(name: string, value: unknown, maxBytes: number): void {
  if (typeof value !== 'string' || value === '')
    throw new Error(`ValidationException: ${name} has to be a text that is not empty`);
  if (Buffer.byteLength(value) > maxBytes)
    throw new Error(`ValidationException: ${name} has more than ${maxBytes} bytes`);
}

/** What a key condition compares with: no empty texts, and no range that ends before it begins. */
export function checkCondition({
  KeyConditionExpression: text = '',
  ExpressionAttributeValues: values = {},
}: QueryInput): void {
  const names = text.match(/:\w+/g) ?? [];
  for (const name of names) checkKey(name, values[name], MAX_PARTITION_KEY_BYTES);
  const [, low = '', high = ''] = /BETWEEN\s+(:\w+)\s+AND\s+(:\w+)/i.exec(text) ?? [];
  if (low !== '' && String(values[low]) > String(values[high]))
    throw new Error('ValidationException: BETWEEN requires upper bound to be greater than or equal to lower bound');
}

export function checkKeys(item: Item): void {
  for (const [name, maxBytes] of keyAttributes) if (item[name] !== undefined) checkKey(name, item[name], maxBytes);
  if (Object.values(item).some((value) => value instanceof Set && (value.size === 0 || value.has(''))))
    throw new Error('ValidationException: a set may not be empty, nor hold an empty text');
  if (bytesOf(item) > MAX_ITEM_BYTES) throw new Error('ValidationException: the item is larger than 400 KB');
}

export const project = (
  item: Item,
  expression: string | undefined,
  { ExpressionAttributeNames: names = {} }: Names,
): Item => {
  if (expression === undefined) return copy(item);
  const wanted = expression.split(',').map((name) => names[name.trim()] ?? name.trim());
  return copy(Object.fromEntries(wanted.map((name) => [name, item[name]])));
};

export const refused = () =>
  new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

export interface Conditional extends Names {
  readonly ConditionExpression?: string | undefined;
}

/** The keys of the table, or of one of its indexes, where nothing but keys can be seen. */
export interface KeyNames {
  readonly partitionKey: string;
  readonly sortKey: string;
}

export function keyNamesOf(indexName: string | undefined): KeyNames {
  if (indexName === undefined) return tableSchema;
  const index = tableSchema.indexes.find(({ name }) => name === indexName);
  if (index === undefined) throw new Error(`no index ${indexName}`);
  return index;
}

export function seenIn(item: Item, keys: KeyNames): Item {
  if (keys === tableSchema) return item;
  const seen = new Set(['pk', 'sk', keys.partitionKey, keys.sortKey]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => seen.has(name)));
}

export const lastKey = (last: Item | undefined, { partitionKey, sortKey }: KeyNames): object =>
  last === undefined
    ? {}
    : {
        LastEvaluatedKey: Object.fromEntries(['pk', 'sk', partitionKey, sortKey].map((name) => [name, last[name]])),
      };

export const filterOf = (
  input: Names & { readonly FilterExpression?: string | undefined },
): ((item: Item) => boolean) => {
  const { FilterExpression: text } = input;
  return text === undefined ? () => true : (item) => conditionOf(text)(item, input);
};

export type Handle = (command: never) => object;

/** Rows by the partitions of the table and of its indexes, so that a query looks at one partition alone. */
export function partitions() {
  const byKey = new Map<string, Map<unknown, Map<string, Item>>>(
    [tableSchema, ...tableSchema.indexes].map(({ partitionKey }) => [partitionKey, new Map()]),
  );
  const each = (item: Item, change: (rows: Map<string, Item>) => void): void => {
    for (const [key, all] of byKey) {
      if (item[key] === undefined) continue;
      const rows = all.get(item[key]) ?? new Map<string, Item>();
      all.set(item[key], rows);
      change(rows);
    }
  };
  return {
    add: (item: Item) => each(item, (rows) => rows.set(idOf(item), item)),
    remove: (item: Item) => each(item, (rows) => rows.delete(idOf(item))),
    rows: (key: string, value: unknown): Item[] => [...(byKey.get(key)?.get(value)?.values() ?? [])],
  };
}

/** The partition that a key condition names. */
export function partitionIn(
  {
    KeyConditionExpression: text = '',
    ExpressionAttributeNames: names = {},
    ExpressionAttributeValues: values = {},
  }: QueryCommand['input'],
  partitionKey: string,
): unknown {
  const name = Object.entries(names).find(([, attribute]) => attribute === partitionKey)?.[0] ?? partitionKey;
  const [, value = ''] = new RegExp(`${name}\\s*=\\s*(:\\w+)`).exec(text) ?? [];
  return values[value];
}
