import { gunzipSync, gzipSync } from 'node:zlib';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { AlertRow, Recorded, StoredAlert } from '../../engine/ports/alerts.ts';
import { packBody, unpackBody } from './body.ts';
import { isConditionFailed, type Table } from './client.ts';
import { alertKey, expiresAt, shardOf, timePartition } from './keys.ts';

const WORTH_COMPRESSING = 4 * 1024;

const packText = (text: string): string | Uint8Array =>
  text.length < WORTH_COMPRESSING ? text : gzipSync(text, { level: 1 });
const unpackText = (value: unknown): string =>
  value instanceof Uint8Array ? gunzipSync(value).toString('utf8') : String(value);

const summaryOf = ({ alert, planned }: AlertRow) => ({
  alertId: alert.id,
  source: alert.source,
  title: alert.title,
  severity: alert.severity,
  state: alert.state,
  occurredAt: alert.occurredAt,
  receivedAt: alert.receivedAt,
  planned,
});

function itemOf(row: AlertRow, table: Table): Record<string, unknown> {
  const { alert, webhookId, hour, alone, body, raw, evidence, silence, batch, batchDestinations } = row;
  return {
    ...alertKey(alert.id),
    ...summaryOf(row),
    alert: packText(JSON.stringify(alert)),
    webhookId,
    hour,
    alone,
    silence,
    batch,
    batchDestinations,
    body: body === undefined ? undefined : packBody(body),
    raw: raw === undefined ? undefined : packText(raw),
    evidence: evidence === undefined ? undefined : packText(evidence),
    timePk: timePartition('ALERT', alert.receivedAt, shardOf(alert.id)),
    timeSk: `${alert.receivedAt}#${alert.id}`,
    expiresAt: expiresAt(Date.parse(alert.receivedAt), table.retentionDays),
  };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Writes an alert's row if there is none; what is there already tells whose it is. */
export async function recordAlert(row: AlertRow, table: Table): Promise<Recorded> {
  try {
    const Item = itemOf(row, table);
    await table.client.send(
      new PutCommand({ TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    return { kind: 'new' };
  } catch (error) {
    if (!isConditionFailed(error)) throw error;
  }
  const Key = alertKey(row.alert.id);
  // `batch` is one of DynamoDB's reserved words.
  const names = {
    ProjectionExpression: 'webhookId, planned, silence, #batch',
    ExpressionAttributeNames: { '#batch': 'batch' },
  };
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key, ConsistentRead: true, ...names }),
  );
  if (Item?.['webhookId'] !== row.webhookId) return { kind: 'repeat' };
  const planned: unknown = Item['planned'];
  const silence: unknown = Item['silence'];
  const heldBack = typeof silence === 'string' ? { silence } : {};
  const batch = typeof Item['batch'] === 'string' ? { batch: Item['batch'] } : {};
  return { kind: 'own', planned: isTexts(planned) ? planned : row.planned, ...heldBack, ...batch };
}

/** Writes what an alert says over what its row has: it was read again, perhaps by a better reader. */
export async function rewriteAlert(
  { alert, raw }: Pick<AlertRow, 'alert' | 'raw'>,
  table: Table,
): Promise<readonly string[]> {
  const { Attributes } = await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: alertKey(alert.id),
      UpdateExpression: `SET alert = :alert, title = :title, severity = :severity, #state = :state${raw === undefined ? '' : ', #raw = :raw'}`,
      ExpressionAttributeNames: { '#state': 'state', ...(raw === undefined ? {} : { '#raw': 'raw' }) },
      ExpressionAttributeValues: {
        ':alert': packText(JSON.stringify(alert)),
        ':title': alert.title,
        ':severity': alert.severity,
        ':state': alert.state,
        ...(raw === undefined ? {} : { ':raw': packText(raw) }),
      },
      ReturnValues: 'ALL_NEW',
    }),
  );
  const planned: unknown = Attributes?.['planned'];
  return isTexts(planned) ? planned : [];
}

export async function loadAlert(alertId: string, table: Table): Promise<StoredAlert | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: alertKey(alertId), ConsistentRead: true }),
  );
  if (Item === undefined) return undefined;
  const planned: unknown = Item['planned'];
  return {
    // As it was written: a parse would order its fields anew, and what is rendered from it would be other bytes.
    alert: JSON.parse(unpackText(Item['alert'])),
    planned: isTexts(planned) ? planned : [],
    hour: String(Item['hour']),
    webhookId: String(Item['webhookId']),
    ...(typeof Item['silence'] === 'string' ? { silence: Item['silence'] } : {}),
    ...(typeof Item['batch'] === 'string' ? { batch: Item['batch'] } : {}),
    ...(isTexts(Item['batchDestinations']) ? { batchDestinations: Item['batchDestinations'] } : {}),
    ...(Item['raw'] === undefined ? {} : { raw: unpackText(Item['raw']) }),
    ...(Item['evidence'] === undefined ? {} : { evidence: unpackText(Item['evidence']) }),
    ...(Item['body'] === undefined ? {} : { body: unpackBody(Item['body']) }),
  };
}

/** Adds a destination to an alert's plan; `false` when it is in it already. */
export async function addDestination(alertId: string, destination: string, table: Table): Promise<boolean> {
  try {
    await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: alertKey(alertId),
        ConditionExpression: 'attribute_exists(pk) AND NOT contains(planned, :destination)',
        UpdateExpression: 'SET planned = list_append(planned, :list)',
        ExpressionAttributeValues: { ':destination': destination, ':list': [destination] },
      }),
    );
    return true;
  } catch (error) {
    if (isConditionFailed(error)) return false;
    throw error;
  }
}
