import { randomBytes } from 'node:crypto';
import { add, type Counts, ledgerNames } from '../../domain/counters.ts';
import type { HourlyCounters, LedgerCounters } from '../../engine/ports/ledger.ts';
import { incrementMarks } from './attributes.ts';
import type { Table } from './client.ts';
import { newWriteId, type Update, update, updateIf } from './conditional.ts';
import type { Values } from './expressions.ts';
import { readCounters } from './items.ts';
import { ledgerKey, shards } from './keys.ts';
import { isBefore, isPast, isTotal, LATE_DAYS, rollUp, throughIn, totalKey } from './ledger-total.ts';
import { getRow, getRows, type Item, queryRows } from './requests.ts';

const addition = (counts: Counts): Values => ({
  ...Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0)),
  version: 1,
});

/** Where a worker adds: `shard` spreads the writes of many workers, and in the attribute `mark` it leaves the id of each. */
interface Place {
  readonly shard: number;
  readonly mark: (typeof incrementMarks)[number];
}

/**
 * Adds numbers to an hour's counters. The SDK repeats a request whose answer does not come, which may have been done: the id
 * of the increment keeps the repeat from being counted. A worker makes one increment at a time, so that its mark is still
 * there; of two workers with one mark, which 128 places make rare, one may count twice until reconcile corrects it.
 */
async function increment(hour: string, counts: Counts, id: string, place: Place, table: Table): Promise<void> {
  const { shard, mark } = place;
  const key = isPast(hour, LATE_DAYS, table) ? totalKey(shard) : ledgerKey(shard, hour);
  const condition = `attribute_not_exists(#${mark}) OR #${mark} <> :${mark}`;
  // The rows that it counts are written: nobody else will count them, until reconcile compares.
  const set = { touchedMs: Date.now(), [mark]: id };
  const counting: Update = { condition, add: addition(counts), set, isPatient: true };
  if ((await updateIf(key, counting, table)) !== undefined) return;
  // Counted before; a row of another release is an error.
  const row = await getRow(key, table);
  if (row !== undefined) readCounters(row);
}

/** Adds a correction to an hour's counters, unless they have changed since, or were corrected then. */
async function correct(hour: string, counts: Counts, madeFrom: number, table: Table): Promise<boolean> {
  if ((await readHour(hour, table)).version !== madeFrom) return false;
  const correcting = {
    condition: 'attribute_not_exists(#correctedVersion) OR #correctedVersion < :correctedVersion',
    add: addition(counts),
    set: { touchedMs: Date.now(), correctedVersion: madeFrom, writeId: newWriteId() },
  };
  return (await updateIf(ledgerKey(0, hour), correcting, table)) !== undefined;
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

const anyOf = <T>(all: readonly [T, ...T[]]): T => all[Math.floor(Math.random() * all.length)] ?? all[0];

/** An `increment` for one worker, which stays in one place so that its own writes do not meet others'. */
export function createCounters(table: Table): LedgerCounters['increment'] {
  const place: Place = { shard: Math.floor(Math.random() * shards.length), mark: anyOf(incrementMarks) };
  const worker = randomBytes(4).toString('base64url');
  let made = 0;
  let turn = Promise.resolve();
  const addInTurn = (hour: string, counts: Counts): Promise<void> => {
    made += 1;
    const id = `${worker}${made.toString(36)}`;
    const added = turn.then(() => increment(hour, counts, id, place, table));
    turn = added.catch(() => undefined);
    return added;
  };
  return async (hour, counts, madeFrom) => {
    if (madeFrom !== undefined) return correct(hour, counts, madeFrom, table);
    await addInTurn(hour, counts);
    return true;
  };
}
