import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import type { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { tableSchema } from '../../infra/aws/table-schema.ts';
import { remembered } from '../../lambdas/domain/values/remembered.ts';
import { conditionOf, type Item, type Names } from './expressions.ts';

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

const equalityOf = remembered((name) => new RegExp(`${name}\\s*=\\s*(:\\w+)`), { most: 100, longest: 100 });

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
  const [, value = ''] = equalityOf(name).exec(text) ?? [];
  return values[value];
}
