import { add, type Counts, ledgerNames } from '../../domain/counters.ts';
import type { HourlyCounters } from '../../engine/ports/ledger.ts';
import type { Table } from './client.ts';
import { update } from './conditional.ts';
import { readCounters } from './items.ts';
import { ledgerKey, shards } from './keys.ts';
import { isBefore, isPast, isTotal, LATE_DAYS, rollUp, throughIn, totalKey } from './ledger-total.ts';
import { getRows, type Item, queryRows } from './requests.ts';

/** Adds numbers to an hour's counters; `shard` spreads the writes of many workers. */
async function increment(hour: string, counts: Counts, shard: number, nowMs: number, table: Table): Promise<void> {
  const numbers = Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
  const counting = { add: { ...numbers, version: 1 }, set: { touchedMs: nowMs } };
  await update(isPast(hour, LATE_DAYS, table) ? totalKey(shard) : ledgerKey(shard, hour), counting, table);
}

const numberIn = (value: unknown): number => (typeof value === 'number' ? value : 0);

function countersIn(item: Item): HourlyCounters {
  const { sk, version = 0, touchedMs = 0, verifiedVersion = 0, verifiedMs = 0 } = readCounters(item);
  const counts = Object.fromEntries(ledgerNames.map((name) => [name, numberIn(item[name])]));
  return { hour: sk, counts, version, touchedMs, verifiedVersion, verifiedMs };
}

/**
 * The counters of a shard. The row of what was rolled up sorts after all hours, so that it is read last: an hour that it
 * includes by then counts there alone.
 */
async function shardCounters(shard: number, table: Table): Promise<HourlyCounters[]> {
  const query = { condition: '#pk = :pk', values: { ':pk': ledgerKey(shard, '').pk } };
  const rows = await queryRows(query, table);
  const through = throughIn(rows);
  const hours = rows.filter((row) => !isTotal(row)).map(countersIn);
  // What cannot be rolled up now is rolled up by the next one who reads.
  await rollUp(shard, hours, through, table).catch(() => undefined);
  const totals = rows.filter(isTotal).map((row) => ({ ...countersIn(row), hour: through, isExpired: true as const }));
  return [...totals, ...hours.filter(({ hour }) => hour > through)];
}

const merged = (hour: string, parts: readonly HourlyCounters[]): HourlyCounters => ({
  hour,
  counts: add(...parts.map(({ counts }) => counts)),
  version: parts.reduce((n, { version }) => n + version, 0),
  touchedMs: Math.max(0, ...parts.map(({ touchedMs }) => touchedMs)),
  verifiedVersion: Math.max(0, ...parts.map(({ verifiedVersion }) => verifiedVersion)),
  verifiedMs: Math.max(0, ...parts.map(({ verifiedMs }) => verifiedMs)),
});

/** Notes that an hour's counters agreed with the rows at this version. */
export async function markVerified(hour: string, version: number, nowMs: number, table: Table): Promise<void> {
  const verifying = { set: { verifiedVersion: version, verifiedMs: nowMs } };
  await update(ledgerKey(0, hour), verifying, table);
}

const COUNTERS = ['version', 'touchedMs', 'verifiedVersion', 'verifiedMs', ...ledgerNames] as const;

/** One hour's counters; all zero when nothing was counted. */
export async function readHour(hour: string, table: Table): Promise<HourlyCounters> {
  const keys = shards.map((shard) => ledgerKey(shard, hour));
  return merged(hour, (await getRows(keys, COUNTERS, table)).map(countersIn));
}

/** Marks an hour of which time to live may have removed rows: it is over for the first of them. */
const marked = (counters: HourlyCounters, nowMs: number, { retentionDays }: Table): HourlyCounters =>
  isBefore(counters.hour, retentionDays, nowMs) ? { ...counters, isExpired: true } : counters;

/** All counters of the ledger, one an hour, oldest first; hours past the retention are rolled into one. */
export async function readLedger(table: Table): Promise<HourlyCounters[]> {
  const all = (await Promise.all(shards.map((shard) => shardCounters(shard, table)))).flat();
  const byHour = Map.groupBy(all, ({ hour }) => hour);
  return [...byHour]
    .map(([hour, parts]) => marked(merged(hour, parts), table.now?.() ?? Date.now(), table))
    .sort((a, b) => (a.hour < b.hour ? -1 : 1));
}

/** An `increment` for one worker, which stays on one shard so that its own writes do not meet others'. */
export function createCounters(table: Table): (hour: string, counts: Counts) => Promise<void> {
  const shard = Math.floor(Math.random() * shards.length);
  return (hour, counts) => increment(hour, counts, shard, Date.now(), table);
}
