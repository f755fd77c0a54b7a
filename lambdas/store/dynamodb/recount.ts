import { add, type Counts, type LedgerName } from '../../domain/counters.ts';
import { batchIdOf } from '../../domain/delivery.ts';
import type { Planned } from '../../engine/ports/alerts.ts';
import type { Recount, Unclaimed } from '../../engine/ports/ledger.ts';
import { PLAN, planIn } from './alerts.ts';
import type { Table } from './client.ts';
import { unclaimedStatus } from './delivery-rows.ts';
import { type PlannedRow, plannedRows } from './delivery-states.ts';
import { countedIn, readCounted } from './items.ts';
import { alertIdIn, BY_TIME, HIGHEST, outcomeIn, shards, timePartition } from './keys.ts';
import { getRows, type Item, keyIn, keyText, queryRows } from './requests.ts';
import { longHour } from './short-values.ts';

/** The entries of an hour. */
async function entriesOf(kind: 'A' | 'W', hour: string, table: Table): Promise<Item[]> {
  const all = shards.map((shard) =>
    queryRows(
      {
        index: BY_TIME,
        condition: '#timePk = :pk AND #timeSk BETWEEN :from AND :to',
        values: { ':pk': timePartition(kind, shard), ':from': hour, ':to': `${hour}${HIGHEST}` },
      },
      table,
    ),
  );
  return (await Promise.all(all)).flat();
}

const webhookNames: Readonly<Record<string, LedgerName | undefined>> = {
  empty: 'empty',
  ignored: 'ignored',
  duplicate: 'duplicate',
};

function webhookCounts(entry: Item): Counts {
  const name = webhookNames[outcomeIn(keyText(entry, 'timeSk'))];
  return { accepted: 1, ...(name === undefined ? {} : { [name]: 1 }) };
}

interface CountedAlert extends Planned {
  readonly isAlone: boolean;
  /** System alerts were never accepted from anybody, so nothing counts them; but they have to be delivered. */
  readonly isOwn: boolean;
}

/** The rows behind the entries of an hour: an index may be ahead of its table, or behind. */
async function alertsOf(hour: string, table: Table): Promise<CountedAlert[]> {
  const keys = (await entriesOf('A', hour, table)).map(keyIn);
  return (await getRows(keys, [...PLAN, 'hour', 'timeSk', 'alone'], table)).map((item) => {
    const row = readCounted(item);
    return {
      ...planIn(row),
      alertId: alertIdIn(keyIn(item)),
      isAlone: row.alone === true,
      isOwn: longHour(row) === '',
    };
  });
}

const alertCounts = ({ planned, isAlone }: CountedAlert): Counts => ({
  alerts: 1,
  planned: planned.length,
  ...(isAlone ? { accepted: 1 } : {}),
});

const deliveryCounts = ({ row, of }: PlannedRow): Counts => ({
  [row === undefined ? unclaimedStatus(of.silence) : countedIn(row)]: 1,
});

/** An hour may have more rows than a call takes arguments. */
const total = (all: readonly Counts[]): Counts => all.reduce((sum, counts) => add(sum, counts), {});

const batchOf = ({ of, destination }: PlannedRow): string | undefined =>
  of.batch !== undefined && of.batchDestinations?.includes(destination) ? batchIdOf(of.batch, destination) : undefined;

/** What its row is of: one delivery, or its batch. */
const rowIdOf = (each: PlannedRow): string => (each.isShared ? (batchOf(each) ?? each.deliveryId) : each.deliveryId);

/** Deliveries and batches whose worker died while it had them. */
function abandonedIn(deliveries: readonly PlannedRow[], beforeMs: number): string[] {
  const found = deliveries.filter(({ row }) => row?.status === 'sending' && (row.leaseMs ?? 0) < beforeMs);
  return [...new Set(found.map(rowIdOf))];
}

function unclaimedIn(deliveries: readonly PlannedRow[]): Unclaimed[] {
  const found = deliveries.filter(({ row, of }) => row === undefined && of.silence === undefined);
  const batches = Map.groupBy(found, batchOf);
  return [...batches].flatMap(([id, all]) =>
    id === undefined
      ? all.map(({ deliveryId }) => ({ id: deliveryId }))
      : [{ id, alertIds: all.map(({ of }) => of.alertId) }],
  );
}

/** Counts one hour from its rows, which are the truth; the counters are only quicker to read. */
export async function recount(hour: string, beforeMs: number | undefined, table: Table): Promise<Recount> {
  const [alerts, webhooks] = await Promise.all([alertsOf(hour, table), entriesOf('W', hour, table)]);
  const counted = alerts.filter(({ isOwn }) => !isOwn);
  const own = alerts.filter(({ isOwn }) => isOwn);
  const deliveries = await plannedRows(counted, table);
  const counts = total([
    ...counted.map(alertCounts),
    ...deliveries.map(deliveryCounts),
    ...webhooks.map(webhookCounts),
  ]);
  const all = [...deliveries, ...(await plannedRows(own, table))];
  const abandoned = beforeMs === undefined ? {} : { abandoned: abandonedIn(all, beforeMs) };
  return { counts, unclaimed: unclaimedIn(all), ...abandoned };
}
