import type { ClaimedDelivery } from '../../engine/ports/deliveries.ts';
import type { Database } from './database.ts';
import { claimAgain, claimNew } from './delivery-rows.ts';
import type { Held } from './known.ts';
import type { Subject } from './subjects.ts';

/** A claim on a delivery that is about to be run, made in the transaction that queued it. */
export interface Ahead extends Held {
  readonly atMs: number;
}

/** An older one is renewed before it is used, so that most of the lease lies ahead of the worker. */
const FRESH_MS = 5_000;

/** Claims that were made ahead and are not used yet, by the id of their delivery. */
export interface Aheads {
  /** Claims a delivery that has no row, within a transaction that is under way. */
  write(subject: Subject): Ahead;
  /** To be called once that is on the disk. */
  keep(deliveryId: string, ahead: Ahead): void;
  /** Passes a claim to a worker; nothing when there is none, or it was lost. */
  take(deliveryId: string, nowMs: number): Promise<Ahead | undefined>;
  /** Undoes those that no worker used: nothing was sent for them. */
  release(): Promise<void>;
}

export const claimedAhead = ({ subject, atMs }: Ahead): ClaimedDelivery => ({
  before: 'queued',
  counted: subject.counted,
  attempts: [],
  firstAt: atMs,
});

const isFresh = ({ atMs }: Ahead, nowMs: number): boolean => atMs <= nowMs && nowMs - atMs < FRESH_MS;

const IS_OURS = 'SELECT 1 FROM delivery WHERE subject = ? AND destination = ? AND owner = ?';

function renew({ subject, owner }: Ahead, nowMs: number, database: Database): boolean {
  if (database.sql(IS_OURS).get(subject.n, subject.destination, owner) === undefined) return false;
  claimAgain(subject, owner, nowMs, database);
  return true;
}

const UNDO = 'DELETE FROM delivery WHERE subject = ? AND destination = ? AND owner = ?';

function undo(all: readonly Ahead[], database: Database): void {
  for (const { subject, owner } of all) database.sql(UNDO).run(subject.n, subject.destination, owner);
}

/** `run` begins the owner of each, as of every lease of this opening of the store. */
export function createAheads(run: string, database: Database, now: () => number): Aheads {
  const kept = new Map<string, Ahead>();
  let made = 0;
  return {
    write(subject) {
      made += 1;
      const ahead = { subject, owner: `${run}ahead.${made}`, counted: subject.counted, atMs: now() };
      claimNew(subject, ahead.owner, ahead.atMs, database);
      return ahead;
    },
    keep: (deliveryId, ahead) => void kept.set(deliveryId, ahead),
    async take(deliveryId, nowMs) {
      const ahead = kept.get(deliveryId);
      if (ahead === undefined) return undefined;
      kept.delete(deliveryId);
      if (isFresh(ahead, nowMs)) return ahead;
      return (await database.write(() => renew(ahead, nowMs, database))) ? ahead : undefined;
    },
    async release() {
      const unused = [...kept.values()];
      kept.clear();
      if (unused.length > 0) await database.write(() => undo(unused, database));
    },
  };
}
