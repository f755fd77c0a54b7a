import * as z from 'zod/mini';
import { type DeliveryStatus, deliveryStatuses } from '../../domain/delivery.ts';
import { readRow } from '../rows.ts';
import type { Item } from './requests.ts';

/** The forms of all rows, as far as they are read; each has its version besides. */

const text = z.string();
const number = z.number();
const maybe = z.optional;
const texts = z.array(text);
const names = z.set(text);
const status = z.enum(deliveryStatuses);

/** Text, or the bytes of an id of ours. */
const id = z.union([text, z.instanceof(Uint8Array)]);
const plan = {
  webhook: id,
  planned: texts,
  silence: maybe(text),
  batch: maybe(text),
  batchDestinations: maybe(texts),
};
/** Text, or a gzip of it. */
const doc = z.union([text, z.instanceof(Uint8Array)]);

/** Without an hour, that of the place. */
const hours = { hour: maybe(text), timeSk: maybe(text) };

const Owned = z.object(plan);
const Counted = z.object({ ...plan, ...hours, alone: maybe(z.boolean()) });
const Listed = z.object({ ...plan, doc });
const Stored = z.object({ ...plan, ...hours, doc });
const Doc = z.object({ doc });
const Placed = z.object({ timeSk: text });
const State = z.object({
  status,
  counted: maybe(status),
  leaseMs: maybe(number),
  attempts: maybe(text),
  reason: maybe(text),
  receipt: maybe(text),
  mergedInto: maybe(text),
});
const Delivery = z.object({
  ...State.shape,
  openPk: maybe(text),
  dueMs: maybe(number),
  firstMs: maybe(number),
  claimedMs: maybe(number),
  splitOut: maybe(texts),
});
const Batch = z.object({ hour: text, alertIds: texts, splitOut: maybe(texts) });
const Group = z.object({
  members: maybe(names),
  notified: maybe(number),
  sequence: maybe(number),
  owner: maybe(text),
  dueMs: maybe(number),
  leaseMs: maybe(number),
  firstId: maybe(text),
  rank: maybe(number),
  lastMs: maybe(number),
  announcedBy: maybe(names),
  acknowledged: maybe(z.boolean()),
  roster: maybe(text),
  renotifyMs: maybe(number),
});
const InhibitorRow = z.object({ doc: text, dueMs: number });
const Circuit = z.object({
  reason: text,
  sinceMs: number,
  isReported: maybe(z.boolean()),
  nextProbeMs: maybe(number),
  probes: maybe(number),
  pausedBy: maybe(text),
});
const Window = z.object({ requestTimes: z.array(number), blockedUntilMs: number, version: number });
const Silence = z.object({
  sk: text,
  doc: text,
  count: maybe(number),
  ended: maybe(z.boolean()),
  announced: maybe(z.boolean()),
});
const Replay = z.object({ doc: text });
const Problem = z.object({ doc: text });
const Mark = z.object({ doc: maybe(text) });
const Note = z.object({ note: text, untilMs: number });
const Report = z.object({
  sk: text,
  count: maybe(number),
  sequence: maybe(number),
  dueMs: maybe(number),
  examples: maybe(names),
});
const Heartbeat = z.object({ lastSeenMs: maybe(number), reportedMs: maybe(number) });
const Counters = z.object({
  sk: text,
  version: maybe(number),
  touchedMs: maybe(number),
  verifiedVersion: maybe(number),
  verifiedMs: maybe(number),
});

const reader =
  <T>(schema: z.ZodMiniType<T>, what: string) =>
  (item: Item): T =>
    readRow(schema, item, what);

/** What an alert's row says to the webhook that finds it there. */
export const readOwned = reader(Owned, 'an alert');
/** What of an alert's row is counted. */
export const readCounted = reader(Counted, 'an alert');
export const readListed = reader(Listed, 'an alert');
export const readStored = reader(Stored, 'an alert');
/** The document of an alert's or a webhook's row. */
export const readDoc = reader(Doc, 'an alert or webhook');
export const readPlace = reader(Placed, 'an alert');
/** The state that a delivery's or a batch's row holds. */
export const readState = reader(State, 'a delivery');
export const readDelivery = reader(Delivery, 'a delivery');
export const readBatch = reader(Batch, 'a batch');
export const readGroup = reader(Group, 'a group');
export const readInhibitorRow = reader(InhibitorRow, 'an inhibitor');
export const readCircuit = reader(Circuit, 'a circuit breaker');
export const readWindow = reader(Window, 'a rate limit');
export const readSilence = reader(Silence, 'a silence');
export const readReplay = reader(Replay, 'a replay job');
export const readProblemRow = reader(Problem, 'a problem');
/** How far a webhook is routed; without a document, not at all. */
export const readMark = reader(Mark, 'the progress of a webhook');
export const readNote = reader(Note, 'a note');
export const readReport = reader(Report, 'a report');
export const readHeartbeat = reader(Heartbeat, 'a heartbeat');
export const readCounters = reader(Counters, 'counters');

export type StateItem = z.infer<typeof State>;
export type DeliveryItem = z.infer<typeof Delivery>;
export type GroupItem = z.infer<typeof Group>;
export type PlanItem = z.infer<typeof Owned>;

/** The state that the ledger has a row counted in: what was last settled. */
export const countedIn = (row: StateItem | undefined): DeliveryStatus => row?.counted ?? 'queued';
