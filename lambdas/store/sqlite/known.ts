import type { DeliveryStatus } from '../../domain/delivery.ts';
import type { Database } from './database.ts';
import type { Subject } from './subjects.ts';

/** A claim that this process made, as the row of its delivery has it. */
export interface Held {
  readonly subject: Subject;
  /** The owner of the lease in the row. */
  readonly owner: string;
  /** The state that the ledger counts the delivery in. */
  readonly counted: DeliveryStatus;
}

/** What this process knows of a message in memory, so that it does not read it from the database. */
export interface Known {
  /** The subject of its delivery; never that of a batch, or of a delivery whose state a batch decides. */
  subject?: Subject;
  held?: Held;
  /** The worker that holds it, with the opening of the store that it works for. */
  worker?: string;
  /** The job that is run now for this message. */
  job?: number;
  /** The job that was removed in the work that wrote what it was for, and that is on the disk. */
  removedJob?: number;
}

export type KnownMessages = (message: object) => Known;

const ofDatabases = new WeakMap<Database, KnownMessages>();

function createKnown(): KnownMessages {
  const all = new WeakMap<object, Known>();
  return (message) => {
    const found = all.get(message);
    if (found !== undefined) return found;
    const known: Known = {};
    all.set(message, known);
    return known;
  };
}

/** What is known of messages, for the stores and queues over one database; it is forgotten with each message. */
export function knownMessages(database: Database): KnownMessages {
  const known = ofDatabases.get(database) ?? createKnown();
  ofDatabases.set(database, known);
  return known;
}
