import { type BatchMessage, type DeliveryMessage, deliveryIdOf } from '../../core/delivery.ts';
import { add, type Counts, moved } from '../../core/ledger.ts';
import type { Attempted, Job } from './attempt.ts';
import { attemptMany } from './batch.ts';
import type { Held, Ports, Settlement } from './ports.ts';
import { settlementOf } from './settle.ts';
import { note, type Worker, withoutSending } from './worker.ts';

/** What became of a batch's message: when it comes back (epoch ms), or nothing when it is done; and what to book. */
export interface BatchResult {
  readonly untilMs?: number;
  readonly counts: Counts;
}

const messageOf = (
  { destination, hour }: BatchMessage,
  { alert, raw, evidence }: BatchMessage['items'][number],
): DeliveryMessage => ({
  v: 1,
  deliveryId: deliveryIdOf(alert.id, destination),
  destination,
  hour,
  alert,
  ...(raw === undefined ? {} : { raw }),
  ...(evidence === undefined ? {} : { evidence }),
});

async function attempt(message: BatchMessage, jobs: readonly Job[], worker: Worker): Promise<readonly Attempted[]> {
  const { ports } = worker;
  const connected = await ports.destination(message.destination);
  const nowMs = ports.now();
  if (typeof connected === 'string') return jobs.map(() => withoutSending(connected, nowMs));
  // The configuration has changed since: every delivery goes its own way.
  if (connected.batch === undefined) return jobs.map(() => withoutSending('settings_invalid', nowMs));
  const attempted = await attemptMany(jobs, connected.batch, ports);
  const [first] = attempted;
  if (first !== undefined) await note(message.destination, first, connected, worker);
  return attempted;
}

/** A request that was refused for its form may hold one alert that spoils it for the rest. */
const isSpoiled = ({ outcome, record }: Attempted): boolean =>
  outcome.kind !== 'delivered' && (record.httpStatus === 400 || record.httpStatus === 413);

interface Fared {
  readonly job: Job;
  readonly settlement: Settlement;
}

const isEnded = ({ settlement }: Fared): boolean => settlement.kind === 'ended';
const isUnknown = ({ settlement }: Fared): boolean => settlement.status === 'unknown';

/** How a batch parts: those that go on as one, and those that get rows of their own. */
interface Parting {
  readonly together: readonly Fared[];
  readonly apart: readonly Fared[];
}

/**
 * Those that wait alike stay together; what ended, or may have arrived while the rest did not, goes apart. When all
 * ended, the delivered ones stay. A request that was refused for its form parts altogether, to find the one at fault.
 */
function partingOf(fared: readonly Fared[], isSpoilt: boolean): Parting {
  const waiting = fared.filter((each) => !isEnded(each));
  if (waiting.length === fared.length && isSpoilt && fared.length > 1) return { together: [], apart: fared };
  const sure = waiting.filter((each) => !isUnknown(each));
  const kept =
    waiting.length === 0
      ? fared.filter(({ settlement }) => settlement.status === 'delivered')
      : sure.length > 0
        ? sure
        : waiting;
  const together =
    kept.length === 0 && new Set(fared.map(({ settlement }) => settlement.status)).size === 1 ? fared : kept;
  return { together, apart: fared.filter((each) => !together.includes(each)) };
}

/** Waiting apart is waiting for itself alone: at once, for nothing says that this one is at fault. */
const atOnce = (settlement: Settlement, nowMs: number): Settlement =>
  settlement.kind === 'waiting' ? { ...settlement, dueMs: nowMs } : settlement;

/** The row that goes on speaking for those that stay together; when nobody does, it has nothing left to say. */
function sharedSettlement({ together, apart }: Parting, held: Held): Settlement {
  const settlement =
    together[0]?.settlement ?? ({ kind: 'ended', status: 'delivered', attempts: held.attempts } as const);
  const parted = [...(held.parted ?? []), ...apart.map(({ job }) => job.message.alert.id)];
  return settlement.kind === 'waiting' && parted.length > 0 ? { ...settlement, parted } : settlement;
}

/** Rows (and messages) of their own come first; only then does the shared row change. */
async function settleAll(
  message: BatchMessage,
  held: Held,
  parting: Parting,
  { owner, ports }: Worker,
): Promise<BatchResult> {
  const nowMs = ports.now();
  for (const { job, settlement } of parting.apart)
    await ports.part(job.message, atOnce(settlement, nowMs), held.firstAt);
  const settlement = sharedSettlement(parting, held);
  if (!(await ports.settle(message, owner, settlement))) return { untilMs: nowMs + 1000, counts: {} };
  const all = [...parting.together, ...parting.apart];
  const counts = add(...all.map((each) => moved(held.booked, each.settlement.status)));
  return settlement.kind === 'waiting' ? { untilMs: settlement.dueMs, counts } : { counts };
}

/** The jobs of a batch that have no rows of their own. */
function jobsOf(message: BatchMessage, held: Held): Job[] {
  const parted = new Set(held.parted ?? []);
  const items = message.items.filter(({ alert }) => !parted.has(alert.id));
  return items.map((item) => ({ message: messageOf(message, item), held }));
}

function paused(held: Held, untilMs: number, reason: string): Settlement {
  const status = held.before === 'sending' || held.before === 'unknown' ? 'unknown' : 'retrying';
  return { kind: 'waiting', status, reason, dueMs: Math.ceil(untilMs), attempts: held.attempts };
}

async function deliverClaimed(message: BatchMessage, held: Held, worker: Worker): Promise<BatchResult> {
  const { ports, pauses } = worker;
  const jobs = jobsOf(message, held);
  const gate = await pauses.gate(message.destination);
  if (gate.kind === 'wait') {
    const settlement = paused(held, gate.untilMs, gate.reason);
    return settleAll(message, held, { together: jobs.map((job) => ({ job, settlement })), apart: [] }, worker);
  }
  const attempted = await attempt(message, jobs, worker);
  const given = { nowMs: ports.now(), random: ports.random(), lagSeconds: 0 };
  const fared = jobs.flatMap((job, i): Fared[] => {
    const each = attempted[i];
    return each === undefined ? [] : [{ job, settlement: settlementOf(each, held, given) }];
  });
  logBatch(message, attempted, ports);
  return settleAll(message, held, partingOf(fared, attempted.some(isSpoiled)), worker);
}

function logBatch({ deliveryId, destination }: BatchMessage, attempted: readonly Attempted[], ports: Ports): void {
  const outcomes = Map.groupBy(attempted, ({ outcome }) => outcome.kind);
  const counts = Object.fromEntries([...outcomes].map(([kind, all]) => [kind, all.length]));
  const [first] = attempted;
  const { httpStatus, reason, durationMs } = first?.record ?? {};
  ports.log('batch.attempted', { deliveryId, destination, ...counts, httpStatus, reason, durationMs });
}

/** Delivers a batch under one claim and, when all goes well, with one row and one request for all of it. */
export async function deliverBatch(message: BatchMessage, worker: Worker): Promise<BatchResult> {
  const { owner, ports } = worker;
  const alertIds = message.items.map(({ alert }) => alert.id);
  const claim = await ports.claim(message, owner, ports.now(), alertIds);
  if (claim.kind === 'settled') return { counts: {} };
  return claim.kind === 'held' ? { untilMs: claim.untilMs, counts: {} } : deliverClaimed(message, claim, worker);
}
