import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { startEmulators } from '../../infra/local/emulators.ts';
import { REGION } from '../../infra/local/region.ts';
import { unpackMember } from '../../lambdas/core/group.ts';
import { add, type Counts, isZero, type Ledger, negate, toLedger } from '../../lambdas/core/ledger.ts';
import { loadAlert } from '../../lambdas/store/dynamodb/alerts.ts';
import { openTable, type Table } from '../../lambdas/store/dynamodb/client.ts';
import { deliveryStates } from '../../lambdas/store/dynamodb/delivery-states.ts';
import { readLedger } from '../../lambdas/store/dynamodb/ledger.ts';
import { recount } from '../../lambdas/store/dynamodb/recount.ts';

/** A planned delivery and how it stands. */
export interface Row {
  readonly id: string;
  readonly alertId: string;
  readonly destination: string;
  readonly status: string;
  readonly mergedInto?: string;
}

/** What a stopped product left in its table. */
export interface Left {
  readonly deliveries: ReadonlyMap<string, Row>;
  /** `<destination> <alert id>` of what waits in the table for its digest. */
  readonly waiting: ReadonlySet<string>;
  readonly ledger: Ledger;
  /** What the rows say and the books do not. */
  readonly difference: Counts;
  readonly isBalanced: boolean;
}

type Item = Readonly<Record<string, unknown>>;
const text = (item: Item, name: string): string => String(item[name] ?? '');

/** Read together, of the many alerts of a table. */
const READS = 16;

async function rowsOf(alertId: string, table: Table): Promise<Row[]> {
  const stored = await loadAlert(alertId, table);
  if (stored === undefined) return [];
  const states = await deliveryStates({ alertId, ...stored }, table);
  return states.map(({ id, destination, status, mergedInto }) => ({
    id,
    alertId,
    destination,
    status,
    ...(mergedInto === undefined ? {} : { mergedInto }),
  }));
}

const isFlood = (item: Item): boolean =>
  text(item, 'sk') === 'GROUP' && text(item, 'pk').includes('#digest') && item['members'] instanceof Set;

const waitingIn = (item: Item): string[] =>
  item['members'] instanceof Set
    ? [...item['members']].map((member) => `${text(item, 'destination')} ${unpackMember(String(member)).alertId}`)
    : [];

/** Opens the data folder of a product that does not run, and reads what is in its table. */
export async function readRows(dataDir: string): Promise<Left> {
  const emulators = await startEmulators(dataDir);
  const table = openTable({
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_DYNAMODB: emulators.dynamodbUrl,
    TOCSIN_TABLE: emulators.table,
  });
  try {
    const alertIds: string[] = [];
    const waiting = new Set<string>();
    let start: Record<string, unknown> | undefined;
    do {
      const page = { TableName: table.name, ...(start === undefined ? {} : { ExclusiveStartKey: start }) };
      const { Items = [], LastEvaluatedKey } = await table.client.send(new ScanCommand(page));
      alertIds.push(...Items.filter((item) => text(item, 'sk') === 'ALERT').map((item) => text(item, 'alertId')));
      for (const name of Items.filter(isFlood).flatMap(waitingIn)) waiting.add(name);
      start = LastEvaluatedKey;
    } while (start !== undefined);
    const rows = (await pMap(alertIds, (alertId) => rowsOf(alertId, table), { concurrency: READS })).flat();
    const deliveries = new Map(rows.map((row) => [row.id, row]));
    const pages = await readLedger(table);
    const booked = add(...pages.map(({ counts }) => counts));
    const counted: Counts[] = [];
    for (const { hour } of pages) counted.push((await recount(hour, table)).counts);
    const difference = add(...counted, negate(booked));
    const ledger = toLedger(booked);
    return { deliveries, waiting, ledger, difference, isBalanced: ledger.balanced && isZero(difference) };
  } finally {
    table.client.destroy();
    await emulators.close();
  }
}
