import type { BatchMessage, DeliveryMessage } from '../../core/delivery.ts';
import { add, type Counts, moved } from '../../core/ledger.ts';
import type { ClaimedDelivery, Settlement } from '../ports/deliveries.ts';
import type { Attempted, Job } from './attempt.ts';
import { attemptMany } from './batch.ts';
import { messageOf, withoutLateMembers } from './late-members.ts';
import type { Ports } from './ports.ts';
import { settlementOf } from './settle.ts';
import { note, type Worker, withoutSending } from './worker.ts';

/**
 * The result for the message of a batch: when it is delivered again (epoch ms; absent when it is done), and the
 * counts to add.
 */
export interface BatchResult {
  readonly untilMs?: number;
  readonly counts: Counts;
}

async function attempt(message: BatchMessage, jobs: readonly Job[], worker: Worker): Promise<readonly Attempted[]> {
  const { ports } = worker;
  const connected = await ports.destination(message.destination);
  const nowMs = ports.now();
  if (typeof connected === 'string') return jobs.map(() => withoutSending(connected, nowMs));
  // The configuration has changed: the destination takes no batches any more.
  if (connected.batch === undefined) return jobs.map(() => withoutSending('settings_invalid', nowMs));
  const attempted = await attemptMany(jobs, connected.batch, ports);
  const [first] = attempted;
  if (first !== undefined) await note(message.destination, first, connected, worker);
  return attempted;
}

/** Whether a request was refused for its form: one alert in it may be the cause. */
const isRefusedForForm = ({ outcome, record }: Attempted): boolean =>
  outcome.kind !== 'delivered' && (record.httpStatus === 400 || record.httpStatus === 413);

interface BatchResultItem {
  readonly job: Job;
  readonly settlement: Settlement;
}

const isEnded = ({ settlement }: BatchResultItem): boolean => settlement.kind === 'ended';
const isUnknown = ({ settlement }: BatchResultItem): boolean => settlement.status === 'unknown';

/** How a batch is split: the deliveries that keep the shared row, and those that get a row each. */
interface BatchSplit {
  readonly shared: readonly BatchResultItem[];
  readonly separate: readonly BatchResultItem[];
}

/**
 * Deliveries that wait in the same way keep the shared row. Those that ended, or may have arrived while the others did
 * not, are split out. When all ended, the delivered ones keep the row. When the request was refused for its form, all
 * are split out, to find the one that caused it.
 */
function splitOf(results: readonly BatchResultItem[], isRefusedForForm: boolean): BatchSplit {
  const waiting = results.filter((each) => !isEnded(each));
  if (waiting.length === results.length && isRefusedForForm && results.length > 1)
    return { shared: [], separate: results };
  const sure = waiting.filter((each) => !isUnknown(each));
  const kept =
    waiting.length === 0
      ? results.filter(({ settlement }) => settlement.status === 'delivered')
      : sure.length > 0
        ? sure
        : waiting;
  const shared =
    kept.length === 0 && new Set(results.map(({ settlement }) => settlement.status)).size === 1 ? results : kept;
  return { shared, separate: results.filter((each) => !shared.includes(each)) };
}

/** A delivery that is split out is tried at once, because it may not be the one that caused the refusal. */
const atOnce = (settlement: Settlement, nowMs: number): Settlement =>
  settlement.kind === 'waiting' ? { ...settlement, dueMs: nowMs } : settlement;

/** The settlement of the shared row; `delivered` when no delivery is left in it. */
function sharedSettlement({ shared, separate }: BatchSplit, claimed: ClaimedDelivery): Settlement {
  const settlement =
    shared[0]?.settlement ?? ({ kind: 'ended', status: 'delivered', attempts: claimed.attempts } as const);
  const splitOut = [...(claimed.splitOut ?? []), ...separate.map(({ job }) => job.message.alert.id)];
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

/**
 * Writes the rows and messages of what is split out first, and then the shared row, so that a crash in between loses
 * nothing.
 */
async function settleAll(
  message: BatchMessage,
  claimed: ClaimedDelivery,
  batchSplit: BatchSplit,
  { owner, ports }: Worker,
): Promise<BatchResult> {
  const nowMs = ports.now();
  for (const { job, settlement } of batchSplit.separate)
    await splitOut(job.message, atOnce(settlement, nowMs), claimed.firstAt, ports);
  const settlement = sharedSettlement(batchSplit, claimed);
  if (!(await ports.deliveries.settle(message, owner, settlement))) return { untilMs: nowMs + 1000, counts: {} };
  const all = [...batchSplit.shared, ...batchSplit.separate];
  const counts = add(...all.map((each) => moved(claimed.counted, each.settlement.status)));
  return settlement.kind === 'waiting' ? { untilMs: settlement.dueMs, counts } : { counts };
}

/** The jobs of a batch that have no rows of their own. */
function jobsOf(message: BatchMessage, claimed: ClaimedDelivery): Job[] {
  const splitOut = new Set(claimed.splitOut ?? []);
  const items = message.items.filter(({ alert }) => !splitOut.has(alert.id));
  return items.map((item) => ({ message: messageOf(message, item), claimed }));
}

function waitingUntil(claimed: ClaimedDelivery, untilMs: number, reason: string): Settlement {
  const status = claimed.before === 'sending' || claimed.before === 'unknown' ? 'unknown' : 'retrying';
  return { kind: 'waiting', status, reason, dueMs: Math.ceil(untilMs), attempts: claimed.attempts };
}

async function deliverClaimed(message: BatchMessage, claimed: ClaimedDelivery, worker: Worker): Promise<BatchResult> {
  const { ports, circuitBreaker } = worker;
  const jobs = jobsOf(message, claimed);
  const circuit = await circuitBreaker.acquire(message.destination);
  if (circuit.kind === 'open') {
    const settlement = waitingUntil(claimed, circuit.untilMs, circuit.reason);
    return settleAll(message, claimed, { shared: jobs.map((job) => ({ job, settlement })), separate: [] }, worker);
  }
  const attempted = await attempt(message, jobs, worker);
  const given = { nowMs: ports.now(), random: ports.random(), lagSeconds: 0 };
  const results = jobs.flatMap((job, i): BatchResultItem[] => {
    const each = attempted[i];
    return each === undefined ? [] : [{ job, settlement: settlementOf(each, claimed, given) }];
  });
  logBatch(message, attempted, ports);
  return settleAll(message, claimed, splitOf(results, attempted.some(isRefusedForForm)), worker);
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
