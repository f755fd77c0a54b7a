import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { Unavailable } from '../unavailable.ts';
import type { Attribute } from './attributes.ts';
import type { Table } from './client.ts';
import { namesIn } from './expressions.ts';
import type { Key } from './keys.ts';

/** A row, or an entry of an index, not trusted to be what it should. */
export type Item = Readonly<Record<string, unknown>>;

/** The attributes that are read of a row; without, all. */
type Wanted = readonly (Attribute | keyof Key)[];

function projection(wanted: Wanted) {
  const expression = [...new Set([...wanted, 'v'])].map((name) => `#${name}`).join(', ');
  return { ProjectionExpression: expression, ExpressionAttributeNames: namesIn(expression) };
}

/** A row as it is now. */
export async function getRow(key: Key, table: Table, wanted?: Wanted): Promise<Item | undefined> {
  const names = wanted === undefined ? {} : projection(wanted);
  const command = new GetCommand({ TableName: table.name, Key: { ...key }, ConsistentRead: true, ...names });
  return (await table.client.send(command)).Item;
}

/** DynamoDB takes 100 keys at once. */
const MOST_KEYS = 100;
/** Of 100 rows of the largest size 40 come at once; what is throttled comes later. */
const MOST_ROUNDS = 8;
const BACKOFF_MS = 25;

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** Rows by key, in any order, those that are there; `wanted` need not name the keys. */
export async function getRows(keys: readonly Key[], wanted: Wanted, table: Table): Promise<Item[]> {
  const names = projection(['pk', 'sk', ...wanted]);
  const fetchAll = async (batch: readonly Key[], round = 0): Promise<Item[]> => {
    const request = { Keys: batch.map((key) => ({ ...key })), ConsistentRead: true, ...names };
    const { Responses = {}, UnprocessedKeys = {} } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: request } }),
    );
    // What was too much for one answer, or for the moment, is asked for again.
    const left = (UnprocessedKeys[table.name]?.Keys ?? []).map(keyIn);
    const found = Responses[table.name] ?? [];
    if (left.length === 0) return found;
    if (round >= MOST_ROUNDS)
      throw new Unavailable(`DynamoDB left ${left.length} rows unread in ${MOST_ROUNDS} rounds`);
    if (left.length === batch.length) await sleep(BACKOFF_MS * 2 ** round);
    return [...found, ...(await fetchAll(left, round + 1))];
  };
  return (await Promise.all(chunks(keys, MOST_KEYS).map((batch) => fetchAll(batch)))).flat();
}

/** A key attribute of a row or of an index entry, which is always a text. */
export function keyText(item: Item, name: string): string {
  const text = item[name];
  if (typeof text !== 'string') throw new Error(`key ${name}: found ${typeof text}; the table has texts for keys`);
  return text;
}

/** The key of a row or of an index entry. */
export const keyIn = (item: Item): Key => ({ pk: keyText(item, 'pk'), sk: keyText(item, 'sk') });

export interface Query {
  readonly index?: string;
  /** Attributes are `#name`, values `:name`. */
  readonly condition: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly isNewestFirst?: boolean;
  readonly limit?: number;
}

type Start = Record<string, unknown> | undefined;

async function queryOnce({ index, condition, values, isNewestFirst, limit }: Query, start: Start, table: Table) {
  const command = new QueryCommand({
    TableName: table.name,
    KeyConditionExpression: condition,
    ExpressionAttributeNames: namesIn(condition),
    ExpressionAttributeValues: values,
    ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
    ...(isNewestFirst === true ? { ScanIndexForward: false } : {}),
    ...(limit === undefined ? {} : { Limit: limit }),
    ...(start === undefined ? {} : { ExclusiveStartKey: start }),
  });
  const { Items = [], LastEvaluatedKey } = await table.client.send(command);
  return { items: Items, next: LastEvaluatedKey };
}

/** The rows that a query finds, in its order: all, or as many as `limit` says. */
export async function queryRows(query: Query, table: Table): Promise<Item[]> {
  const all: Item[] = [];
  let start: Start;
  do {
    const { items, next } = await queryOnce(query, start, table);
    all.push(...items);
    start = next;
  } while (start !== undefined && all.length < (query.limit ?? Number.POSITIVE_INFINITY));
  return all;
}
