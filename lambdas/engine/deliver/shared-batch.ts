import type { BatchMessage, DeliveryMessage } from '../../core/delivery.ts';
import { add, type Counts, moved } from '../../core/ledger.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';
import type { Attempted, Job } from './attempt.ts';
import { attemptMany } from './batch.ts';
import { messageOf, withoutLateMembers } from './late-members.ts';
import type { Ports } from './ports.ts';
import { settlementOf } from './settle.ts';
import { note, type Worker, withoutSending } from './worker.ts';

/** What became of a batch's message: when it comes back (epoch ms), or nothing when it is done; and what to book. */
export interface BatchResult {
  readonly untilMs?: number;
  readonly counts: Counts;
}

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
const isPoisoned = ({ outcome, record }: Attempted): boolean =>
  outcome.kind !== 'delivered' && (record.httpStatus === 400 || record.httpStatus === 413);

interface BatchResultItem {
  readonly job: Job;
  readonly settlement: Settlement;
}

const isEnded = ({ settlement }: BatchResultItem): boolean => settlement.kind === 'ended';
const isUnknown = ({ settlement }: BatchResultItem): boolean => settlement.status === 'unknown';

/** How a batch parts: those that go on as one, and those that get rows of their own. */
interface BatchSplit {
  readonly together: readonly BatchResultItem[];
  readonly apart: readonly BatchResultItem[];
}

/**
 * Those that wait alike stay together; what ended, or may have arrived while the rest did not, goes apart. When all
 * ended, the delivered ones stay. A request that was refused for its form parts altogether, to find the one at fault.
 */
function splitOf(results: readonly BatchResultItem[], isPoisoned: boolean): BatchSplit {
  const waiting = results.filter((each) => !isEnded(each));
  if (waiting.length === results.length && isPoisoned && results.length > 1) return { together: [], apart: results };
  const sure = waiting.filter((each) => !isUnknown(each));
  const kept =
    waiting.length === 0
      ? results.filter(({ settlement }) => settlement.status === 'delivered')
      : sure.length > 0
        ? sure
        : waiting;
  const together =
    kept.length === 0 && new Set(results.map(({ settlement }) => settlement.status)).size === 1 ? results : kept;
  return { together, apart: results.filter((each) => !together.includes(each)) };
}

/** Waiting apart is waiting for itself alone: at once, for nothing says that this one is at fault. */
const atOnce = (settlement: Settlement, nowMs: number): Settlement =>
  settlement.kind === 'waiting' ? { ...settlement, dueMs: nowMs } : settlement;

/** The row that goes on speaking for those that stay together; when nobody does, it has nothing left to say. */
function sharedSettlement({ together, apart }: BatchSplit, held: ClaimedDelivery): Settlement {
  const settlement =
    together[0]?.settlement ?? ({ kind: 'ended', status: 'delivered', attempts: held.attempts } as const);
  const splitOut = [...(held.splitOut ?? []), ...apart.map(({ job }) => job.message.alert.id)];
  return settlement.kind === 'waiting' && splitOut.length > 0 ? { ...settlement, splitOut } : settlement;
}

/** Gives one delivery of the batch a row of its own, and a message when it has not ended. */
async function splitOut(
  message: DeliveryMessage,
  settlement: Settlement,
  firstMs: number,
  ports: Ports,
): Promise<void> {
  await ports.deliveries.split(message, settlement, firstMs);
  if (settlement.kind === 'ended') return;
  await ports.deliveryQueue.sendLater(message, Math.max(0, (settlement.dueMs - ports.now()) / 1000));
}

/** Rows (and messages) of their own come first; only then does the shared row change. */
async function settleAll(
  message: BatchMessage,
  held: ClaimedDelivery,
  batchSplit: BatchSplit,
  { owner, ports }: Worker,
): Promise<BatchResult> {
  const nowMs = ports.now();
  for (const { job, settlement } of batchSplit.apart)
    await splitOut(job.message, atOnce(settlement, nowMs), held.firstAt, ports);
  const settlement = sharedSettlement(batchSplit, held);
  if (!(await ports.deliveries.settle(message, owner, settlement))) return { untilMs: nowMs + 1000, counts: {} };
  const all = [...batchSplit.together, ...batchSplit.apart];
  const counts = add(...all.map((each) => moved(held.counted, each.settlement.status)));
  return settlement.kind === 'waiting' ? { untilMs: settlement.dueMs, counts } : { counts };
}

/** The jobs of a batch that have no rows of their own. */
function jobsOf(message: BatchMessage, held: ClaimedDelivery): Job[] {
  const splitOut = new Set(held.splitOut ?? []);
  const items = message.items.filter(({ alert }) => !splitOut.has(alert.id));
  return items.map((item) => ({ message: messageOf(message, item), held }));
}

function paused(held: ClaimedDelivery, untilMs: number, reason: string): Settlement {
  const status = held.before === 'sending' || held.before === 'unknown' ? 'unknown' : 'retrying';
  return { kind: 'waiting', status, reason, dueMs: Math.ceil(untilMs), attempts: held.attempts };
}

async function deliverClaimed(message: BatchMessage, held: ClaimedDelivery, worker: Worker): Promise<BatchResult> {
  const { ports, circuitBreaker } = worker;
  const jobs = jobsOf(message, held);
  const gate = await circuitBreaker.gate(message.destination);
  if (gate.kind === 'wait') {
    const settlement = paused(held, gate.untilMs, gate.reason);
    return settleAll(message, held, { together: jobs.map((job) => ({ job, settlement })), apart: [] }, worker);
  }
  const attempted = await attempt(message, jobs, worker);
  const given = { nowMs: ports.now(), random: ports.random(), lagSeconds: 0 };
  const results = jobs.flatMap((job, i): BatchResultItem[] => {
    const each = attempted[i];
    return each === undefined ? [] : [{ job, settlement: settlementOf(each, held, given) }];
  });
  logBatch(message, attempted, ports);
  return settleAll(message, held, splitOf(results, attempted.some(isPoisoned)), worker);
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
  const claim = await ports.deliveries.claim(message, owner, ports.now(), alertIds);
  if (claim.kind === 'leased') return { untilMs: claim.untilMs, counts: {} };
  const isFirst = claim.kind === 'claimed' && claim.before === 'queued';
  const members = isFirst ? message : await withoutLateMembers(message, ports);
  return claim.kind === 'completed' ? { counts: {} } : deliverClaimed(members, claim, worker);
}
