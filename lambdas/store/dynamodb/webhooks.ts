import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredWebhook, WebhookMessage } from '../../core/webhook.ts';
import type { Blobs } from '../../engine/ports/blobs.ts';
import type { KeptWebhook, WebhookRow } from '../../engine/ports/webhooks.ts';
import { packBody, unpackBody } from './body.ts';
import { isConditionFailed, type Table } from './client.ts';
import { expiresAt, shardOf, timePartition, webhookKey } from './keys.ts';

/** A raw webhook stays in its row up to here; DynamoDB takes 400 KB in all. */
const IN_ROW_BYTES = 36 * 1024;

/** The body to keep in a row; a large one is moved into a blob first. */
export async function keepWebhook(message: WebhookMessage, blobs: Blobs): Promise<StoredWebhook> {
  const { body, webhookId, headers } = message;
  if (body.in === 'blob' || body.bytes.length <= IN_ROW_BYTES) return { ...body, headers };
  const key = `webhooks/${webhookId}`;
  await blobs.store(key, body.bytes);
  return { in: 'blob', gzip: body.gzip, key, headers };
}

/** A webhook that has a row of its own, as it is kept. */
export async function loadWebhook(webhookId: string, table: Table): Promise<KeptWebhook | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: webhookKey(webhookId), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const body = Item['body'] === undefined ? {} : { body: unpackBody(Item['body']) };
  return { source: String(Item['source']), receivedAt: String(Item['receivedAt']), ...body };
}

/** Writes what became of a webhook, once. */
export async function recordWebhook(row: WebhookRow, table: Table): Promise<boolean> {
  const { webhookId, receivedAt, body, ...rest } = row;
  const Item = {
    ...webhookKey(webhookId),
    ...rest,
    webhookId,
    receivedAt,
    body: body === undefined ? undefined : packBody(body),
    // What nobody sent is not listed by time: a recount takes what is for an accepted webhook.
    ...(row.isHeartbeat === true
      ? {}
      : {
          timePk: timePartition('WEBHOOK', receivedAt, shardOf(webhookId)),
          timeSk: `${receivedAt}#${webhookId}`,
        }),
    expiresAt: expiresAt(Date.parse(receivedAt), table.retentionDays),
  };
  try {
    await table.client.send(
      new PutCommand({ TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
