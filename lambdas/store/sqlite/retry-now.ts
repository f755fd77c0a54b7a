import type { Database } from './database.ts';

/** Rows that one write makes due, so that no transaction holds the thread for long. */
const JOBS = 200;
const DELIVERIES = 2_000;

const PROBE_NOW = 'UPDATE circuit SET next_probe = 0 WHERE destination = ?';
/** Only what was held back: what the destination itself has refused keeps its time. */
const DELIVERIES_NOW = `UPDATE delivery SET due = 1 WHERE destination = ?1 AND subject IN
  (SELECT subject FROM delivery WHERE look IS NOT NULL AND destination = ?1 AND due > 1
    AND (reason IN ('destination_not_configured', 'secret_not_set', 'settings_invalid') OR reason LIKE 'circuit_open:%') LIMIT ${DELIVERIES})`;
const JOBS_NOW = `UPDATE job SET due = 1 WHERE n IN
  (SELECT n FROM job WHERE queue = 'deliveries' AND message_group = ? AND due > 1 LIMIT ${JOBS})`;

const makeDue = (sql: string, destination: string, database: Database): Promise<number> =>
  database.write(() => Number(database.sql(sql).run(destination).changes));

async function makeDeliveriesDue(destination: string, database: Database): Promise<void> {
  while ((await makeDue(DELIVERIES_NOW, destination, database)) === DELIVERIES);
}

/**
 * Lets destinations be tried at once, since their settings have changed: the circuit breaker is probed, and some of what
 * waits is due now. The rest keeps its times, which are near.
 */
export async function retryNow(destinations: readonly string[], database: Database): Promise<void> {
  for (const destination of destinations) {
    await database.write(() => database.sql(PROBE_NOW).run(destination));
    await makeDeliveriesDue(destination, database);
    await makeDue(JOBS_NOW, destination, database);
  }
}

/** Makes everything due that waits for destinations which are configured again. */
export async function resumeNow(destinations: readonly string[], database: Database): Promise<void> {
  for (const destination of destinations) {
    await makeDeliveriesDue(destination, database);
    while ((await makeDue(JOBS_NOW, destination, database)) === JOBS);
  }
}
