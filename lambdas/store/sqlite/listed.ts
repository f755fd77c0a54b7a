import type { DeliveryStatus } from '../../domain/delivery.ts';
import type { Database } from './database.ts';
import { type Member, membersOf, type Subject } from './subjects.ts';

/** The states that operators list alerts by: those that somebody may have to do something about. */
const listedStatuses: ReadonlySet<DeliveryStatus> = new Set(['retrying', 'unknown', 'dead']);

export const isListed = (status: DeliveryStatus): boolean => listedStatuses.has(status);

/** Enters one alert's delivery in the list of a state. */
export function list(status: DeliveryStatus, { n, received }: Member, destination: string, database: Database): void {
  if (isListed(status))
    database.sql('INSERT OR IGNORE INTO listed VALUES (?, ?, ?, ?)').run(status, received, n, destination);
}

/** Takes one alert's delivery out of the list of a state. */
export function unlist(status: DeliveryStatus, { n, received }: Member, destination: string, database: Database): void {
  const remove = 'DELETE FROM listed WHERE status = ? AND received = ? AND alert = ? AND destination = ?';
  if (isListed(status)) database.sql(remove).run(status, received, n, destination);
}

/** Moves all that a row speaks for from the list of one state to that of another. */
export function relist(subject: Subject, from: DeliveryStatus, to: DeliveryStatus, database: Database): void {
  if (from === to || !(isListed(from) || isListed(to))) return;
  for (const member of membersOf(subject, database)) {
    unlist(from, member, subject.destination, database);
    list(to, member, subject.destination, database);
  }
}
