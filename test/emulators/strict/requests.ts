import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { wrongExpressions } from './expressions.ts';
import { MAX_BATCH_READS, MAX_BATCH_WRITES, MAX_ITEM_BYTES, MAX_TRANSACTION, MAX_TRANSACTION_BYTES } from './limits.ts';
import { wrongParameters } from './parameters.ts';
import { keysOf, shownBy, tableKeys, wrongKeys, wrongWholeKey } from './schema.ts';
import { bytesOf } from './size.ts';
import { first } from './tokens.ts';
import { type Attributes, attributesIn, wrongAttributes } from './values.ts';

/** What the real DynamoDB refuses, as far as a request alone shows it; emulators take some of it. */

type Request = Readonly<Record<string, unknown>>;

const list = (value: unknown): Request[] => (Array.isArray(value) ? value.filter(isFields) : []);
const keyText = (key: Attributes): string => tableKeys.map((name) => String(key[name]?.['S'])).join('\n');

/** What is wrong with a whole item. */
export function wrongItem(item: Attributes): string | undefined {
  const missing = tableKeys.find((name) => item[name] === undefined);
  const bytes = bytesOf(item);
  return first(
    missing === undefined ? undefined : `Missing the key ${missing} in the item`,
    wrongKeys(item),
    wrongAttributes(item),
    bytes > MAX_ITEM_BYTES ? `Item size has exceeded the maximum allowed size: ${bytes} bytes` : undefined,
  );
}

/** What is wrong with one put, update, delete, get or check of a condition. */
function wrongSingle(request: Request): string | undefined {
  return first(
    request['Item'] === undefined ? undefined : wrongItem(attributesIn(request['Item'])),
    request['Key'] === undefined ? undefined : wrongWholeKey(attributesIn(request['Key'])),
    wrongExpressions(request, keysOf(undefined) ?? { partitionKey: '', sortKey: '' }),
  );
}

function wrongPaging(request: Request): string | undefined {
  const limit = request['Limit'];
  const isOnIndex = request['IndexName'] !== undefined;
  if (limit !== undefined && !(Number(limit) >= 1)) return `Limit ${String(limit)}: it has to be 1 or more`;
  if (isOnIndex && request['ConsistentRead'] === true)
    return 'Consistent reads are not supported on global secondary indexes';
  return undefined;
}

function wrongQuery(request: Request): string | undefined {
  const keys = keysOf(request['IndexName']);
  if (keys === undefined) return `The table does not have the specified index: ${String(request['IndexName'])}`;
  if (request['KeyConditionExpression'] === undefined) return 'a query has a KeyConditionExpression';
  const start = request['ExclusiveStartKey'];
  return first(
    wrongPaging(request),
    wrongExpressions(request, keys),
    start === undefined ? undefined : wrongWholeKey(attributesIn(start), [...new Set(shownBy(keys))]),
  );
}

function wrongScan(request: Request): string | undefined {
  const keys = keysOf(request['IndexName']);
  if (keys === undefined) return `The table does not have the specified index: ${String(request['IndexName'])}`;
  if (request['KeyConditionExpression'] !== undefined) return 'a scan has no KeyConditionExpression';
  return first(wrongSegment(request), wrongPaging(request), wrongExpressions(request, keys));
}

function wrongSegment({ Segment, TotalSegments }: Request): string | undefined {
  if ((Segment === undefined) !== (TotalSegments === undefined)) return 'Segment and TotalSegments come together';
  return Segment === undefined || (Number(Segment) >= 0 && Number(Segment) < Number(TotalSegments))
    ? undefined
    : `Segment ${String(Segment)}: it has to be less than ${String(TotalSegments)}`;
}

/** Each entry of a list does one thing. */
const wrongEntries = (entries: readonly Request[], allowed: readonly string[]): string | undefined => {
  const isOne = (entry: Request) => Object.keys(entry).length === 1 && allowed.includes(Object.keys(entry)[0] ?? '');
  return entries.every(isOne) ? undefined : `each entry has exactly one of ${allowed.join(', ')}`;
};

const twice = (keys: readonly Attributes[]): string | undefined =>
  new Set(keys.map(keyText)).size < keys.length ? 'Provided list of item keys contains duplicates' : undefined;

const wrongCount = (count: number, most: number): string | undefined =>
  count >= 1 && count <= most ? undefined : `${count} items in one request, allowed: 1 to ${most}`;

function wrongBatchGet(request: Request): string | undefined {
  const tables = Object.values(attributesIn(request['RequestItems']));
  const keys = tables.flatMap((table) => list(table['Keys']).map(attributesIn));
  return first(
    wrongCount(keys.length, MAX_BATCH_READS),
    twice(keys),
    ...keys.map((key) => wrongWholeKey(key)),
    ...tables.map(wrongSingle),
  );
}

function wrongBatchWrite(request: Request): string | undefined {
  const given = request['RequestItems'];
  const writes = (isFields(given) ? Object.values(given) : []).flatMap(list);
  const puts = writes.flatMap((write) => (isFields(write['PutRequest']) ? [write['PutRequest']] : []));
  const deletes = writes.flatMap((write) => (isFields(write['DeleteRequest']) ? [write['DeleteRequest']] : []));
  const keys = [...puts.map((put) => put['Item']), ...deletes.map((each) => each['Key'])].map(attributesIn);
  return first(
    wrongCount(writes.length, MAX_BATCH_WRITES),
    wrongEntries(writes, ['PutRequest', 'DeleteRequest']),
    twice(keys),
    ...[...puts, ...deletes].map(wrongSingle),
  );
}

const MAX_TOKEN = 36;

const wrongCheck = ({ ConditionCheck: check }: Request): string | undefined =>
  isFields(check) && check['ConditionExpression'] === undefined
    ? 'a ConditionCheck has a ConditionExpression'
    : undefined;

function wrongTransaction(request: Request): string | undefined {
  const items = list(request['TransactItems']);
  const actions = items.flatMap((item) => Object.values(item).filter(isFields));
  const keys = actions.map((action) => attributesIn(action['Item'] ?? action['Key']));
  const bytes = keys.reduce((n, each) => n + bytesOf(each), 0);
  return first(
    wrongCount(actions.length, MAX_TRANSACTION),
    wrongEntries(items, ['ConditionCheck', 'Put', 'Delete', 'Update', 'Get']),
    ...items.map(wrongCheck),
    String(request['ClientRequestToken'] ?? 'x').length > MAX_TOKEN ? 'the ClientRequestToken is too long' : undefined,
    new Set(keys.map(keyText)).size < keys.length
      ? 'Transaction request cannot include multiple operations on one item'
      : undefined,
    bytes > MAX_TRANSACTION_BYTES ? `a transaction has ${bytes} bytes` : undefined,
    ...actions.map(wrongSingle),
  );
}

const checks: Readonly<Record<string, (request: Request) => string | undefined>> = {
  GetItem: wrongSingle,
  PutItem: wrongSingle,
  UpdateItem: wrongSingle,
  DeleteItem: wrongSingle,
  Query: wrongQuery,
  Scan: wrongScan,
  BatchGetItem: wrongBatchGet,
  BatchWriteItem: wrongBatchWrite,
  TransactWriteItems: wrongTransaction,
  TransactGetItems: wrongTransaction,
};

/** Why DynamoDB would refuse a request to this table, in its wire format; nothing when it would not. */
export const refusalOf = (operation: string, request: Request): string | undefined =>
  checks[operation] === undefined ? undefined : first(wrongParameters(operation, request), checks[operation](request));
