import { numberIn, type Row, textIn } from './columns.ts';
import type { Database } from './database.ts';

/** Deliveries that wait for a destination that is not configured. */
export interface Unconfigured {
  readonly destination: string;
  readonly deliveries: number;
  /** There may be more: not all rows were read. */
  readonly isAtLeast: boolean;
}

/** Open rows, and ready jobs of a destination, that are read; the rest is not counted. */
const MOST_ROWS = 200_000;
const MOST_JOBS = 1_000;

/** The index of open deliveries has all the columns that are read here, so that no row is read. */
export const OPEN = `SELECT destination, count(*) AS rows, sum(iif(subject > 0, 1,
    (SELECT json_array_length(alert_ids) FROM batch WHERE batch.n = -subject))) AS deliveries
  FROM (SELECT destination, subject FROM delivery WHERE look IS NOT NULL LIMIT ${MOST_ROWS})
  WHERE destination NOT IN (SELECT value FROM json_each(?)) GROUP BY destination`;
const IS_CUT = `SELECT 1 FROM delivery WHERE look IS NOT NULL LIMIT 1 OFFSET ${MOST_ROWS}`;

/** The names of the groups with ready jobs, each found by one look into the index. */
export const READY_GROUPS = `WITH RECURSIVE found(name) AS (
    SELECT min(message_group) FROM job WHERE queue = 'deliveries' AND due = 0
    UNION ALL SELECT (SELECT min(message_group) FROM job WHERE queue = 'deliveries' AND due = 0 AND message_group > name)
    FROM found WHERE name IS NOT NULL)
  SELECT name FROM found WHERE name IS NOT NULL AND name NOT IN (SELECT value FROM json_each(?))`;

/** Ready jobs of deliveries that nobody has claimed, which have no row yet. */
const READY = `SELECT count(*) AS rows, sum(iif(ref LIKE 'batch/%', json_array_length(message, '$.ids'), 1)) AS deliveries
  FROM (SELECT ref, message FROM job WHERE queue = 'deliveries' AND due = 0 AND message_group = ?1
    AND ref NOT LIKE 'group/%' LIMIT ${MOST_JOBS}) AS waiting
  WHERE NOT EXISTS (SELECT 1 FROM delivery WHERE destination = ?1 AND subject =
    coalesce((SELECT n FROM alert WHERE id = substr(ref, 1, length(ref) - length(?1) - 1)),
      (SELECT -n FROM batch WHERE destination = ?1 AND 'batch/' || name || '/' || destination = ref)))`;

function openRows(configured: string, database: Database): Unconfigured[] {
  const isAtLeast = database.sql(IS_CUT).get() !== undefined;
  return database
    .sql(OPEN)
    .all(configured)
    .map((row) => ({ destination: textIn(row, 'destination'), deliveries: numberIn(row, 'deliveries'), isAtLeast }));
}

function readyJobs(destination: string, database: Database): Unconfigured {
  const row: Row = database.sql(READY).get(destination) ?? {};
  const deliveries = Number(row['deliveries'] ?? 0);
  return { destination, deliveries, isAtLeast: Number(row['rows'] ?? 0) >= MOST_JOBS };
}

/**
 * Counts what waits for destinations that are not among the configured ones, the most first. It reads a bounded number of
 * rows, so that a start with millions of them is not held up.
 */
export function countUnconfigured(configured: readonly string[], database: Database): Unconfigured[] {
  const names = JSON.stringify(configured);
  const ready = database
    .sql(READY_GROUPS)
    .all(names)
    .map((row) => readyJobs(textIn(row, 'name'), database));
  const all = Map.groupBy([...openRows(names, database), ...ready], ({ destination }) => destination);
  return [...all]
    .map(([destination, parts]) => ({
      destination,
      deliveries: parts.reduce((sum, { deliveries }) => sum + deliveries, 0),
      isAtLeast: parts.some(({ isAtLeast }) => isAtLeast),
    }))
    .filter(({ deliveries }) => deliveries > 0)
    .toSorted((a, b) => b.deliveries - a.deliveries);
}
