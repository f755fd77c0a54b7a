import pMap from 'p-map';
import { localStore } from '../../infra/local/store.ts';
import { add, type Counts, isZero, type Ledger, negate, toLedger } from '../../lambdas/domain/counters.ts';
import type { Stores } from '../../lambdas/engine/ports/index.ts';
import type { Database } from '../../lambdas/store/sqlite/database.ts';
import { openDatabase } from '../../lambdas/store/sqlite/open.ts';

/** A planned delivery and how it stands. */
export interface Row {
  readonly id: string;
  readonly alertId: string;
  readonly destination: string;
  readonly status: string;
  readonly mergedInto?: string;
}

/** What a stopped product left in its store. */
export interface Left {
  readonly deliveries: ReadonlyMap<string, Row>;
  /** `<destination> <alert id>` of what waits for its digest. */
  readonly waiting: ReadonlySet<string>;
  readonly ledger: Ledger;
  /** What the rows say and the books do not. */
  readonly difference: Counts;
  readonly isBalanced: boolean;
}

/** Read together, of the many alerts of a table. */
const READS = 16;

async function rowsOf(alertId: string, { alerts, deliveries }: Stores): Promise<Row[]> {
  const stored = await alerts.load(alertId);
  if (stored === undefined) return [];
  const states = await deliveries.states({ alertId, ...stored });
  return states.map(({ id, destination, status, mergedInto }) => ({
    id,
    alertId,
    destination,
    status,
    ...(mergedInto === undefined ? {} : { mergedInto }),
  }));
}

/** What the ports do not list: all alert ids, and what waits for a digest. */
function scan({ sql }: Database): Scanned {
  const members = sql("SELECT destination, alert_id FROM group_member WHERE name = 'digest'").all();
  return {
    alertIds: sql('SELECT id FROM alert')
      .all()
      .map(({ id }) => String(id)),
    waiting: new Set(members.map((row) => `${row['destination']} ${row['alert_id']}`)),
  };
}

/** What a store holds, where its ports do not list it. */
interface Scanned {
  readonly alertIds: readonly string[];
  readonly waiting: ReadonlySet<string>;
}

/** All that a product left, read over the ports of its store. */
export async function leftIn(stores: Stores, { alertIds, waiting }: Scanned): Promise<Left> {
  const rows = (await pMap(alertIds, (alertId) => rowsOf(alertId, stores), { concurrency: READS })).flat();
  const hours = await stores.ledger.hours();
  const counters = add(...hours.map(({ counts }) => counts));
  const counted: Counts[] = [];
  for (const { hour } of hours) counted.push((await stores.ledger.recount(hour)).counts);
  const difference = add(...counted, negate(counters));
  const ledger = toLedger(counters);
  const isBalanced = ledger.balanced && isZero(difference);
  return { deliveries: new Map(rows.map((row) => [row.id, row])), waiting, ledger, difference, isBalanced };
}

/** Reads the whole database of a product that was stopped. */
export async function readRows(dataDir: string): Promise<Left> {
  const database = await openDatabase({ folder: dataDir, log: () => undefined, onFatal: () => undefined });
  try {
    return await leftIn(localStore(database, database.blobs).stores, scan(database));
  } finally {
    await database.close();
  }
}
