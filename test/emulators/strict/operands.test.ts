import { a, type Case, describeCases, index, item, key, n, onIndex, put, query, text, update } from './cases.ts';

const refused: readonly Case[] = [
  [
    'a start in another partition',
    'Query',
    query('pk = :a', { ':a': text('q') }, { ExclusiveStartKey: key('p', 's') }),
  ],
  [
    'a start before the range',
    'Query',
    query('pk = :a AND sk >= :b', { ':a': text('p'), ':b': text('t') }, { ExclusiveStartKey: key('p', 's') }),
  ],
  [
    'a start without the prefix',
    'Query',
    query(
      'pk = :a AND begins_with(sk, :b)',
      { ':a': text('p'), ':b': text('t') },
      { ExclusiveStartKey: key('p', 's') },
    ),
  ],
  [
    'all attributes of an index of keys',
    'Query',
    query(`${index.partitionKey} = :a`, a, { ...onIndex, Select: 'ALL_ATTRIBUTES' }),
  ],
  ['a projection of a count', 'Query', query('pk = :a', a, { ProjectionExpression: 'doc', Select: 'COUNT' })],

  ['a prefix that is a number', 'PutItem', put('begins_with(x, :n)', n)],
  ['a truth value that is less', 'PutItem', put('x < :t', { ':t': { BOOL: true } })],
  [
    'a range upside down in a condition',
    'PutItem',
    put('x BETWEEN :a AND :b', { ':a': { N: '10' }, ':b': { N: '9' } }),
  ],
  ['a range of two types', 'PutItem', put('x BETWEEN :a AND :n', { ...a, ...n })],
  ['a list in a range', 'PutItem', put('x BETWEEN :l AND :l', { ':l': { L: [] } })],
  ['a type that is not there', 'PutItem', put('attribute_type(x, :a)', { ':a': text('STRING') })],
  ['a value that exists', 'PutItem', put('attribute_exists(:a)', a)],
  ['the size of a value', 'PutItem', put('size(:a) > :n', { ...a, ...n })],
  ['a text that is added', 'UpdateItem', update('ADD x :a', undefined, a)],
  ['a number that is taken from a set', 'UpdateItem', update('DELETE x :n', undefined, n)],
  ['a sum with a text', 'UpdateItem', update('SET x = x + :a', undefined, a)],
  ['a text behind a list', 'UpdateItem', update('SET x = list_append(x, :a)', undefined, a)],
  ['a value that does not exist', 'UpdateItem', update('SET x = if_not_exists(:a, :a)', undefined, a)],
  ['what was new of a put', 'PutItem', { ...item(), ReturnValues: 'ALL_NEW' }],
  ['a condition of the time before expressions', 'PutItem', { ...item(), Expected: { pk: { Exists: false } } }],
  ['a name without #', 'PutItem', put('attribute_exists(x)', undefined, { x: 'x' })],
  ['a name for nothing', 'PutItem', put('attribute_exists(#x)', undefined, { '#x': '' })],
  ['a value of no type', 'PutItem', item({ doc: {} })],
  ['a value of two types', 'PutItem', item({ doc: { S: 'x', N: '1' } })],
  ['a value of a type that is not there', 'PutItem', item({ doc: { SM: {} } })],
];

const taken: readonly Case[] = [
  [
    'a start within a range',
    'Query',
    query(
      'pk = :a AND sk BETWEEN :b AND :c',
      { ':a': text('p'), ':b': text('a'), ':c': text('t') },
      { ExclusiveStartKey: key() },
    ),
  ],
  ['a count', 'Query', query('pk = :a', a, { Select: 'COUNT' })],
  ['a range of numbers', 'PutItem', put('x BETWEEN :a AND :b', { ':a': { N: '9' }, ':b': { N: '10' } })],
  ['a type', 'PutItem', put('attribute_type(x, :a) AND contains(y, :n)', { ':a': text('SS'), ...n })],
  ['a default of a sum', 'UpdateItem', update('SET x = if_not_exists(x, :n) + :n', undefined, n)],
  ['what was new of an update', 'UpdateItem', { ...update('REMOVE x'), ReturnValues: 'ALL_NEW' }],
];

describeCases(refused, taken);
