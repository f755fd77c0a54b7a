import { add, type Counts, type LedgerName } from '../../domain/counters.ts';
import { readStatus, readTexts } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';
import { batchRow, unclaimedStatus } from './subjects.ts';

/** The columns of an alert that its counts are read from. */
export const COUNTED_COLUMNS = 'n, id, received, hour, alone, planned, silence, batch, batch_destinations';

/** A planned delivery with the row that holds its state: its own, else its batch's. */
export interface PlannedRow {
  readonly destination: string;
  readonly row: Row | undefined;
}

/** The rows of an alert's planned deliveries, in the order of the plan. */
export function plannedRows(alert: Row, database: Database): PlannedRow[] {
  const own = database.sql('SELECT * FROM delivery WHERE subject = ?').all(numberIn(alert, 'n'));
  return readTexts(textIn(alert, 'planned')).map((destination) => ({
    destination,
    row: own.find((row) => row['destination'] === destination) ?? batchRow(alert, destination, database),
  }));
}

const tally = (names: readonly LedgerName[]): Counts =>
  Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, same]) => [name, same.length]));

/** What the ledger counts of one alert. */
export function alertCounts(alert: Row, planned: readonly PlannedRow[]): Counts {
  const unclaimed = unclaimedStatus(textOrNothing(alert, 'silence'));
  const statuses = planned.map(({ row }) => (row === undefined ? unclaimed : readStatus(textIn(row, 'counted'))));
  const alone = numberIn(alert, 'alone') === 1 ? { accepted: 1 } : {};
  return add(alone, { alerts: 1, planned: planned.length }, tally(statuses));
}

/** What the ledger counts of one webhook that has an outcome of its own. */
export function webhookCounts(outcome: string): Counts {
  const isNamed = outcome === 'empty' || outcome === 'ignored' || outcome === 'duplicate';
  return isNamed ? { accepted: 1, [outcome]: 1 } : { accepted: 1 };
}
