import pMap from 'p-map';
import { type Severity, severities } from '../../domain/alert.ts';
import { partsOfBatchId, partsOfDeliveryId } from '../../domain/delivery.ts';
import { readable } from '../rows.ts';
import type { Table } from './client.ts';
import { unpackAlert } from './documents.ts';
import { readBatch, readDoc } from './items.ts';
import {
  alertIdIn,
  alertKey,
  BY_STATUS,
  listedPartition,
  OPEN,
  openIdIn,
  openKey,
  parkedPartition,
  parkedPlaces,
  shards,
} from './keys.ts';
import { getRow, getRows, keyIn, keyText, queryRows } from './requests.ts';

/** Entries that are looked at, oldest first: of each shard and state, of each destination, and in all. */
const MOST_LISTED = 4;
const MOST_PARKED = 2;
const MOST_READ = 24;
const AT_ONCE = 4;

interface Waiting {
  /** A delivery or a batch. */
  readonly id: string;
  /** Where it stands in the index by time; nothing for one that is parked. */
  readonly place?: string;
}

async function listedIn(status: string, shard: number, table: Table): Promise<Waiting[]> {
  const values = { ':pk': listedPartition(status, shard) };
  const entries = await queryRows(
    { index: BY_STATUS, condition: '#listedPk = :pk', values, limit: MOST_LISTED },
    table,
  );
  return entries
    .slice(0, MOST_LISTED)
    .map((entry) => ({ id: openIdIn(keyIn(entry)), place: keyText(entry, 'listedSk') }));
}

/** The most urgent of what is parked, which is all of one rank. */
async function parkedAt(destination: string, severity: Severity, table: Table): Promise<Waiting[]> {
  const { from, to } = parkedPlaces(severities.indexOf(severity), Date.UTC(9999, 0));
  const values = { ':pk': parkedPartition(destination), ':from': from, ':to': to };
  const condition = '#openPk = :pk AND #openSk BETWEEN :from AND :to';
  const entries = await queryRows({ index: OPEN, condition, values, limit: MOST_PARKED }, table);
  return entries.slice(0, MOST_PARKED).map((entry) => ({ id: openIdIn(keyIn(entry)) }));
}

/** The alerts of a delivery or of a batch. */
async function alertIdsOf({ id }: Waiting, table: Table): Promise<readonly string[]> {
  const alertId = partsOfBatchId(id) === undefined ? partsOfDeliveryId(id)?.alertId : undefined;
  if (alertId !== undefined) return [alertId];
  const row = await getRow(openKey(id), table, ['hour', 'alertIds']);
  return row === undefined ? [] : readBatch(row).alertIds;
}

const byPlace = (a: Waiting, b: Waiting): number => ((a.place ?? '') < (b.place ?? '') ? -1 : 1);

/**
 * When the oldest alert of a severity was received that a destination has not accepted, as far as a bounded look shows: the
 * oldest that wait after an attempt, and those of the severity that are parked.
 */
export async function oldestOpen(
  severity: Severity,
  destinations: readonly string[],
  table: Table,
): Promise<number | undefined> {
  const parked = await pMap(destinations, (each) => parkedAt(each, severity, table), { concurrency: AT_ONCE });
  const places = ['retrying', 'unknown'].flatMap((status) => shards.map((shard) => [status, shard] as const));
  const listed = await pMap(places, ([status, shard]) => listedIn(status, shard, table), { concurrency: AT_ONCE });
  const waiting = [...parked.flat(), ...listed.flat().sort(byPlace).slice(0, MOST_READ)];
  const ids = new Set((await Promise.all(waiting.map((each) => alertIdsOf(each, table)))).flat());
  const items = await getRows([...ids].map(alertKey), ['doc'], table);
  const alerts = readable(items, (item) => unpackAlert(readDoc(item).doc, alertIdIn(keyIn(item))).alert);
  const times = alerts.filter((alert) => alert.severity === severity).map(({ receivedAt }) => Date.parse(receivedAt));
  return times.length === 0 ? undefined : Math.min(...times);
}
