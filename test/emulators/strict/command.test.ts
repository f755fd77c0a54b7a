import { BatchGetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, it } from 'vitest';
import { memoryTable } from '../../faults/memory-table.ts';

const TableName = 'table';
const Key = { pk: 'p', sk: 's' };
const values = { ':a': 'x'.repeat(300_000) };

it.each<[string, object]>([
  ['an empty set', new PutCommand({ TableName, Item: { ...Key, names: new Set([]) } })],
  ['a nested number that is none', new PutCommand({ TableName, Item: { ...Key, list: [{ n: Number.NaN }] } })],
  [
    'a reserved word',
    new UpdateCommand({ TableName, Key, UpdateExpression: 'SET status = :a', ExpressionAttributeValues: values }),
  ],
  [
    'a range upside down',
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :a AND sk BETWEEN :b AND :a',
      ExpressionAttributeValues: { ':a': 'a', ':b': 'b' },
    }),
  ],
  ['a key twice', new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [Key, Key] } } })],
])('the table in memory refuses %s', async (_, command) => {
  await expect(memoryTable().send(command)).rejects.toMatchObject({ name: 'ValidationException' });
});

it('and an update after which the item would be too large', async () => {
  const table = memoryTable();
  const grow = (UpdateExpression: string) =>
    table.send(new UpdateCommand({ TableName, Key, UpdateExpression, ExpressionAttributeValues: values }));
  await grow('SET doc = :a');
  await expect(grow('SET text2 = :a')).rejects.toMatchObject({ name: 'ValidationException' });
  expect(table.rows()).toEqual([{ ...Key, doc: values[':a'] }]);
});
