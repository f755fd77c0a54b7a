import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchIdOf } from '../../core/delivery.ts';
import { add, type Counts, type LedgerName } from '../../core/ledger.ts';
import type { Recount, Unclaimed } from '../../engine/ports/ledger.ts';
import type { Table } from './client.ts';
import { countedStatus, unclaimedStatus } from './delivery-row.ts';
import { plannedRows, rowsOf } from './delivery-states.ts';
import { alertKey, BY_TIME, shards, timePartition } from './keys.ts';
import { plannedIn, plannedOf } from './planned.ts';

type Item = Readonly<Record<string, unknown>>;

const OWN_SOURCE = 'tocsin';

async function partition(kind: 'ALERT' | 'WEBHOOK', hour: string, shard: number, table: Table): Promise<Item[]> {
  const items: Item[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: BY_TIME,
        KeyConditionExpression: 'timePk = :pk AND begins_with(timeSk, :hour)',
        ExpressionAttributeValues: { ':pk': timePartition(kind, hour, shard), ':hour': hour },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    items.push(...(answer.Items ?? []));
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

const entries = async (kind: 'ALERT' | 'WEBHOOK', hour: string, table: Table): Promise<Item[]> =>
  (await Promise.all(shards.map((shard) => partition(kind, hour, shard, table)))).flat();

const webhookNames: Readonly<Record<string, LedgerName | undefined>> = {
  empty: 'empty',
  ignored: 'ignored',
  duplicate: 'duplicate',
};

function webhookCounts(item: Item): Counts {
  const name = webhookNames[String(item['outcome'])];
  return { accepted: 1, ...(name === undefined ? {} : { [name]: 1 }) };
}

const alertCounts = (item: Item): Counts => ({
  alerts: 1,
  planned: plannedOf(item).length,
  ...(item['alone'] === true ? { accepted: 1 } : {}),
});

const tally = (statuses: readonly LedgerName[]): Counts =>
  Object.fromEntries([...Map.groupBy(statuses, (status) => status)].map(([status, same]) => [status, same.length]));

/** Index entries whose row is truly there: an index may be ahead of its table, or behind. */
async function existing(alerts: readonly Item[], table: Table): Promise<Item[]> {
  const idOf = (item: Item) => String(item['alertId']);
  const rows = await rowsOf(
    alerts.map((item) => alertKey(idOf(item))),
    'pk',
    table,
  );
  const there = new Set(rows.map((row) => String(row['pk'])));
  return alerts.filter((item) => there.has(alertKey(idOf(item)).pk));
}

type PlannedRow = Awaited<ReturnType<typeof plannedRows>>[number];

const batchOf = ({ of, destination }: PlannedRow): string | undefined =>
  of.batch !== undefined && of.batchDestinations?.includes(destination) ? batchIdOf(of.batch, destination) : undefined;

function unclaimedIn(deliveries: readonly PlannedRow[]): Unclaimed[] {
  const found = deliveries.filter(({ row, of }) => row === undefined && of.silence === undefined);
  const batches = Map.groupBy(found, batchOf);
  return [...batches].flatMap(([id, all]) =>
    id === undefined
      ? all.map(({ deliveryId }) => ({ id: deliveryId }))
      : [{ id, alertIds: all.map(({ of }) => of.alertId) }],
  );
}

/** Counts one hour from its rows, which are the truth; the pages of the ledger are only quicker to read. */
export async function recount(hour: string, table: Table): Promise<Recount> {
  const [found, webhooks] = await Promise.all([entries('ALERT', hour, table), entries('WEBHOOK', hour, table)]);
  const all = await existing(found, table);
  // Tocsin's own alerts were never accepted from anybody, so they are on no page; but they have to be told.
  const alerts = all.filter((item) => item['source'] !== OWN_SOURCE);
  const own = all.filter((item) => item['source'] === OWN_SOURCE);
  const deliveries = await plannedRows(alerts.map(plannedIn), 'deliveryId, counted', table);
  const counts = add(
    tally(deliveries.map(({ row, of }) => (row === undefined ? unclaimedStatus(of.silence) : countedStatus(row)))),
    ...alerts.map(alertCounts),
    ...webhooks.map(webhookCounts),
  );
  const ownDeliveries = await plannedRows(own.map(plannedIn), 'deliveryId, counted', table);
  return { counts, unclaimed: unclaimedIn([...deliveries, ...ownDeliveries]) };
}
