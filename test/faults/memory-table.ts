import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { tableSchema } from '../../infra/aws/table-schema.ts';
import { keyAttributes } from '../aws/strict-requests.ts';
import { MAX_ITEM_BYTES, MAX_PARTITION_KEY_BYTES } from '../aws/strict-values.ts';
import { conditionOf, type Item, type Names, updateOf } from './expressions.ts';

/** A table in memory behind the document client's one function, so that the real table functions run over it. */
export interface MemoryTable {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
  /** All rows, for whoever checks. */
  rows(): Item[];
}

type QueryInput = QueryCommand['input'];

const copied = (value: unknown): unknown => {
  if (value instanceof Set) return new Set(value);
  return Array.isArray(value) ? value.map(copied) : value;
};

/** As the document client marshals: what is undefined is left out, and nothing is shared with the caller. */
function copy(item: Readonly<Item>): Item {
  // A loop, since millions of rows are copied in a run of the crash points.
  const made: Item = {};
  for (const name in item) if (item[name] !== undefined) made[name] = copied(item[name]);
  return made;
}

const idOf = (key: Readonly<Item>): string => `${String(key['pk'])}\n${String(key['sk'])}`;

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
function checkCondition({
  KeyConditionExpression: text = '',
  ExpressionAttributeValues: values = {},
}: QueryInput): void {
  const names = text.match(/:\w+/g) ?? [];
  for (const name of names) checkKey(name, values[name], MAX_PARTITION_KEY_BYTES);
  const [, low = '', high = ''] = /BETWEEN\s+(:\w+)\s+AND\s+(:\w+)/i.exec(text) ?? [];
  if (low !== '' && String(values[low]) > String(values[high]))
    throw new Error('ValidationException: BETWEEN requires upper bound to be greater than or equal to lower bound');
}

function checkKeys(item: Item): void {
  for (const [name, maxBytes] of keyAttributes) if (item[name] !== undefined) checkKey(name, item[name], maxBytes);
  if (Object.values(item).some((value) => value instanceof Set && (value.size === 0 || value.has(''))))
    throw new Error('ValidationException: a set may not be empty, nor hold an empty text');
  if (bytesOf(item) > MAX_ITEM_BYTES) throw new Error('ValidationException: the item is larger than 400 KB');
}

const project = (item: Item, expression: string | undefined, { ExpressionAttributeNames: names = {} }: Names): Item => {
  if (expression === undefined) return copy(item);
  const wanted = expression.split(',').map((name) => names[name.trim()] ?? name.trim());
  return copy(Object.fromEntries(wanted.map((name) => [name, item[name]])));
};

const refused = () => new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

interface Conditional extends Names {
  readonly ConditionExpression?: string | undefined;
}

/** The keys of the table, or of one of its indexes, where nothing but keys can be seen. */
interface KeyNames {
  readonly partitionKey: string;
  readonly sortKey: string;
}

function keyNamesOf(indexName: string | undefined): KeyNames {
  if (indexName === undefined) return tableSchema;
  const index = tableSchema.indexes.find(({ name }) => name === indexName);
  if (index === undefined) throw new Error(`no index ${indexName}`);
  return index;
}

function seenIn(item: Item, keys: KeyNames): Item {
  if (keys === tableSchema) return item;
  const seen = new Set(['pk', 'sk', keys.partitionKey, keys.sortKey]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => seen.has(name)));
}

const lastKey = (last: Item | undefined, { partitionKey, sortKey }: KeyNames): object =>
  last === undefined
    ? {}
    : {
        LastEvaluatedKey: Object.fromEntries(['pk', 'sk', partitionKey, sortKey].map((name) => [name, last[name]])),
      };

const filterOf = (input: Names & { readonly FilterExpression?: string | undefined }): ((item: Item) => boolean) => {
  const { FilterExpression: text } = input;
  return text === undefined ? () => true : (item) => conditionOf(text)(item, input);
};

type Handle = (command: never) => object;

/** Rows by the partitions of the table and of its indexes, so that a query looks at one partition alone. */
function partitions() {
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
function partitionIn(
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

export function memoryTable(): MemoryTable {
  const items = new Map<string, Item>();
  const index = partitions();

  function check(found: Item | undefined, input: Conditional): void {
    const { ConditionExpression: text } = input;
    if (text !== undefined && !conditionOf(text)(found ?? {}, input)) throw refused();
  }
  function write(item: Item): void {
    checkKeys(item);
    const before = items.get(idOf(item));
    if (before !== undefined) index.remove(before);
    items.set(idOf(item), item);
    index.add(item);
  }

  function put({ input }: PutCommand): object {
    const item = copy(input.Item ?? {});
    check(items.get(idOf(item)), input);
    write(item);
    return {};
  }

  function update({ input }: UpdateCommand): object {
    const before = items.get(idOf(input.Key ?? {}));
    check(before, input);
    const base = before ?? { ...input.Key };
    const after = copy(base);
    updateOf(input.UpdateExpression ?? '')(base, after, input);
    const clean = copy(after);
    write(clean);
    if (input.ReturnValues === 'ALL_NEW') return { Attributes: copy(clean) };
    return input.ReturnValues === 'ALL_OLD' && before !== undefined ? { Attributes: copy(before) } : {};
  }

  function remove({ input }: DeleteCommand): object {
    const found = items.get(idOf(input.Key ?? {}));
    check(found, input);
    items.delete(idOf(input.Key ?? {}));
    if (found !== undefined) index.remove(found);
    return input.ReturnValues === 'ALL_OLD' && found !== undefined ? { Attributes: copy(found) } : {};
  }

  function get({ input }: GetCommand): object {
    const found = items.get(idOf(input.Key ?? {}));
    return found === undefined ? {} : { Item: project(found, input.ProjectionExpression, input) };
  }

  function batchGet({ input }: BatchGetCommand): object {
    const answers = Object.entries(input.RequestItems ?? {}).map(([name, { Keys = [], ...rest }]) => {
      if (Keys.length > 100 || new Set(Keys.map(idOf)).size < Keys.length)
        throw new Error('ValidationException: BatchGetItem takes up to 100 keys, each once');
      const found = Keys.map((key) => items.get(idOf(key))).filter((item) => item !== undefined);
      return [name, found.map((item) => project(item, rest.ProjectionExpression, rest))] as const;
    });
    return { Responses: Object.fromEntries(answers), UnprocessedKeys: {} };
  }

  /** Rows of a table or an index that fit a key condition, in its order. */
  function found(input: QueryCommand['input'], { partitionKey, sortKey }: KeyNames): Item[] {
    const wanted = conditionOf(input.KeyConditionExpression ?? '');
    const isIn = (item: Item) => item[partitionKey] !== undefined && item[sortKey] !== undefined && wanted(item, input);
    const ordered = index
      .rows(partitionKey, partitionIn(input, partitionKey))
      .filter(isIn)
      .map((item) => ({ item, order: `${String(item[sortKey])}\n${idOf(item)}` }))
      .sort((a, b) => (a.order < b.order ? -1 : 1))
      .map(({ item }) => item);
    return input.ScanIndexForward === false ? ordered.reverse() : ordered;
  }

  function query({ input }: QueryCommand): object {
    checkCondition(input);
    const keys = keyNamesOf(input.IndexName);
    const all = found(input, keys);
    const { ExclusiveStartKey: start } = input;
    const from = start === undefined ? 0 : all.findIndex((item) => idOf(item) === idOf(start)) + 1;
    const page = all.slice(from, from + (input.Limit ?? all.length));
    const fits = filterOf(input);
    return {
      Items: page
        .map((item) => seenIn(item, keys))
        .filter(fits)
        .map((item) => project(item, input.ProjectionExpression, input)),
      // A page that is full names its last key, also when nothing follows.
      ...(page.length === input.Limit ? lastKey(page.at(-1), keys) : {}),
    };
  }

  function scan({ input }: ScanCommand): object {
    return { Items: [...items.values()].filter(filterOf(input)).map(copy) };
  }

  const handlers = new Map<unknown, Handle>([
    [UpdateCommand, update],
    [GetCommand, get],
    [PutCommand, put],
    [QueryCommand, query],
    [BatchGetCommand, batchGet],
    [DeleteCommand, remove],
    [ScanCommand, scan],
  ]);

  function answer(command: unknown): object {
    const handle = handlers.get(command?.constructor);
    if (handle === undefined) throw new Error(`the table in memory does not know ${command?.constructor.name}`);
    return handle(command as never);
  }

  return {
    send: async (command) => answer(command),
    destroy: () => undefined,
    rows: () => [...items.values()].map(copy),
  };
}

/** The part of the document client that the table functions use. */
export const asClient = (table: Pick<MemoryTable, 'send' | 'destroy'>): DynamoDBDocumentClient =>
  table as unknown as DynamoDBDocumentClient;
