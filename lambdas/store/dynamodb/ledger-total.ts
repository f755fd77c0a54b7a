import type { HourlyCounters } from '../../engine/ports/ledger.ts';
import type { Table } from './client.ts';
import { deleteRow, updateIf } from './conditional.ts';
import { HIGHEST, type Key, ledgerKey } from './keys.ts';
import { type Item, keyText } from './requests.ts';

/**
 * The counters of hours past the retention, as one row a shard: what the ledger costs does not grow with the years. The row
 * names the last hour that it includes (`through`), and includes an hour in the write that names it: a crash afterwards
 * leaves a row that counts no more, and the next one removes it.
 */
export const totalKey = (shard: number): Key => ledgerKey(shard, HIGHEST);
export const isTotal = (row: Item): boolean => keyText(row, 'sk') === HIGHEST;

/** Sorts before every hour. */
const NO_HOUR = '0000-01-01T00';

/** The last hour that the total of a shard includes; one before every hour, when it includes none. */
export function throughIn(rows: readonly Item[]): string {
  const through = rows.find(isTotal)?.['through'];
  return typeof through === 'string' ? through : NO_HOUR;
}

const DAY_MS = 24 * 60 * 60_000;

/** From then on what is counted of an hour is added to the total: nothing is written to an hour that is rolled up. */
export const LATE_DAYS = 1;
const ROLLED_DAYS = 2;
/** Hours of a shard that one reader rolls up. */
const AT_ONCE = 24;

/** Whether an hour ended more than so many days ago. */
export const isBefore = (hour: string, days: number, nowMs: number): boolean =>
  Date.parse(`${hour}:00:00Z`) + days * DAY_MS <= nowMs;

/** Whether an hour is past the retention for so many days. */
export const isPast = (hour: string, days: number, { retentionDays, now }: Table): boolean =>
  now !== undefined && isBefore(hour, retentionDays + days, now());

async function include({ hour, counts, version }: HourlyCounters, shard: number, table: Table): Promise<boolean> {
  const including = {
    condition: 'attribute_not_exists(#through) OR #through < :through',
    add: { ...counts, version },
    set: { through: hour },
  };
  return (await updateIf(totalKey(shard), including, table)) !== undefined;
}

/** Adds hours past the retention to the total, the oldest first, and removes their rows. */
export async function rollUp(
  shard: number,
  hours: readonly HourlyCounters[],
  through: string,
  table: Table,
): Promise<void> {
  const past = hours.filter(({ hour }) => isPast(hour, ROLLED_DAYS, table)).slice(0, AT_ONCE);
  for (const counters of past) {
    // Another reader is at it.
    if (counters.hour > through && !(await include(counters, shard, table))) return;
    await deleteRow(ledgerKey(shard, counters.hour), table);
  }
}
