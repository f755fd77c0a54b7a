import type { Deliveries } from '../../engine/ports/deliveries.ts';
import { claim, ownerText } from './claim.ts';
import { confirm } from './confirm.ts';
import type { Database } from './database.ts';
import { statesOf } from './delivery-states.ts';
import type { Counting } from './ledger.ts';
import { reopen } from './reopen.ts';
import { completeMember, settle, split } from './settle.ts';

/**
 * The state of each delivery. `run` begins the owner of every lease: a store that is opened again has another, and takes
 * over what workers of the run before held, for they are dead.
 */
export const createDeliveries = (database: Database, count: Counting, run: string): Deliveries => ({
  claim: (message, name, nowMs, alertIds) =>
    database.write(() => claim(message, { run, name }, nowMs, alertIds, database)),
  settle: (message, name, settlement) =>
    database.write(() => settle(message, ownerText({ run, name }), settlement, count, database)),
  completeMember: (message, settlement) => database.write(() => completeMember(message, settlement, count, database)),
  split: (message, settlement, firstMs) => database.write(() => split(message, settlement, firstMs, count, database)),
  reopen: (deliveryId, nowMs) => database.write(() => reopen(deliveryId, nowMs, count, database)),
  confirm: (deliveryId, reason, nowMs) =>
    database.write(() => confirm(deliveryId, { reason, nowMs, run }, count, database)),
  states: async (alert) => statesOf(alert, database),
});
