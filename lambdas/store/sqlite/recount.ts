import { setImmediate } from 'node:timers/promises';
import { add, type Counts } from '../../domain/counters.ts';
import { batchIdOf, deliveryIdOf } from '../../domain/delivery.ts';
import type { Recount, Unclaimed } from '../../engine/ports/ledger.ts';
import { readTexts } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import { alertCounts, COUNTED_COLUMNS, plannedRows, webhookCounts } from './counted-states.ts';
import type { Database } from './database.ts';

const HOUR_MS = 3_600_000;
/** Rows read before others get the thread. */
const STEP = 200;

const ALERTS = `SELECT ${COUNTED_COLUMNS} FROM alert
  WHERE (received, n) > (?, ?) AND received < ? ORDER BY received, n LIMIT ${STEP}`;
const WEBHOOKS = `SELECT n, received, outcome, counted FROM webhook
  WHERE (received, n) > (?, ?) AND received < ? ORDER BY received, n LIMIT ${STEP}`;

/** All rows of an hour, some at a time: an hour may have millions, and others use the thread too. */
async function* rowsOf(statement: string, hour: string, database: Database): AsyncGenerator<Row> {
  const fromMs = Date.parse(`${hour}:00:00Z`);
  if (Number.isNaN(fromMs)) return;
  let [received, n] = [fromMs, -1];
  for (;;) {
    const rows = database.sql(statement).all(received, n, fromMs + HOUR_MS);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEP) return;
    [received, n] = [numberIn(last, 'received'), numberIn(last, 'n')];
    await setImmediate();
  }
}

interface Waiting {
  readonly id: string;
  readonly alertId: string;
  readonly isBatch: boolean;
}

function waitingOf(alert: Row, destination: string): Waiting {
  const alertId = textIn(alert, 'id');
  const batch = textOrNothing(alert, 'batch');
  const isBatch =
    batch !== undefined && readTexts(textOrNothing(alert, 'batch_destinations') ?? '[]').includes(destination);
  return { id: isBatch ? batchIdOf(batch, destination) : deliveryIdOf(alertId, destination), alertId, isBatch };
}

const unclaimedOf = (waiting: readonly Waiting[]): Unclaimed[] =>
  [...Map.groupBy(waiting, ({ id }) => id)].map(([id, all]) =>
    all.some(({ isBatch }) => isBatch) ? { id, alertIds: all.map(({ alertId }) => alertId) } : { id },
  );

/** Some have a row from the beginning, so that they are found open. */
const isUnclaimed = (row: Row | undefined): boolean => row === undefined || numberIn(row, 'claimed') === 0;

async function countAlerts(hour: string, database: Database): Promise<Recount> {
  const waiting: Waiting[] = [];
  let counts: Counts = {};
  for await (const alert of rowsOf(ALERTS, hour, database)) {
    const planned = plannedRows(alert, database);
    // System alerts were never accepted from anybody, so nothing counts them; but they have to be delivered.
    if (textIn(alert, 'hour') !== '') counts = add(counts, alertCounts(alert, planned));
    if (textOrNothing(alert, 'silence') !== undefined) continue;
    waiting.push(
      ...planned.flatMap(({ destination, row }) => (isUnclaimed(row) ? [waitingOf(alert, destination)] : [])),
    );
  }
  return { counts, unclaimed: unclaimedOf(waiting) };
}

/** Counts an hour from its rows, which are the truth. */
export function createRecount(database: Database): (hour: string) => Promise<Recount> {
  return async (hour) => {
    const { counts, unclaimed } = await countAlerts(hour, database);
    const webhooks: Counts[] = [];
    for await (const row of rowsOf(WEBHOOKS, hour, database))
      if (numberIn(row, 'counted') === 1) webhooks.push(webhookCounts(textOrNothing(row, 'outcome') ?? ''));
    return { counts: add(counts, ...webhooks), unclaimed };
  };
}
