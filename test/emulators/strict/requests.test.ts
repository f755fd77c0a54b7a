import { describe, expect, it } from 'vitest';
import {
  a,
  ab,
  type Case,
  index,
  item,
  key,
  many,
  n,
  onIndex,
  put,
  query,
  type Request,
  text,
  update,
} from './cases.ts';
import { refusalOf } from './requests.ts';

const deep = (levels: number): Request => (levels === 0 ? text('x') : { L: [deep(levels - 1)] });
const IN = (count: number) => ({
  condition: `a IN (${many(count, (n) => `:v${n}`).join(', ')})`,
  values: Object.fromEntries(many(count, (n) => [`:v${n}`, text(String(n))]) as [string, Request][]),
});
const sums = (count: number) => `SET ${many(count, (n) => `a${n} = :a`).join(', ')}`;

const refused: readonly Case[] = [
  ['an empty partition key', 'PutItem', item({ pk: text('') })],
  ['an empty sort key', 'GetItem', { Key: key('p', '') }],
  ['an empty key of an index', 'PutItem', item({ [index.sortKey]: text('') })],
  [
    'an empty key of an index in an update',
    'UpdateItem',
    update(`SET ${index.sortKey} = :a`, undefined, { ':a': text('') }),
  ],
  [
    'the same behind if_not_exists',
    'UpdateItem',
    update('SET #k = if_not_exists(#k, :a)', { '#k': index.sortKey }, { ':a': text('') }),
  ],
  ['an empty key in a condition', 'Query', query('pk = :a', { ':a': text('') })],
  ['an empty prefix', 'Query', query('pk = :a AND begins_with(sk, :b)', { ...a, ':b': text('') })],
  ['a key that is a number', 'PutItem', item({ pk: { N: '1' } })],
  ['a partition key of 2,049 bytes', 'GetItem', { Key: key('x'.repeat(2049)) }],
  ['a sort key of 1,025 bytes', 'GetItem', { Key: key('p', 'ü'.repeat(513)) }],
  ['half a key', 'GetItem', { Key: { pk: text('p') } }],
  ['a key with another attribute', 'GetItem', { Key: { ...key(), other: text('x') } }],
  ['an item without its key', 'PutItem', { Item: { pk: text('p') } }],
  ['an item of more than 400 KB', 'PutItem', item({ doc: text('x'.repeat(409_600)) })],
  ['a number of 39 digits', 'PutItem', item({ n: { N: '1'.repeat(39) } })],
  ['a number beyond its range', 'PutItem', item({ n: { N: '1e126' } })],
  ['a number that is none', 'PutItem', item({ n: { N: 'NaN' } })],
  ['an empty set', 'PutItem', item({ set: { SS: [] } })],
  ['a set with an empty text', 'PutItem', item({ set: { SS: [''] } })],
  ['a set with a text twice', 'PutItem', item({ set: { SS: ['x', 'x'] } })],
  ['half of a surrogate pair', 'PutItem', item({ doc: text('\ud83d') })],
  ['33 levels', 'PutItem', item({ deep: deep(33) })],
  ['an attribute without a name', 'PutItem', item({ '': text('x') })],

  ['a reserved word', 'UpdateItem', update('SET status = :a', undefined, a)],
  ['a reserved word in lower and upper case', 'PutItem', put('attribute_exists(CoUnT)')],
  ['a reserved word in a projection', 'GetItem', { Key: key(), ProjectionExpression: 'pk, counter' }],
  ['a keyword of updates as an attribute', 'PutItem', put('attribute_exists(set)')],
  ['a function in upper case', 'PutItem', put('ATTRIBUTE_EXISTS(pk)')],
  ['a function of updates in a condition', 'PutItem', put('if_not_exists(pk, :a)', a)],
  ['a name that is not defined', 'PutItem', put('attribute_exists(#a)')],
  ['a value that is not defined', 'PutItem', put('x = :a')],
  ['a name that is not used', 'PutItem', put('attribute_exists(pk)', undefined, { '#a': 'a' })],
  ['a value that is not used', 'PutItem', put('attribute_exists(pk)', a)],
  ['values without an expression', 'PutItem', { ...item(), ExpressionAttributeValues: a }],
  ['no values in the parameter', 'PutItem', put('attribute_exists(pk)', {})],
  ['an empty expression', 'PutItem', put('')],
  ['an expression of more than 4 KB', 'PutItem', put(`attribute_exists(${'x'.repeat(4096)})`)],
  ['301 operators', 'UpdateItem', update(sums(301), undefined, a)],
  ['IN with 101 operands', 'PutItem', put(IN(101).condition, IN(101).values)],
  [
    'a placeholder of 256 characters',
    'PutItem',
    put(`attribute_exists(#${'x'.repeat(255)})`, undefined, { [`#${'x'.repeat(255)}`]: 'x' }),
  ],
  ['brackets around brackets', 'PutItem', put('((x = :a)) AND y = :a', a)],
  ['a bracket that is not closed', 'PutItem', put('(x = :a', a)],
  ['an attribute compared with itself', 'PutItem', put('#x = #x', undefined, { '#x': 'x' })],
  ['a character of no expression', 'PutItem', put('x = :a;', a)],

  ['a key in an update', 'UpdateItem', update('SET #k = :a', { '#k': 'sk' }, a)],
  ['an attribute in two places of an update', 'UpdateItem', update('SET x = :a REMOVE x', undefined, a)],
  ['an attribute under two names', 'UpdateItem', update('SET #x = :a, x = :a', { '#x': 'x' }, a)],
  ['a path within another', 'UpdateItem', update('SET x = :a, x.y = :a', undefined, a)],
  ['a section twice', 'UpdateItem', update('SET x = :a SET y = :a', undefined, a)],
  ['a section that changes nothing', 'UpdateItem', update('SET x = :a REMOVE', undefined, a)],
  ['an update without a section', 'UpdateItem', update('x = :a', undefined, a)],

  ['a range upside down', 'Query', query('pk = :a AND sk BETWEEN :b AND :a', ab)],
  [
    'a range upside down in bytes',
    'Query',
    query('pk = :a AND sk BETWEEN :b AND :c', { ...a, ':b': text('\u{10000}'), ':c': text('\uffff') }),
  ],
  ['a query without its partition', 'Query', query('sk = :a', a)],
  ['a query over several partitions', 'Query', query('pk > :a', a)],
  ['two conditions on the sort key', 'Query', query('pk = :a AND sk > :a AND sk < :b', ab)],
  ['a key condition with OR', 'Query', query('pk = :a OR sk = :b', ab)],
  ['a key condition on another attribute', 'Query', query('pk = :a AND extra = :b', ab)],
  ['the keys of the table on an index', 'Query', query('pk = :a', a, onIndex)],
  ['an index that is not there', 'Query', query('pk = :a', a, { IndexName: 'byNothing' })],
  [
    'a consistent read of an index',
    'Query',
    query(`${index.partitionKey} = :a`, a, { ...onIndex, ConsistentRead: true }),
  ],
  [
    'an attribute that the index has not',
    'Query',
    query(`${index.partitionKey} = :a`, a, { ...onIndex, ProjectionExpression: 'doc' }),
  ],
  ['a limit of 0', 'Query', query('pk = :a', a, { Limit: 0 })],
  ['a start of other keys', 'Query', query(`${index.partitionKey} = :a`, a, { ...onIndex, ExclusiveStartKey: key() })],
  ['a filter on a key', 'Query', query('pk = :a', a, { FilterExpression: 'attribute_exists(sk)' })],
  ['an attribute twice in a projection', 'Query', query('pk = :a', a, { ProjectionExpression: 'doc, doc' })],

  ['101 keys', 'BatchGetItem', { RequestItems: { t: { Keys: many(101, (n) => key(`p${n}`)) } } }],
  ['no keys', 'BatchGetItem', { RequestItems: { t: { Keys: [] } } }],
  ['a key twice', 'BatchGetItem', { RequestItems: { t: { Keys: [key(), key()] } } }],
  ['26 writes', 'BatchWriteItem', { RequestItems: { t: many(26, (n) => ({ PutRequest: { Item: key(`p${n}`) } })) } }],
  [
    'a write twice',
    'BatchWriteItem',
    { RequestItems: { t: [{ PutRequest: { Item: key() } }, { DeleteRequest: { Key: key() } }] } },
  ],
  ['101 actions', 'TransactWriteItems', { TransactItems: many(101, (n) => ({ Put: { Item: key(`p${n}`) } })) }],
  [
    'an item twice in a transaction',
    'TransactWriteItems',
    { TransactItems: [{ Put: { Item: key() } }, { Delete: { Key: key() } }] },
  ],
];

const taken: readonly Case[] = [
  ['a key of the most bytes', 'GetItem', { Key: key('x'.repeat(2048), 'ü'.repeat(512)) }],
  ['an item of 400 KB', 'PutItem', item({ doc: text('x'.repeat(409_600 - 9)) })],
  ['an empty text that is no key', 'PutItem', item({ doc: text(''), list: { L: [text('')] }, none: { NULL: true } })],
  ['a number of 38 digits', 'PutItem', item({ n: { N: `-0.${'1'.repeat(38)}0` }, m: { N: '9.9e125' } })],
  ['sets', 'PutItem', item({ set: { SS: ['x', 'y'] }, numbers: { NS: ['1', '2'] } })],
  ['32 levels', 'PutItem', item({ deep: deep(32) })],
  ['a reserved word behind a name', 'UpdateItem', update('SET #s = :a', { '#s': 'status' }, a)],
  ['keywords in lower case', 'UpdateItem', update('set x = if_not_exists(x, :a) remove y, z.w', undefined, a)],
  [
    'all sections',
    'UpdateItem',
    update('SET x = list_append(x, :l), n = n + :n REMOVE y ADD z :n DELETE w :s', undefined, {
      ...n,
      ':l': { L: [] },
      ':s': { SS: ['x'] },
    }),
  ],
  ['300 operators', 'UpdateItem', update(sums(300), undefined, a)],
  ['IN with 100 operands', 'PutItem', put(IN(100).condition, IN(100).values)],
  [
    'brackets in each other',
    'PutItem',
    put('(x = :a OR (y = :a AND NOT (z = :a))) AND (size(#n) < :a)', a, { '#n': 'name' }),
  ],
  ['brackets of functions', 'PutItem', put('(attribute_exists(x)) OR (begins_with(y, :a))', a)],
  [
    'a placeholder of 255 characters',
    'PutItem',
    put(`attribute_exists(#${'x'.repeat(254)})`, undefined, { [`#${'x'.repeat(254)}`]: 'x' }),
  ],
  ['a range of one value', 'Query', query('pk = :a AND sk BETWEEN :a AND :a', a)],
  ['a range with brackets', 'Query', query('(pk = :a) AND (sk BETWEEN :a AND :b)', ab)],
  [
    'a prefix',
    'Query',
    query('#p = :a AND begins_with(#s, :b)', ab, { ExpressionAttributeNames: { '#p': 'pk', '#s': 'sk' } }),
  ],
  [
    'an index with its keys',
    'Query',
    query(`${index.partitionKey} = :a AND ${index.sortKey} >= :b`, ab, { ...onIndex, ProjectionExpression: 'pk, sk' }),
  ],
  [
    'a filter',
    'Query',
    query('pk = :a', a, { FilterExpression: 'attribute_exists(doc)', Limit: 1, ExclusiveStartKey: key('a') }),
  ],
  ['a scan', 'Scan', { FilterExpression: 'x = :a', ExpressionAttributeValues: a }],
  [
    '100 keys',
    'BatchGetItem',
    { RequestItems: { t: { Keys: many(100, (n) => key(`p${n}`)), ProjectionExpression: 'pk' } } },
  ],
  ['25 writes', 'BatchWriteItem', { RequestItems: { t: many(25, (n) => ({ PutRequest: { Item: key(`p${n}`) } })) } }],
  ['100 actions', 'TransactWriteItems', { TransactItems: many(100, (n) => ({ Put: { Item: key(`p${n}`) } })) }],
  ['what is not about rows', 'DescribeTable', { TableName: 't' }],
];

describe('DynamoDB refuses', () => {
  it.each(refused)('%s', (_, operation, request) => {
    expect(refusalOf(operation, request)).toBeTypeOf('string');
  });
});

describe('DynamoDB takes', () => {
  it.each(taken)('%s', (_, operation, request) => {
    expect(refusalOf(operation, request)).toBeUndefined();
  });
});
