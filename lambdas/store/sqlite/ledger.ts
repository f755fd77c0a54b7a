import { add, type Counts, isZero, type LedgerName, ledgerNames } from '../../domain/counters.ts';
import type { HourlyCounters, LedgerCounters } from '../../engine/ports/ledger.ts';
import { numberIn, type Row, textIn } from './columns.ts';
import type { Database } from './database.ts';
import { createRecount } from './recount.ts';

const columns = ledgerNames.join(', ');

const ADD = `INSERT INTO ledger (hour, version, touched, ${columns})
  VALUES (?, 1, ?, ${ledgerNames.map(() => '?').join(', ')})
  ON CONFLICT (hour) DO UPDATE SET version = version + 1, touched = excluded.touched,
  ${ledgerNames.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`;

const BLANK = `DELETE FROM ledger WHERE hour = ? AND ${ledgerNames.map((name) => `${name} = 0`).join(' AND ')}`;

/** Counts in the transaction that it is called in, so that counters and rows are never apart. */
export type Counting = (hour: string, counts: Counts) => void;

/** What the works of one transaction have counted of an hour. */
interface Pending {
  readonly counts: Partial<Record<LedgerName, number>>;
  /** Alerts or webhooks were removed, and perhaps the last of the hour. */
  mayBeBlank: boolean;
}

function addTo(pending: Map<string, Pending>, hour: string, counts: Counts): void {
  const known = pending.get(hour) ?? { counts: {}, mayBeBlank: false };
  for (const name of ledgerNames) known.counts[name] = (known.counts[name] ?? 0) + (counts[name] ?? 0);
  known.mayBeBlank ||= isRemoval(counts);
  pending.set(hour, known);
}

const isRemoval = ({ accepted = 0, alerts = 0 }: Counts): boolean => accepted < 0 || alerts < 0;

/**
 * Adds to the counters of an hour, once for each transaction and hour; system alerts have none and are not counted. An
 * hour of which nothing is left is removed.
 */
export function createCounting(database: Database, now: () => number): Counting {
  const increment = database.sql(ADD);
  const removeBlank = database.sql(BLANK);
  const pending = new Map<string, Pending>();
  database.beforeCommit(() => {
    const counted = [...pending];
    // When the commit fails, its works run and count again.
    pending.clear();
    for (const [hour, { counts, mayBeBlank }] of counted) {
      if (!isZero(counts)) increment.run(hour, now(), ...ledgerNames.map((name: LedgerName) => counts[name] ?? 0));
      if (mayBeBlank) removeBlank.run(hour);
    }
  });
  return (hour, counts) => {
    if (hour === '' || isZero(counts)) return;
    // Of a work that is undone, nothing counts.
    database.whenDone(() => addTo(pending, hour, counts));
  };
}

const countersOf = (row: Row): HourlyCounters => {
  const version = numberIn(row, 'version');
  return {
    hour: textIn(row, 'hour'),
    counts: add(Object.fromEntries(ledgerNames.map((name) => [name, numberIn(row, name)]))),
    version,
    touchedMs: numberIn(row, 'touched'),
    // Written with the rows that they count: there is nothing to compare.
    verifiedVersion: version,
    verifiedMs: Number.MAX_SAFE_INTEGER,
  };
};

const blank = (hour: string): HourlyCounters => ({
  hour,
  counts: {},
  version: 0,
  touchedMs: 0,
  verifiedVersion: 0,
  verifiedMs: Number.MAX_SAFE_INTEGER,
});

/** The counters of this store; whatever writes rows counts them, so `increment` and `markVerified` have nothing to do. */
export function createLedger(database: Database): LedgerCounters {
  return {
    increment: async () => true,
    markVerified: async () => {},
    hours: async () => database.sql('SELECT * FROM ledger ORDER BY hour').all().map(countersOf),
    async hour(hour) {
      const row = database.sql('SELECT * FROM ledger WHERE hour = ?').get(hour);
      return row === undefined ? blank(hour) : countersOf(row);
    },
    recount: createRecount(database),
  };
}
