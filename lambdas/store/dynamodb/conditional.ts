import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DOCUMENT_VERSION, ROW_VERSION, UnknownRow } from '../unknown-row.ts';
import type { Table } from './client.ts';
import { type Change, type Condition, expressionOf, namesIn, type Values } from './expressions.ts';
import type { Key } from './keys.ts';
import type { Item } from './requests.ts';

/** A row whose form a later release made is not written by this one. */
const OURS = '(attribute_not_exists(#v) OR #v <= :latest)';
const latest = { ':latest': DOCUMENT_VERSION } as const;

/** Whether a write was made; a condition that does not hold is an answer and not an error. */
async function unlessRefused<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

export interface Update extends Partial<Condition>, Change {
  /** What is answered: the row as it was, or as it is. */
  readonly answers?: 'ALL_OLD' | 'ALL_NEW';
}

/** Updates or makes a row when the condition holds; answers the row that was asked for, or nothing when it does not. */
export async function updateIf(key: Key, wanted: Update, table: Table): Promise<Item | undefined> {
  const { condition, values, answers, ...change } = wanted;
  const version = change.set?.v === undefined ? { v: ROW_VERSION } : {};
  const { expression, values: changed } = expressionOf({ ...change, setOnce: { ...change.setOnce, ...version } });
  const ConditionExpression = condition === undefined ? OURS : `(${condition}) AND ${OURS}`;
  const command = new UpdateCommand({
    TableName: table.name,
    Key: { ...key },
    UpdateExpression: expression,
    ConditionExpression,
    ExpressionAttributeNames: namesIn(expression, ConditionExpression),
    ExpressionAttributeValues: { ...changed, ...values, ...latest },
    ...(answers === undefined ? {} : { ReturnValues: answers }),
  });
  const written = await unlessRefused(table.client.send(command));
  return written === undefined ? undefined : (written.Attributes ?? {});
}

/** Updates or makes a row, whatever it holds; answers the row that was asked for. */
export async function update(key: Key, change: Omit<Update, 'condition' | 'values'>, table: Table): Promise<Item> {
  const written = await updateIf(key, change, table);
  if (written === undefined) throw new UnknownRow(`${key.pk} ${key.sk}`, 'another');
  return written;
}

/** Writes a row when there is none of its key; `false` when there is. */
export async function putNew(key: Key, values: Values, table: Table): Promise<boolean> {
  const command = new PutCommand({
    TableName: table.name,
    Item: { ...key, v: ROW_VERSION, ...values },
    ConditionExpression: 'attribute_not_exists(pk)',
  });
  return (await unlessRefused(table.client.send(command))) !== undefined;
}

/** Deletes a row; answers it, when it was this call that did. */
export async function deleteRow(key: Key, table: Table): Promise<Item | undefined> {
  const command = new DeleteCommand({
    TableName: table.name,
    Key: { ...key },
    ConditionExpression: OURS,
    ExpressionAttributeNames: namesIn(OURS),
    ExpressionAttributeValues: latest,
    ReturnValues: 'ALL_OLD',
  });
  const deleted = await unlessRefused(table.client.send(command));
  if (deleted === undefined) throw new UnknownRow(`${key.pk} ${key.sk}`, 'another');
  return deleted.Attributes;
}
