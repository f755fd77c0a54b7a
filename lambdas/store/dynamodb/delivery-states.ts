import { type DeliveryState, deliveryIdOf } from '../../domain/delivery.ts';
import type { Planned } from '../../engine/ports/alerts.ts';
import type { Table } from './client.ts';
import { stateIn, unclaimed } from './delivery-rows.ts';
import { readState, type StateItem } from './items.ts';
import { batchKey, deliveryKey, type Key } from './keys.ts';
import { getRows, keyIn } from './requests.ts';

/** One planned delivery with the row that holds its state: its own, else its batch's. */
export interface PlannedRow {
  readonly of: Planned;
  readonly deliveryId: string;
  readonly destination: string;
  readonly row: StateItem | undefined;
  /** The row is that of its batch. */
  readonly isShared: boolean;
}

const nameOf = ({ pk, sk }: Key): string => `${pk} ${sk}`;

const sharedKey = ({ batch, batchDestinations }: Planned, destination: string): Key | undefined =>
  batch !== undefined && batchDestinations?.includes(destination) ? batchKey(batch, destination) : undefined;

/** The part of a row that holds a state; all of it, or as much as is counted and listed. */
const STATE = ['status', 'counted', 'reason', 'receipt', 'mergedInto', 'attempts'] as const;
const COUNTED = ['status', 'counted', 'leaseMs'] as const;

/** The rows of all planned deliveries, in order. */
export async function plannedRows(
  alerts: readonly Planned[],
  table: Table,
  wanted: typeof STATE | typeof COUNTED = COUNTED,
): Promise<PlannedRow[]> {
  const all = alerts.flatMap((of) =>
    of.planned.map((destination) => {
      const deliveryId = deliveryIdOf(of.alertId, destination);
      return { of, destination, deliveryId, own: deliveryKey(deliveryId), shared: sharedKey(of, destination) };
    }),
  );
  const keys = all.flatMap(({ own, shared }) => (shared === undefined ? [own] : [own, shared]));
  const once = new Map(keys.map((key) => [nameOf(key), key]));
  const items = await getRows([...once.values()], wanted, table);
  const rows = new Map(items.map((item) => [nameOf(keyIn(item)), item]));
  return all.map(({ own, shared, ...each }) => {
    const itsOwn = rows.get(nameOf(own));
    const item = itsOwn ?? (shared === undefined ? undefined : rows.get(nameOf(shared)));
    return { ...each, row: item === undefined ? undefined : readState(item), isShared: itsOwn === undefined };
  });
}

const stateOf = ({ of, deliveryId, destination, row }: PlannedRow): DeliveryState =>
  row === undefined ? unclaimed(deliveryId, destination, of.silence) : stateIn(row, deliveryId, destination);

/** All deliveries of one alert, in the order they were planned; those that nobody claimed yet are queued. */
export const deliveryStates = async (alert: Planned, table: Table): Promise<DeliveryState[]> =>
  (await plannedRows([alert], table, STATE)).map(stateOf);

/** The states of the deliveries of many alerts, by alert id, without their attempts. */
export async function statesOf(alerts: readonly Planned[], table: Table): Promise<Map<string, DeliveryState[]>> {
  const rows = await plannedRows(alerts, table);
  return new Map([...Map.groupBy(rows, ({ of }) => of.alertId)].map(([id, all]) => [id, all.map(stateOf)]));
}
