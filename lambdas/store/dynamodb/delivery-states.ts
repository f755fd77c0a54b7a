import { BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { type DeliveryState, type DeliveryStatus, deliveryIdOf } from '../../core/delivery.ts';
import type { Planned } from '../../engine/ports/alerts.ts';
import type { Table } from './client.ts';
import { stateOf } from './delivery-row.ts';
import { batchKey, deliveryKey, type Key } from './keys.ts';

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

/** One planned delivery with the row that tells its state: its own, else its batch's. */
interface Found {
  readonly of: Planned;
  readonly deliveryId: string;
  readonly destination: string;
  readonly row: Item | undefined;
}

const nameOf = (key: Key): string => `${key.pk} ${key.sk}`;

/** The rows of all planned deliveries, in order; `projection` need not name the keys. */
export async function plannedRows(alerts: readonly Planned[], projection: string, table: Table): Promise<Found[]> {
  const wanted = alerts.flatMap((of) =>
    of.planned.map((destination) => ({
      of,
      destination,
      own: deliveryKey(deliveryIdOf(of.alertId, destination)),
      shared:
        of.batch !== undefined && of.batchDestinations?.includes(destination)
          ? batchKey(of.batch, destination)
          : undefined,
    })),
  );
  const shared = wanted.map((each) => each.shared).filter((key) => key !== undefined);
  const keys = new Map([...wanted.map(({ own }) => own), ...shared].map((key) => [nameOf(key), key]));
  const items = await rowsOf([...keys.values()], `pk, sk, ${projection}`, table);
  const rows = new Map(items.map((item) => [`${item['pk']} ${item['sk']}`, item]));
  return wanted.map(({ of, destination, own, shared: batch }) => ({
    of,
    destination,
    deliveryId: deliveryIdOf(of.alertId, destination),
    row: rows.get(nameOf(own)) ?? (batch === undefined ? undefined : rows.get(nameOf(batch))),
  }));
}

/** The states of the planned deliveries of many alerts, by alert id; one without a row is queued. */
export async function statusesOf(alerts: readonly Planned[], table: Table): Promise<Map<string, DeliveryStatus[]>> {
  const found = await plannedRows(alerts, 'status', table);
  const states = found.map(({ of, destination, row }) => ({
    of,
    status: stateOf('', destination, row, of.silence).status,
  }));
  const byAlert = Map.groupBy(states, ({ of }) => of.alertId);
  return new Map([...byAlert].map(([id, all]) => [id, all.map(({ status }) => status)]));
}

/** All deliveries of one alert, in the order they were planned; those that nobody claimed yet are queued. */
export async function deliveryStates(alert: Planned, table: Table): Promise<DeliveryState[]> {
  const found = await plannedRows([alert], 'status, reason, receipt, mergedInto, attempts', table);
  return found.map(({ deliveryId, destination, row }) => stateOf(deliveryId, destination, row, alert.silence));
}

/** One delivery by its own row; `undefined` when it has none. */
export async function ownState(deliveryId: string, table: Table): Promise<DeliveryState | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: deliveryKey(deliveryId), ConsistentRead: true }),
  );
  return Item === undefined ? undefined : stateOf(deliveryId, String(Item['destination'] ?? ''), Item);
}
