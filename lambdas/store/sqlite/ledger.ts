import { add, type Counts, isZero, type LedgerName, ledgerNames } from '../../core/ledger.ts';
import type { HourlyCounters, LedgerCounters } from '../../engine/ports/ledger.ts';
import { numberIn, type Row, textIn } from './columns.ts';
import type { Database } from './database.ts';
import { createRecount } from './recount.ts';

const columns = ledgerNames.join(', ');

const ADD = `INSERT INTO ledger (hour, version, touched, ${columns})
  VALUES (?, 1, ?, ${ledgerNames.map(() => '?').join(', ')})
  ON CONFLICT (hour) DO UPDATE SET version = version + 1, touched = excluded.touched,
  ${ledgerNames.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`;

/** Counts in the transaction that it is called in, so that counters and rows are never apart. */
export type Counting = (hour: string, counts: Counts) => void;

/** Adds to the counters of an hour; system alerts have none and are not counted. */
export function createCounting(database: Database, now: () => number): Counting {
  const statement = database.sql(ADD);
  return (hour, counts) => {
    if (hour === '' || isZero(counts)) return;
    statement.run(hour, now(), ...ledgerNames.map((name: LedgerName) => counts[name] ?? 0));
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
    increment: async () => {},
    markVerified: async () => {},
    hours: async () => database.sql('SELECT * FROM ledger ORDER BY hour').all().map(countersOf),
    async hour(hour) {
      const row = database.sql('SELECT * FROM ledger WHERE hour = ?').get(hour);
      return row === undefined ? blank(hour) : countersOf(row);
    },
    recount: createRecount(database),
  };
}
