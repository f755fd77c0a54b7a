import type { Claim, Claimable, Deliveries, Settlement } from '../../engine/ports/deliveries.ts';
import { type Aheads, claimedAhead } from './ahead.ts';
import { claim, type Owner, ownerText } from './claim.ts';
import { confirm } from './confirm.ts';
import type { Database } from './database.ts';
import { statesOf } from './delivery-states.ts';
import { removeJob } from './jobs.ts';
import { type KnownMessages, knownMessages } from './known.ts';
import type { Counting } from './ledger.ts';
import { reopen } from './reopen.ts';
import { completeMember, settle, settleHeld, split } from './settle.ts';
import { subjectOf } from './subjects.ts';

interface Parts {
  readonly database: Database;
  readonly count: Counting;
  readonly known: KnownMessages;
  readonly aheads: Aheads;
}

async function claimOne(
  message: Claimable,
  owner: Owner,
  nowMs: number,
  alertIds: readonly string[] | undefined,
  { database, known, aheads }: Parts,
): Promise<Claim> {
  const kept = known(message);
  kept.worker = ownerText(owner);
  const ahead = await aheads.take(message.deliveryId, nowMs);
  if (ahead !== undefined) {
    kept.held = ahead;
    return { kind: 'claimed', ...claimedAhead(ahead) };
  }
  const { claim: made, held } = await database.write(() =>
    claim(kept.subject ?? subjectOf(message, database, alertIds), owner, nowMs, database),
  );
  if (held === undefined) delete kept.held;
  else kept.held = held;
  return made;
}

/** The job of a delivery that has ended has nothing left to do: it is removed with the settlement, which saves a write. */
async function settleOne(
  message: Claimable,
  owner: Owner,
  settlement: Settlement,
  { database, count, known }: Parts,
): Promise<boolean> {
  const kept = known(message);
  const { job } = kept;
  const held = kept.worker === ownerText(owner) ? kept.held : undefined;
  const removable = settlement.kind === 'ended' ? job : undefined;
  const how = await database.write(() => {
    if (held === undefined || !settleHeld(held, settlement, count, database))
      return settle(message, ownerText(owner), settlement, count, database) ? 'settled' : 'lost';
    if (removable !== undefined) removeJob(removable, database);
    return 'ended';
  });
  if (how === 'ended' && removable !== undefined) kept.removedJob = removable;
  return how !== 'lost';
}

/**
 * The state of each delivery. `run` begins the owner of every lease: a store that is opened again has another, and takes
 * over what workers of the run before held, for they are dead.
 */
export function createDeliveries(database: Database, count: Counting, run: string, aheads: Aheads): Deliveries {
  const parts = { database, count, known: knownMessages(database), aheads };
  return {
    claim: (message, name, nowMs, alertIds) => claimOne(message, { run, name }, nowMs, alertIds, parts),
    settle: (message, name, settlement) => settleOne(message, { run, name }, settlement, parts),
    completeMember: (message, settlement) => database.write(() => completeMember(message, settlement, count, database)),
    split: (message, settlement, firstMs) => database.write(() => split(message, settlement, firstMs, count, database)),
    reopen: (deliveryId, nowMs) => database.write(() => reopen(deliveryId, nowMs, count, database)),
    confirm: (deliveryId, reason, nowMs) =>
      database.write(() => confirm(deliveryId, { reason, nowMs, run }, count, database)),
    states: async (alert) => statesOf(alert, database),
  };
}
