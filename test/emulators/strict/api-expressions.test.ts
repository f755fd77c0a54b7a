/**
 * What DynamoDB refuses and what it takes, by its API reference
 * (https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html), its expressions
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html) and its limits
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
import { a, ab, type Case, describeCases, item, key, n, put, type Request, text, update } from './cases.ts';

const set = { ':s': { SS: ['x'] } };
const list = { ':l': { L: [text('x')] } };
const get = (more: Request) => ({ Key: key(), ...more });
const put_ = (more: Request) => ({ ...item(), ...more });

const refused: readonly Case[] = [
  // Projections.
  ['a path that holds another', 'GetItem', get({ ProjectionExpression: 'doc, doc.title' })],
  ['an element of a list that is projected', 'GetItem', get({ ProjectionExpression: 'tags[0], tags' })],
  ['a path twice', 'GetItem', get({ ProjectionExpression: 'doc.x, doc.x' })],
  ['a projection that ends with a comma', 'GetItem', get({ ProjectionExpression: 'doc,' })],
  ['a projection without commas', 'GetItem', get({ ProjectionExpression: 'doc title2' })],
  ['an element that is no number', 'GetItem', get({ ProjectionExpression: 'tags[x]' })],
  ['an element below zero', 'GetItem', get({ ProjectionExpression: 'tags[-1]' })],
  ['a value in a projection', 'GetItem', get({ ProjectionExpression: ':a', ExpressionAttributeValues: a })],
  ['a function in a projection', 'GetItem', get({ ProjectionExpression: 'size(doc)' })],
  ['a reserved word in a nested path', 'GetItem', get({ ProjectionExpression: 'doc.status' })],
  [
    'an unused name beside a projection',
    'GetItem',
    get({ ProjectionExpression: 'doc', ExpressionAttributeNames: { '#a': 'a' } }),
  ],

  // Conditions.
  ['begins_with a number', 'PutItem', put('begins_with(x, :n)', n)],
  ['begins_with of one operand', 'PutItem', put('begins_with(x)')],
  ['contains of three operands', 'PutItem', put('contains(x, :a, :b)', ab)],
  ['attribute_exists of two operands', 'PutItem', put('attribute_exists(x, y)')],
  ['a size that is compared with a text', 'PutItem', put('size(x)', undefined)],
  ['a condition without an operator', 'PutItem', put('x')],
  ['a value alone', 'PutItem', put(':a', a)],
  ['a function that is compared', 'PutItem', put('attribute_exists(x) = :t', { ':t': { BOOL: true } })],
  ['NOT without anything', 'PutItem', put('NOT')],
  ['AND at the end', 'PutItem', put('x = :a AND', a)],
  ['two comparisons in one', 'PutItem', put('x = :a = y', a)],
  ['IN without brackets', 'PutItem', put('x IN :a', a)],
  ['IN of nothing', 'PutItem', put('x IN ()')],
  ['BETWEEN without AND', 'PutItem', put('x BETWEEN :a', a)],
  ['an order of lists', 'PutItem', put('x < :l', list)],
  ['an order of sets', 'PutItem', put('x >= :s', set)],
  ['a sum in a condition', 'PutItem', put('x = y + :n', n)],
  ['a section in a condition', 'PutItem', put('SET x = :a', a)],
  ['a reserved word below an attribute', 'PutItem', put('attribute_exists(doc.count)')],
  ['attribute_type with a path for the type', 'PutItem', put('attribute_type(x, y)')],
  ['a path that ends with a dot', 'PutItem', put('attribute_exists(doc.)')],
  ['two operators in a row', 'PutItem', put('x = = :a', a)],
  ['a condition of a put that is no text', 'PutItem', put_({ ExpressionAttributeNames: { '#a': 'a' } })],

  // Updates.
  ['list_append of one operand', 'UpdateItem', update('SET x = list_append(:l)', undefined, list)],
  ['if_not_exists of one operand', 'UpdateItem', update('SET x = if_not_exists(y)')],
  ['list_append of a set', 'UpdateItem', update('SET x = list_append(x, :s)', undefined, set)],
  ['a product', 'UpdateItem', update('SET x = x * :n', undefined, n)],
  ['three summands', 'UpdateItem', update('SET x = x + :n + :n', undefined, n)],
  ['a SET without a value', 'UpdateItem', update('SET x')],
  ['a SET without =', 'UpdateItem', update('SET x :a', undefined, a)],
  ['a REMOVE with a value', 'UpdateItem', update('REMOVE x :a', undefined, a)],
  ['a REMOVE of a path twice', 'UpdateItem', update('REMOVE doc.x, doc.x')],
  ['a REMOVE of an element and its list', 'UpdateItem', update('REMOVE tags[1], tags')],
  ['an ADD of a list', 'UpdateItem', update('ADD x :l', undefined, list)],
  ['an ADD of a path', 'UpdateItem', update('ADD x y')],
  ['a DELETE with =', 'UpdateItem', update('DELETE x = :s', undefined, set)],
  ['a condition in SET', 'UpdateItem', update('SET x = attribute_exists(y)')],
  ['a comma at the end of SET', 'UpdateItem', update('SET x = :a,', undefined, a)],
  ['an update of the partition key by its name', 'UpdateItem', update('REMOVE pk')],
  ['a reserved word in a nested path of an update', 'UpdateItem', update('SET doc.name = :a', undefined, a)],
  ['an update beside old parameters', 'UpdateItem', { ...update('REMOVE x'), AttributeUpdates: {} }],
  ['an update without an empty key attribute', 'UpdateItem', { Key: key('p', ''), UpdateExpression: 'REMOVE x' }],
];

const taken: readonly Case[] = [
  ['paths beside each other', 'GetItem', get({ ProjectionExpression: 'doc.a, doc.b, tags[0], tags[1]' })],
  [
    'a path behind names',
    'GetItem',
    get({ ProjectionExpression: '#d.#s', ExpressionAttributeNames: { '#d': 'doc', '#s': 'status' } }),
  ],
  ['a name with a dot', 'GetItem', get({ ProjectionExpression: '#d', ExpressionAttributeNames: { '#d': 'a.b' } })],
  ['two names of which one is the other with more', 'GetItem', get({ ProjectionExpression: 'doc, document' })],
  ['a consistent read', 'GetItem', get({ ConsistentRead: true })],
  ['a key alone', 'GetItem', get({})],
  ['white space and lines', 'GetItem', get({ ProjectionExpression: ' doc ,\n tags [ 0 ] ' })],

  ['contains a set', 'PutItem', put('contains(x, :a)', a)],
  ['contains a path', 'PutItem', put('contains(x, y)')],
  ['begins_with a path', 'PutItem', put('begins_with(x, y)')],
  ['begins_with bytes', 'PutItem', put('begins_with(x, :b)', { ':b': { B: 'AQ==' } })],
  ['a size that is compared', 'PutItem', put('size(x) >= :n', n)],
  ['a size between', 'PutItem', put('size(x) BETWEEN :n AND :m', { ':n': { N: '1' }, ':m': { N: '2' } })],
  ['two sizes', 'PutItem', put('size(x) < size(y)')],
  ['a size in a list', 'PutItem', put('size(x) IN (:n)', n)],
  ['equal lists', 'PutItem', put('x = :l', list)],
  ['unequal truth values', 'PutItem', put('x <> :t', { ':t': { BOOL: true } })],
  ['IN of paths', 'PutItem', put('x IN (y, z, :a)', a)],
  ['BETWEEN paths', 'PutItem', put('x BETWEEN y AND z')],
  ['a value between paths', 'PutItem', put(':a BETWEEN x AND y', a)],
  ['a value on the left', 'PutItem', put(':a = x', a)],
  ['two paths', 'PutItem', put('doc.a = doc.b')],
  ['NOT of a bracket', 'PutItem', put('NOT (x = :a OR y = :a)', a)],
  ['NOT of NOT', 'PutItem', put('NOT NOT x = :a', a)],
  ['AND and OR without brackets', 'PutItem', put('x = :a OR y = :a AND NOT z = :a', a)],
  ['BETWEEN beside AND', 'PutItem', put('x BETWEEN :a AND :b AND y = :a', ab)],
  ['a type of a nested path', 'PutItem', put('attribute_type(doc.x[0].y, :t)', { ':t': text('BOOL') })],
  ['an attribute that begins with a keyword', 'PutItem', put('android = :a AND notes = :a', a)],
  ['the keys in a condition', 'PutItem', put('pk <> :a AND sk <> :a', a)],
  [
    'a condition on a row that is old',
    'DeleteItem',
    { Key: key(), ConditionExpression: 'x = :a', ExpressionAttributeValues: a, ReturnValues: 'ALL_OLD' },
  ],

  ['a sum of two values', 'UpdateItem', update('SET x = :n + :n', undefined, n)],
  ['a difference', 'UpdateItem', update('SET x = y - :n', undefined, n)],
  ['a list before a list', 'UpdateItem', update('SET x = list_append(:l, x)', undefined, list)],
  ['a list behind a default', 'UpdateItem', update('SET x = list_append(if_not_exists(x, :l), :l)', undefined, list)],
  ['a default that is a path', 'UpdateItem', update('SET x = if_not_exists(y, z)')],
  ['an attribute of another', 'UpdateItem', update('SET x = y, y = x')],
  ['a nested path', 'UpdateItem', update('SET doc.a.b[2].c = :a', undefined, a)],
  ['elements beside each other', 'UpdateItem', update('REMOVE tags[0], tags[1], doc.x')],
  ['a set that is added', 'UpdateItem', update('ADD x :s', undefined, set)],
  ['numbers that are taken from a set', 'UpdateItem', update('DELETE x :s', undefined, { ':s': { NS: ['1'] } })],
  [
    'a key in the condition of an update',
    'UpdateItem',
    { ...update('REMOVE x'), ConditionExpression: 'attribute_exists(pk)' },
  ],
  ['sections in another order', 'UpdateItem', update('REMOVE y ADD z :n SET x = :n', undefined, n)],
  ['a bracket around a sum', 'UpdateItem', update('SET x = (y + :n)', undefined, n)],
  ['an update of nothing but a key', 'UpdateItem', { Key: key() }],
  [
    'the row on a refused condition',
    'UpdateItem',
    { ...update('REMOVE x'), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' },
  ],
  ['what was updated', 'UpdateItem', { ...update('REMOVE x'), ReturnValues: 'UPDATED_OLD' }],
];

describeCases(refused, taken);
