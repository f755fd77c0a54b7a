import { type DeliveryState, deliveryIdOf } from '../../domain/delivery.ts';
import { defined } from '../../domain/values/json-fields.ts';
import type { Planned } from '../../engine/ports/alerts.ts';
import { readAttempts, readReceipt, readStatus } from '../rows.ts';
import { type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { unclaimedStatus } from './subjects.ts';

const OWN = 'SELECT d.* FROM alert a JOIN delivery d ON d.subject = a.n WHERE a.id = ?';
const BATCH = `SELECT d.* FROM batch b JOIN delivery d ON d.subject = -b.n AND d.destination = b.destination
  WHERE b.name = ? AND b.destination = ?`;

function stateIn(row: Row, id: string, destination: string): DeliveryState {
  const receipt = textOrNothing(row, 'receipt');
  return defined({
    id,
    destination,
    status: readStatus(textIn(row, 'status')),
    reason: textOrNothing(row, 'reason'),
    receipt: receipt === undefined ? undefined : readReceipt(receipt),
    mergedInto: textOrNothing(row, 'merged_into'),
    attempts: readAttempts(textIn(row, 'attempts')),
  });
}

/** One that nobody has claimed is queued, or held back by the silence of its alert. */
const unclaimed = (id: string, destination: string, silence: string | undefined): DeliveryState => ({
  id,
  destination,
  status: unclaimedStatus(silence),
  ...(silence === undefined ? {} : { reason: `silence ${silence}` }),
  attempts: [],
});

/** The states of an alert's planned deliveries, in the order of the plan. */
export function statesOf({ alertId, planned, silence, ...shared }: Planned, database: Database): DeliveryState[] {
  const own = new Map(
    database
      .sql(OWN)
      .all(alertId)
      .map((row) => [textIn(row, 'destination'), row]),
  );
  const { batch, batchDestinations = [] } = shared;
  const inBatch = (destination: string): Row | undefined =>
    batch !== undefined && batchDestinations.includes(destination)
      ? database.sql(BATCH).get(batch, destination)
      : undefined;
  return planned.map((destination) => {
    const id = deliveryIdOf(alertId, destination);
    const row = own.get(destination) ?? inBatch(destination);
    return row === undefined ? unclaimed(id, destination, silence) : stateIn(row, id, destination);
  });
}
