import { tableSchema } from '../../infra/aws/table-schema.ts';
import { isFields } from '../../lambdas/domain/values/json-fields.ts';
import {
  type Attribute,
  type Attributes,
  attributesIn,
  isAttribute,
  MAX_PARTITION_KEY_BYTES,
  MAX_SORT_KEY_BYTES,
  wrongAttributes,
  wrongKey,
} from './strict-values.ts';

/** What the real DynamoDB refuses and dynalite takes: https://github.com/architect/dynalite/issues/164 and more. */

type Request = Readonly<Record<string, unknown>>;

/** Every key attribute of the table and its indexes, with its most bytes. */
export const keyAttributes: ReadonlyMap<string, number> = new Map(
  [tableSchema, ...tableSchema.indexes].flatMap(({ partitionKey, sortKey }): [string, number][] => [
    [sortKey, MAX_SORT_KEY_BYTES],
    [partitionKey, MAX_PARTITION_KEY_BYTES],
  ]),
);

const first = (found: readonly (string | undefined)[]): string | undefined =>
  found.find((wrong) => wrong !== undefined);

/** What is wrong with the key attributes among some attributes. */
const wrongKeys = (attributes: Attributes): string | undefined =>
  first(
    Object.entries(attributes).map(([name, value]) => {
      const maxBytes = keyAttributes.get(name);
      return maxBytes === undefined ? undefined : wrongKey(name, value, maxBytes);
    }),
  );

const namesIn = (request: Request): Readonly<Record<string, unknown>> => {
  const names = request['ExpressionAttributeNames'];
  return isFields(names) ? names : {};
};
const nameOf = (text: string, request: Request): string =>
  text.startsWith('#') ? String(namesIn(request)[text] ?? text) : text;

/** What an update sets, by attribute: `a = :b` and `a = if_not_exists(a, :b)`. */
function setBy(request: Request): Attributes {
  const values = attributesIn(request['ExpressionAttributeValues']);
  const assigned = String(request['UpdateExpression'] ?? '').matchAll(
    /(#?\w+)\s*=\s*(?:if_not_exists\(\s*#?\w+\s*,\s*)?(:\w+)/g,
  );
  const pairs = [...assigned].map(([, name = '', value = '']): [string, Attribute | undefined] => [
    nameOf(name, request),
    values[value],
  ]);
  return Object.fromEntries(pairs.filter((pair): pair is [string, Attribute] => pair[1] !== undefined));
}

/** The values that a key condition compares with, by key attribute. */
function wrongCondition(request: Request): string | undefined {
  const text = String(request['KeyConditionExpression'] ?? '');
  const values = attributesIn(request['ExpressionAttributeValues']);
  const compared = [
    ...text.matchAll(/(#?\w+)\s*(?:=|<=?|>=?|BETWEEN)\s*(:\w+)/gi),
    ...text.matchAll(/begins_with\(\s*(#?\w+)\s*,\s*(:\w+)/gi),
    ...text.matchAll(/(#?\w+)\s+BETWEEN\s+:\w+\s+AND\s+(:\w+)/gi),
  ];
  const keys = compared.map(([, name = '', value = '']) => wrongKeys({ [nameOf(name, request)]: values[value] ?? {} }));
  return (
    first(keys) ??
    first([...text.matchAll(/BETWEEN\s+(:\w+)\s+AND\s+(:\w+)/gi)].map((range) => wrongRange(range, values)))
  );
}

function wrongRange([, low = '', high = '']: readonly string[], values: Attributes): string | undefined {
  const [from, to] = [low, high].map((name) => Buffer.from(String(values[name]?.['S'] ?? '')));
  if (from === undefined || to === undefined || Buffer.compare(from, to) <= 0) return undefined;
  return 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound';
}

const keysOfBatch = (request: Request): Attributes[] =>
  Object.values(attributesIn(request['RequestItems'])).flatMap(({ Keys }) =>
    Array.isArray(Keys) ? Keys.filter(isAttribute).map(attributesIn) : [],
  );

/** Why DynamoDB would refuse a request, for what it says of this table; nothing when it would not. */
export function refusalOf(request: Request): string | undefined {
  const given = [attributesIn(request['Item']), attributesIn(request['Key']), setBy(request), ...keysOfBatch(request)];
  const values = [...given, attributesIn(request['ExpressionAttributeValues'])];
  return first([...given.map(wrongKeys), ...values.map(wrongAttributes), wrongCondition(request)]);
}
