import { type DeliveryStatus, partsOfBatchId, partsOfDeliveryId } from '../../domain/delivery.ts';
import type { Claimable } from '../../engine/ports/deliveries.ts';
import { readStatus, readTexts } from '../rows.ts';
import { numberIn, type Row, textIn, textOrNothing } from './columns.ts';
import type { Database } from './database.ts';

/** What a delivery's row belongs to: an alert by its number, or a batch by its number with the sign changed. */
export interface Subject {
  readonly n: number;
  readonly destination: string;
  /** The hour whose counters count it; empty for system alerts. */
  readonly hour: string;
  readonly received: number;
  /** The state that the ledger counts it in while it has no row of its own. */
  readonly counted: DeliveryStatus;
}

/** The columns of an alert that a subject is made of. */
export const SUBJECT_COLUMNS = 'n, hour, received, silence, batch, batch_destinations';

const ALERT = `SELECT ${SUBJECT_COLUMNS} FROM alert WHERE id = ?`;
const BATCH_STATE = `SELECT d.* FROM batch b JOIN delivery d ON d.subject = -b.n AND d.destination = b.destination
  WHERE b.name = ? AND b.destination = ?`;

/** The row that a batch's deliveries to one destination share; nothing when nobody has claimed it yet. */
export function batchRow(alert: Row, destination: string, database: Database): Row | undefined {
  const batch = batchAt(alert, destination);
  return batch === undefined ? undefined : database.sql(BATCH_STATE).get(batch, destination);
}

/** The batch that a delivery of this alert belongs to. */
function batchAt(alert: Row, destination: string): string | undefined {
  const batch = textOrNothing(alert, 'batch');
  const destinations = textOrNothing(alert, 'batch_destinations');
  const isIn = batch !== undefined && destinations !== undefined && readTexts(destinations).includes(destination);
  return isIn ? batch : undefined;
}

/** What a planned delivery is that nobody has claimed yet: held back by a silence, or queued. */
export const unclaimedStatus = (silence: string | undefined): DeliveryStatus =>
  silence === undefined ? 'queued' : 'suppressed';

/** The state that the ledger counts a planned delivery in that has no row of its own. */
export function sharedStatus(alert: Row, destination: string, database: Database): DeliveryStatus {
  const row = batchRow(alert, destination, database);
  return row === undefined
    ? unclaimedStatus(textOrNothing(alert, 'silence'))
    : readStatus(textOrNothing(row, 'counted'));
}

const subjectIn = (alert: Row, destination: string, counted: DeliveryStatus): Subject => ({
  n: numberIn(alert, 'n'),
  destination,
  hour: textIn(alert, 'hour'),
  received: numberIn(alert, 'received'),
  counted,
});

/** The subject of a delivery that no batch decides about, so that it stays as it is; nothing for others. */
export const ownSubject = (alert: Row, destination: string): Subject | undefined =>
  batchAt(alert, destination) === undefined
    ? subjectIn(alert, destination, unclaimedStatus(textOrNothing(alert, 'silence')))
    : undefined;

/** The subject of one alert's delivery; nothing when the alert is not kept (any more). */
export function alertSubject(alertId: string, destination: string, database: Database): Subject | undefined {
  const row = database.sql(ALERT).get(alertId);
  return row === undefined ? undefined : subjectIn(row, destination, sharedStatus(row, destination, database));
}

/** Whether the alert of a subject plans its destination. */
export const isPlanned = ({ n, destination }: Subject, database: Database): boolean => {
  const row = database.sql('SELECT planned FROM alert WHERE n = ?').get(n);
  return row !== undefined && readTexts(textIn(row, 'planned')).includes(destination);
};

const hourMs = (hour: string): number => Date.parse(`${hour}:00:00Z`) || 0;

/** A batch has the time of its alerts, which came with one webhook. */
function batchReceived(name: string, hour: string, database: Database): number {
  const row = database.sql('SELECT received FROM alert WHERE batch = ? LIMIT 1').get(name);
  return row === undefined ? hourMs(hour) : numberIn(row, 'received');
}

/** The number of a batch at a destination; nothing when it has none. */
function batchNumber(name: string, destination: string, database: Database): number | undefined {
  const row = database.sql('SELECT n FROM batch WHERE name = ? AND destination = ?').get(name, destination);
  return row === undefined ? undefined : numberIn(row, 'n');
}

function addBatch(name: string, destination: string, alertIds: readonly string[], database: Database): number {
  const insert = database.sql('INSERT INTO batch (name, destination, alert_ids) VALUES (?, ?, ?)');
  return Number(insert.run(name, destination, JSON.stringify(alertIds)).lastInsertRowid);
}

/** The subject of a batch, which is made of the alerts that are given when there is none. */
function batchSubject(
  { name, destination }: { readonly name: string; readonly destination: string },
  hour: string,
  alertIds: readonly string[] | undefined,
  database: Database,
): Subject | undefined {
  const known = batchNumber(name, destination, database);
  const n = known ?? (alertIds === undefined ? undefined : addBatch(name, destination, alertIds, database));
  if (n === undefined) return undefined;
  return { n: -n, destination, hour, received: batchReceived(name, hour, database), counted: 'queued' };
}

/** What a message is about; nothing when its alert is not kept any more. `alertIds` make a batch that has no row yet. */
export function subjectOf(
  { deliveryId, hour }: Pick<Claimable, 'deliveryId' | 'hour'>,
  database: Database,
  alertIds?: readonly string[],
): Subject | undefined {
  const batch = partsOfBatchId(deliveryId);
  if (batch !== undefined) return batchSubject(batch, hour, alertIds, database);
  const parts = partsOfDeliveryId(deliveryId);
  if (parts === undefined)
    throw new Error(
      `"${deliveryId}" is no delivery id: expected <source>:<hash>:<destination>, as GET /v1/alerts/{id} shows them`,
    );
  return alertSubject(parts.alertId, parts.destination, database);
}

const MEMBERS = `SELECT a.n, a.received FROM batch b JOIN alert a ON a.batch = b.name
  WHERE b.n = ? AND EXISTS (SELECT 1 FROM json_each(a.batch_destinations) WHERE value = b.destination)
  AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.subject = a.n AND d.destination = b.destination)`;

/** An alert whose delivery a row speaks for. */
export interface Member {
  readonly n: number;
  readonly received: number;
}

/** The alerts that a row speaks for: its own, or those of the batch that have no rows of their own. */
export function membersOf({ n, received }: Pick<Subject, 'n' | 'received'>, database: Database): readonly Member[] {
  if (n > 0) return [{ n, received }];
  const rows = database.sql(MEMBERS).all(-n);
  return rows.map((row) => ({ n: numberIn(row, 'n'), received: numberIn(row, 'received') }));
}
