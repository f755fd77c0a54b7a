import { isReportDue, REPORT_EXAMPLES, REPORT_LEASE_MS, REPORT_WAIT_MS } from '../../engine/ports/limits.ts';
import {
  type Report,
  type ReportExample,
  type Reported,
  type ReportKey,
  type Reports,
  reportKinds,
} from '../../engine/ports/reports.ts';
import { packExample, readExample, readTexts } from '../rows.ts';
import { numberIn, type Row, textIn } from './columns.ts';
import type { Database } from './database.ts';

const READ = 'SELECT * FROM report WHERE destination = ? AND kind = ?';
const ADD = `INSERT INTO report (destination, kind, count, examples, due) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET due = iif(count = 0, max(due, excluded.due), due), count = count + excluded.count,
  examples = excluded.examples`;
const TAKE = 'UPDATE report SET due = ? WHERE destination = ? AND kind = ?';
const RELEASE = `UPDATE report SET count = max(0, count - ?), sequence = sequence + 1, due = ?, examples = ?
  WHERE destination = ? AND kind = ? AND sequence = ?`;
const PENDING = 'SELECT * FROM report WHERE count > 0';

const rowOf = ({ destination, kind }: ReportKey, database: Database): Row | undefined =>
  database.sql(READ).get(destination, kind);

const examplesIn = (row: Row | undefined): string[] => (row === undefined ? [] : readTexts(textIn(row, 'examples')));

const isPending = (row: Row, nowMs: number): boolean =>
  numberIn(row, 'count') > 0 && isReportDue(numberIn(row, 'due'), nowMs);

function add(
  key: ReportKey,
  count: number,
  examples: readonly ReportExample[],
  nowMs: number,
  database: Database,
): void {
  const known = examplesIn(rowOf(key, database));
  const all = [...new Set([...known, ...examples.map(packExample)])].slice(0, REPORT_EXAMPLES);
  database.sql(ADD).run(key.destination, key.kind, count, JSON.stringify(all), nowMs + REPORT_WAIT_MS);
}

function take(key: ReportKey, nowMs: number, database: Database): Report | undefined {
  const row = rowOf(key, database);
  if (row === undefined || !isPending(row, nowMs)) return undefined;
  database.sql(TAKE).run(nowMs + REPORT_LEASE_MS, key.destination, key.kind);
  const examples = examplesIn(row).map(readExample);
  return { count: numberIn(row, 'count'), sequence: numberIn(row, 'sequence'), examples };
}

function release(key: ReportKey, { count, sequence, examples }: Reported, dueMs: number, database: Database): void {
  const reported = new Set(examples.map(packExample));
  const left = examplesIn(rowOf(key, database)).filter((text) => !reported.has(text));
  database.sql(RELEASE).run(count, Math.ceil(dueMs), JSON.stringify(left), key.destination, key.kind, sequence);
}

function keyIn(row: Row): ReportKey[] {
  const kind = reportKinds.find((each) => each === row['kind']);
  return kind === undefined ? [] : [{ destination: textIn(row, 'destination'), kind }];
}

/** What is still to be reported: a row for each destination and kind. */
export const createReports = (database: Database): Reports => ({
  add: (key, count, examples, nowMs) => database.write(() => add(key, count, examples, nowMs, database)),
  take: (key, nowMs) => database.write(() => take(key, nowMs, database)),
  release: (key, reported, dueMs) => database.write(() => release(key, reported, dueMs, database)),
  async due(nowMs) {
    const rows = database.sql(PENDING).all();
    return rows.filter((row) => isPending(row, nowMs)).flatMap(keyIn);
  },
});
