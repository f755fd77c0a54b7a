import { BatchGetCommand, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type DeliveryState, type DeliveryStatus, deliveryIdOf } from '../../core/delivery.ts';
import type { Table } from './client.ts';
import { stateOf } from './delivery-row.ts';
import { deliveryKey, type Key } from './keys.ts';

type Item = Readonly<Record<string, unknown>>;

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));

/** Rows by key; DynamoDB takes 100 keys at once and may leave some for the next request. */
export async function rowsOf(keys: readonly Key[], projection: string, table: Table): Promise<Item[]> {
  const names = projection.split(', ');
  const fetchAll = async (batch: readonly Key[]): Promise<Item[]> => {
    const request = {
      Keys: [...batch],
      ConsistentRead: true,
      ProjectionExpression: names.map((name) => `#${name}`).join(', '),
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    };
    const { Responses = {}, UnprocessedKeys = {} } = await table.client.send(
      new BatchGetCommand({ RequestItems: { [table.name]: request } }),
    );
    const left = (UnprocessedKeys[table.name]?.Keys ?? []).map((key) => ({
      pk: String(key['pk']),
      sk: String(key['sk']),
    }));
    return [...(Responses[table.name] ?? []), ...(left.length > 0 ? await fetchAll(left) : [])];
  };
  return (await Promise.all(chunks(keys, 100).map(fetchAll))).flat();
}

/** An alert and the destinations that were planned for it. */
export interface Planned {
  readonly alertId: string;
  readonly planned: readonly string[];
  readonly silence?: string;
}

/** The states of the planned deliveries of many alerts, by alert id; one without a row is queued. */
export async function statusesOf(alerts: readonly Planned[], table: Table): Promise<Map<string, DeliveryStatus[]>> {
  const ids = alerts.flatMap(({ alertId, planned, silence }) =>
    planned.map((destination) => ({ alertId, destination, silence })),
  );
  const keys = ids.map(({ alertId, destination }) => deliveryKey(deliveryIdOf(alertId, destination)));
  const rows = new Map((await rowsOf(keys, 'pk, sk, status', table)).map((row) => [`${row['pk']} ${row['sk']}`, row]));
  const states = ids.map(({ alertId, destination, silence }, i) => {
    const key = keys[i];
    const row = key === undefined ? undefined : rows.get(`${key.pk} ${key.sk}`);
    return { alertId, status: stateOf('', destination, row, silence).status };
  });
  return new Map(
    [...Map.groupBy(states, ({ alertId }) => alertId)].map(([id, all]) => [id, all.map(({ status }) => status)]),
  );
}

/** All deliveries of one alert, in the order they were planned; those that nobody claimed yet are queued. */
export async function deliveryStates({ alertId, planned, silence }: Planned, table: Table): Promise<DeliveryState[]> {
  const { Items = [] } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': deliveryKey(deliveryIdOf(alertId, 'x')).pk, ':sk': 'DELIVERY#' },
    }),
  );
  const rows = new Map(Items.map((item) => [String(item['destination']), item]));
  return planned.map((destination) =>
    stateOf(deliveryIdOf(alertId, destination), destination, rows.get(destination), silence),
  );
}

/** One delivery; one without a row is queued. */
export async function findState(deliveryId: string, table: Table): Promise<DeliveryState> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: deliveryKey(deliveryId), ConsistentRead: true }),
  );
  return stateOf(deliveryId, String(Item?.['destination'] ?? ''), Item);
}
