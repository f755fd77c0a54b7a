import { PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Silence } from '../../core/silence.ts';
import { isConditionFailed, type Table } from './client.ts';
import { expiresAt } from './keys.ts';

const PARTITION = 'SILENCES';

type Item = Readonly<Record<string, unknown>>;

/** Silences are few; each is kept as it was asked for, with its count and its end beside it. */
const silenceOf = (item: Item): Silence => ({
  ...JSON.parse(String(item['silence'])),
  id: String(item['sk']),
  count: Number(item['count'] ?? 0),
  ended: item['ended'] === true,
  announced: item['announced'] === true,
});

/** All silences that are kept, newest first. */
export async function listSilences(table: Table): Promise<Silence[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': PARTITION },
    }),
  );
  return Items.map(silenceOf).toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

export async function createSilence(
  { id, count: _, ended: __, announced: ___, ...silence }: Silence,
  table: Table,
): Promise<void> {
  const Item = {
    pk: PARTITION,
    sk: id,
    silence: JSON.stringify(silence),
    expiresAt: expiresAt(Date.parse(silence.until), table.retentionDays),
  };
  await table.client.send(new PutCommand({ TableName: table.name, Item }));
}

async function set(id: string, name: 'ended' | 'announced', table: Table): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { pk: PARTITION, sk: id },
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(#name)',
        UpdateExpression: 'SET #name = :yes',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':yes': true },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}

/** Ends a silence before its time; `false` when there is none of this id, or it has ended. */
export const endSilence = (id: string, table: Table): Promise<boolean> => set(id, 'ended', table);
/** Notes that the end of a silence was told; `false` when somebody else did. */
export const markAnnounced = (id: string, table: Table): Promise<boolean> => set(id, 'announced', table);

export async function countSilenced(id: string, alerts: number, table: Table): Promise<void> {
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: { pk: PARTITION, sk: id },
      UpdateExpression: 'ADD #count :n',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':n': alerts },
    }),
  );
}
