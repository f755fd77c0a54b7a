/**
 * What DynamoDB refuses and what it takes, by its API reference
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html), its expressions
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html) and its limits
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
import {
  a,
  ab,
  type Case,
  describeCases,
  index,
  item,
  key,
  many,
  n,
  onIndex,
  query,
  type Request,
  text,
  update,
} from './cases.ts';

const get = (more: Request) => ({ Key: key(), ...more });
const check = (Key: Request = key()) => ({
  ConditionCheck: { TableName: 't', Key, ConditionExpression: 'attribute_exists(pk)' },
});
const deepMap = (levels: number): Request => (levels === 0 ? text('x') : { M: { m: deepMap(levels - 1) } });

const refused: readonly Case[] = [
  // Values and items.
  ['a number with 39 digits behind zeros', 'PutItem', item({ n: { N: `0.000${'1'.repeat(39)}` } })],
  ['a number below the smallest', 'PutItem', item({ n: { N: '1e-131' } })],
  ['an empty number', 'PutItem', item({ n: { N: '' } })],
  ['a hexadecimal number', 'PutItem', item({ n: { N: '0x10' } })],
  ['a number twice in a set', 'PutItem', item({ n: { NS: ['1', '1.0'] } })],
  ['an empty set of numbers', 'PutItem', item({ n: { NS: [] } })],
  ['an empty set of bytes', 'PutItem', item({ b: { BS: [] } })],
  ['bytes that are no base64', 'PutItem', item({ b: { B: '*' } })],
  ['NULL that is false', 'PutItem', item({ x: { NULL: false } })],
  ['32 maps below the item', 'PutItem', item({ deep: deepMap(32) })],
  ['an attribute name of more than 64 KB', 'PutItem', item({ ['x'.repeat(65_536)]: text('x') })],
  ['an empty name in a map', 'PutItem', item({ m: { M: { '': text('x') } } })],
  ['a key of an index that is a number', 'PutItem', item({ [index.partitionKey]: { N: '1' } })],
  ['a sort key of an index of 1,025 bytes', 'PutItem', item({ [index.sortKey]: text('x'.repeat(1025)) })],
  ['an item whose names make it too large', 'PutItem', item({ ['n'.repeat(60_000)]: text('x'.repeat(350_000)) })],

  // Queries and scans.
  ['begins_with of the partition key', 'Query', query('begins_with(pk, :a)', a)],
  ['a range of the partition key', 'Query', query('pk BETWEEN :a AND :b', ab)],
  ['<> of the sort key', 'Query', query('pk = :a AND sk <> :b', ab)],
  ['IN of the sort key', 'Query', query('pk = :a AND sk IN (:b)', ab)],
  ['NOT in a key condition', 'Query', query('pk = :a AND NOT sk = :b', ab)],
  ['a partition twice', 'Query', query('pk = :a AND pk = :b', ab)],
  ['a path in a key condition', 'Query', query('pk = :a AND sk = doc', a)],
  ['contains of the sort key', 'Query', query('pk = :a AND contains(sk, :b)', ab)],
  ['a partition key that is a number', 'Query', query('pk = :n', n)],
  ['a partition key of 2,049 bytes in a condition', 'Query', query('pk = :a', { ':a': text('x'.repeat(2049)) })],
  [
    'a filter on the sort key of an index',
    'Query',
    query(`${index.partitionKey} = :a`, a, { ...onIndex, FilterExpression: `attribute_exists(${index.sortKey})` }),
  ],
  ['a limit below zero', 'Query', query('pk = :a', a, { Limit: -1 })],
  ['a Select that is not there', 'Query', query('pk = :a', a, { Select: 'NOTHING' })],
  ['specific attributes without a projection', 'Query', query('pk = :a', a, { Select: 'SPECIFIC_ATTRIBUTES' })],
  ['projected attributes of the table', 'Query', query('pk = :a', a, { Select: 'ALL_PROJECTED_ATTRIBUTES' })],
  [
    'a start without the keys of the index',
    'Query',
    query(`${index.partitionKey} = :a`, a, {
      ...onIndex,
      ExclusiveStartKey: { ...key(), [index.partitionKey]: text('a') },
    }),
  ],
  ['an empty start', 'Query', query('pk = :a', a, { ExclusiveStartKey: {} })],
  ['a start with a number', 'Query', query('pk = :a', a, { ExclusiveStartKey: { pk: text('a'), sk: { N: '1' } } })],
  ['a scan with a key condition', 'Scan', { KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: a }],
  ['a scan of a segment without their number', 'Scan', { Segment: 0 }],
  ['a segment that is not there', 'Scan', { Segment: 2, TotalSegments: 2 }],
  ['a consistent scan of an index', 'Scan', { ...onIndex, ConsistentRead: true }],

  // Batches and transactions.
  [
    'a projection of a batch with a reserved word',
    'BatchGetItem',
    { RequestItems: { t: { Keys: [key()], ProjectionExpression: 'status' } } },
  ],
  ['half a key in a batch', 'BatchGetItem', { RequestItems: { t: { Keys: [{ pk: text('p') }] } } }],
  ['no tables', 'BatchGetItem', { RequestItems: {} }],
  [
    'two puts of one item',
    'BatchWriteItem',
    { RequestItems: { t: [1, 2].map((i) => ({ PutRequest: { Item: { ...key(), i: { N: String(i) } } } })) } },
  ],
  [
    'an item of a batch without its key',
    'BatchWriteItem',
    { RequestItems: { t: [{ PutRequest: { Item: { pk: text('p') } } }] } },
  ],
  [
    'a put and a delete in one entry',
    'BatchWriteItem',
    { RequestItems: { t: [{ PutRequest: { Item: key('1') }, DeleteRequest: { Key: key('2') } }] } },
  ],
  ['an entry that does nothing', 'BatchWriteItem', { RequestItems: { t: [{}] } }],
  ['a batch without writes', 'BatchWriteItem', { RequestItems: { t: [] } }],
  [
    'an item checked and put in a transaction',
    'TransactWriteItems',
    { TransactItems: [check(), { Put: { TableName: 't', Item: key() } }] },
  ],
  [
    'a check without a condition',
    'TransactWriteItems',
    { TransactItems: [{ ConditionCheck: { TableName: 't', Key: key() } }] },
  ],
  ['an action that does nothing', 'TransactWriteItems', { TransactItems: [{}] }],
  [
    'two actions in one',
    'TransactWriteItems',
    { TransactItems: [{ Put: { TableName: 't', Item: key('1') }, Delete: { TableName: 't', Key: key('2') } }] },
  ],
  ['101 checks', 'TransactWriteItems', { TransactItems: many(101, (i) => check(key(`p${i}`))) }],
  ['a token of 37 characters', 'TransactWriteItems', { TransactItems: [check()], ClientRequestToken: 'x'.repeat(37) }],

  // What is asked back.
  ['UPDATED_NEW of a delete', 'DeleteItem', { Key: key(), ReturnValues: 'UPDATED_NEW' }],
  [
    'something else of a refused condition',
    'UpdateItem',
    { ...update('REMOVE x'), ReturnValuesOnConditionCheckFailure: 'ALL_NEW' },
  ],
  ['a capacity that is not there', 'GetItem', get({ ReturnConsumedCapacity: 'ALL' })],
];

const taken: readonly Case[] = [
  ['a number of 38 digits behind zeros', 'PutItem', item({ n: { N: `0.000${'1'.repeat(38)}` } })],
  ['a number with an exponent', 'PutItem', item({ n: { N: '-1.5E-10' }, m: { N: '1e-130' }, z: { N: '0' } })],
  ['an empty text and empty bytes', 'PutItem', item({ s: text(''), b: { B: '' } })],
  ['an empty list and an empty map', 'PutItem', item({ l: { L: [] }, m: { M: {} } })],
  ['a time to live that is a text', 'PutItem', item({ expiresAt: text('never') })],
  ['a list of mixed types', 'PutItem', item({ l: { L: [text('x'), { N: '1' }, { NULL: true }, { BOOL: false }] } })],
  ['sets of bytes', 'PutItem', item({ b: { BS: ['AQ==', 'Ag=='] } })],
  ['names of any characters', 'PutItem', item({ 'a-b c.d': text('x') })],
  ['31 maps below the item', 'PutItem', item({ deep: deepMap(31) })],
  ['the keys of an index', 'PutItem', item({ [index.partitionKey]: text('p'), [index.sortKey]: text('s') })],
  ['half of the keys of an index', 'PutItem', item({ [index.sortKey]: text('s') })],

  ['a partition', 'Query', query('pk = :a', a)],
  ['the sort key first', 'Query', query('sk > :b AND pk = :a', ab)],
  ['brackets around all of a key condition', 'Query', query('(pk = :a AND sk = :b)', ab)],
  ['a count of an index', 'Query', query(`${index.partitionKey} = :a`, a, { ...onIndex, Select: 'COUNT' })],
  [
    'projected attributes of an index',
    'Query',
    query(`${index.partitionKey} = :a`, a, { ...onIndex, Select: 'ALL_PROJECTED_ATTRIBUTES' }),
  ],
  ['specific attributes', 'Query', query('pk = :a', a, { Select: 'SPECIFIC_ATTRIBUTES', ProjectionExpression: 'doc' })],
  [
    'a filter on the keys of the table in an index',
    'Query',
    query(`${index.partitionKey} = :a`, a, { ...onIndex, FilterExpression: 'attribute_exists(pk)' }),
  ],
  [
    'a start in an index',
    'Query',
    query(`${index.partitionKey} = :a`, a, {
      ...onIndex,
      ExclusiveStartKey: { ...key(), [index.partitionKey]: text('a'), [index.sortKey]: text('s') },
    }),
  ],
  ['backwards', 'Query', query('pk = :a', a, { ScanIndexForward: false, Limit: 1 })],
  ['a filter with the values of the condition', 'Query', query('pk = :a', a, { FilterExpression: 'doc = :a' })],
  ['a scan of a segment', 'Scan', { Segment: 1, TotalSegments: 2 }],
  ['a scan of an index', 'Scan', { ...onIndex, Limit: 1 }],
  ['a filter on keys in a scan', 'Scan', { FilterExpression: 'begins_with(pk, :a)', ExpressionAttributeValues: a }],

  [
    'names in a batch',
    'BatchGetItem',
    {
      RequestItems: {
        t: {
          Keys: [key()],
          ProjectionExpression: '#s',
          ExpressionAttributeNames: { '#s': 'status' },
          ConsistentRead: true,
        },
      },
    },
  ],
  [
    'puts and deletes',
    'BatchWriteItem',
    { RequestItems: { t: [{ PutRequest: { Item: key('1') } }, { DeleteRequest: { Key: key('2') } }] } },
  ],
  [
    'a check and a put in a transaction',
    'TransactWriteItems',
    { TransactItems: [check(), { Put: { TableName: 't', Item: key('2') } }], ClientRequestToken: 'x'.repeat(36) },
  ],
];

describeCases(refused, taken);
