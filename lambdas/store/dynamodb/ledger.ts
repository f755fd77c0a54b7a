import { add, type Counts, ledgerNames } from '../../domain/counters.ts';
import type { HourlyCounters } from '../../engine/ports/ledger.ts';
import type { Table } from './client.ts';
import { update } from './conditional.ts';
import { readCounters } from './items.ts';
import { ledgerKey, shards } from './keys.ts';
import { getRows, type Item, queryRows } from './requests.ts';

/** Adds numbers to an hour's counters; `shard` spreads the writes of many workers. */
async function increment(hour: string, counts: Counts, shard: number, nowMs: number, table: Table): Promise<void> {
  const numbers = Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
  const counting = { add: { ...numbers, version: 1 }, set: { touchedMs: nowMs } };
  await update(ledgerKey(shard, hour), counting, table);
}

const numberIn = (value: unknown): number => (typeof value === 'number' ? value : 0);

function countersIn(item: Item): HourlyCounters {
  const { sk, version = 0, touchedMs = 0, verifiedVersion = 0, verifiedMs = 0 } = readCounters(item);
  const counts = Object.fromEntries(ledgerNames.map((name) => [name, numberIn(item[name])]));
  return { hour: sk, counts, version, touchedMs, verifiedVersion, verifiedMs };
}

const shardCounters = async (shard: number, table: Table): Promise<HourlyCounters[]> => {
  const query = { condition: '#pk = :pk', values: { ':pk': ledgerKey(shard, '').pk } };
  return (await queryRows(query, table)).map(countersIn);
};

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

const DAY_MS = 24 * 60 * 60_000;

/** Marks an hour of which time to live may have removed rows: it is over for the first of them. */
function marked(counters: HourlyCounters, { retentionDays }: Table): HourlyCounters {
  const endMs = Date.parse(`${counters.hour}:00:00Z`) + retentionDays * DAY_MS;
  return endMs <= Date.now() ? { ...counters, isExpired: true } : counters;
}

/** All counters of the ledger, one an hour, oldest first. */
export async function readLedger(table: Table): Promise<HourlyCounters[]> {
  const all = (await Promise.all(shards.map((shard) => shardCounters(shard, table)))).flat();
  const byHour = Map.groupBy(all, ({ hour }) => hour);
  return [...byHour]
    .map(([hour, parts]) => marked(merged(hour, parts), table))
    .sort((a, b) => (a.hour < b.hour ? -1 : 1));
}

/** An `increment` for one worker, which stays on one shard so that its own writes do not meet others'. */
export function createCounters(table: Table): (hour: string, counts: Counts) => Promise<void> {
  const shard = Math.floor(Math.random() * shards.length);
  return (hour, counts) => increment(hour, counts, shard, Date.now(), table);
}
