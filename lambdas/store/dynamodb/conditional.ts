import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DOCUMENT_VERSION, ROW_VERSION, UnknownRow } from '../unknown-row.ts';
import type { Table } from './client.ts';
import { type Change, type Condition, expressionOf, namesIn, type Values } from './expressions.ts';
import type { Key } from './keys.ts';
import { type Patient, patiently } from './patience.ts';
import { getRow, type Item } from './requests.ts';

/** A row whose form a later release made is not written by this one. */
const OURS = '(attribute_not_exists(#v) OR #v <= :latest)';
const latest = { ':latest': DOCUMENT_VERSION } as const;

/**
 * A write that was refused because its condition does not hold. One that the SDK tried more than once may have been done by
 * a try whose answer was lost: then its own row refuses it.
 */
class Refused {
  readonly mayBeOwn: boolean;
  constructor({ $metadata: { attempts = 1 } }: ConditionalCheckFailedException) {
    this.mayBeOwn = attempts > 1;
  }
}

/** What a write answers; a condition that does not hold is an answer and not an error. */
async function answerOf<T>(write: Promise<T>): Promise<T | Refused> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return new Refused(error);
    throw error;
  }
}

const plain = (value: unknown): unknown => (value instanceof Uint8Array ? Uint8Array.from(value) : value);

const once = async <T>(work: () => Promise<T>): Promise<Patient<T>> => ({ answer: await work(), wasRepeated: false });

/** The row, when it is as a change would make it. */
async function rowAfter(key: Key, { set = {}, remove = [] }: Change, table: Table): Promise<Item | undefined> {
  const row = await getRow(key, table);
  if (row === undefined) return undefined;
  const isSet = Object.entries(set).every(
    ([name, value]) => value === undefined || isDeepStrictEqual(plain(row[name]), plain(value)),
  );
  return isSet && remove.every((name) => row[name] === undefined) ? row : undefined;
}

/** An id for `writeId`: no two writes have the same. */
export const newWriteId = (): string => randomBytes(4).toString('base64url');

export interface Update extends Partial<Condition>, Change {
  /** What is answered: the row as it was, or as it is. */
  readonly answers?: 'ALL_OLD' | 'ALL_NEW';
  /** Tried again while the table fails, beyond the tries of the SDK. */
  readonly isPatient?: true;
}

/** What an update answers: the row that was asked for; or the row as it is, when the try that made it so was not answered. */
export type Updated = { readonly row: Item } | { readonly unanswered: Item };

/** Updates or makes a row when the condition holds; nothing when it does not. */
export async function tryUpdate(key: Key, wanted: Update, table: Table): Promise<Updated | undefined> {
  const { condition, values, answers, isPatient, ...change } = wanted;
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
  const write = () => answerOf(table.client.send(command));
  const { answer: written, wasRepeated } = isPatient ? await patiently(write) : await once(write);
  if (!(written instanceof Refused)) return { row: written.Attributes ?? {} };
  const row = written.mayBeOwn || wasRepeated ? await rowAfter(key, change, table) : undefined;
  return row === undefined ? undefined : { unanswered: row };
}

/**
 * Updates or makes a row when the condition holds; answers the row that was asked for, or nothing when it does not. One that
 * was made by a try whose answer was lost is answered too, unless the row as it was is asked for, which is not known then.
 */
export async function updateIf(key: Key, wanted: Update, table: Table): Promise<Item | undefined> {
  const updated = await tryUpdate(key, wanted, table);
  if (updated === undefined) return undefined;
  if ('row' in updated) return updated.row;
  return wanted.answers === 'ALL_OLD' ? undefined : updated.unanswered;
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
  const written = await answerOf(table.client.send(command));
  if (!(written instanceof Refused)) return true;
  return written.mayBeOwn && (await rowAfter(key, { set: values }, table)) !== undefined;
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
  const deleted = await answerOf(table.client.send(command));
  if (deleted instanceof Refused) throw new UnknownRow(`${key.pk} ${key.sk}`, 'another');
  return deleted.Attributes;
}
