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
import { refusalOfCommand } from '../emulators/strict/command.ts';
import { marshal } from '../emulators/strict/marshal.ts';
import { wrongItem } from '../emulators/strict/requests.ts';
import { conditionOf, type Item, updateOf } from './expressions.ts';
import {
  type Conditional,
  copy,
  filterOf,
  type Handle,
  idOf,
  type KeyNames,
  keyNamesOf,
  lastKey,
  partitionIn,
  partitions,
  project,
  refused,
  seenIn,
} from './memory-rows.ts';

class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

function refuse(wrong: string | undefined): void {
  if (wrong !== undefined) throw new ValidationException(wrong);
}

/** A table in memory behind the document client's one function, so that the real table functions run over it. */
export interface MemoryTable {
  send(command: unknown): Promise<unknown>;
  destroy(): void;
  /** All rows, for whoever checks. */
  rows(): Item[];
}

export function memoryTable(): MemoryTable {
  const items = new Map<string, Item>();
  const index = partitions();

  function check(found: Item | undefined, input: Conditional): void {
    const { ConditionExpression: text } = input;
    if (text !== undefined && !conditionOf(text)(found ?? {}, input)) throw refused();
  }
  function write(item: Item): void {
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
    refuse(wrongItem(marshal(clean)));
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
    refuse(refusalOfCommand(command as object));
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
