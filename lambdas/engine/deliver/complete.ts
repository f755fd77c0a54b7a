import { isCanary } from '../../domain/canary.ts';
import { add, type Counts, isZero, moved } from '../../domain/counters.ts';
import type { BatchMessage } from '../../domain/delivery.ts';
import { ATTEMPT_TRACED } from '../metrics/spans.ts';
import type { Settlement } from '../ports/deliveries.ts';
import { afterCompletion, beforeCompletion } from './fallback.ts';
import type { Claimed, Job, Result } from './job.ts';
import { parkedIfLong } from './park.ts';
import type { Ports } from './ports.ts';
import { saveReceipts } from './receipts.ts';
import { startOf } from './release.ts';
import { reportHopeless } from './report-hopeless.ts';
import { settleBatch } from './split.ts';
import { backAt, done, type Verdict } from './verdict.ts';
import type { Worker } from './worker.ts';

/** What became of a message: the verdict for the queue, and what the ledger counts in which hour. */
export interface Completed {
  readonly verdict: Verdict;
  readonly hour: string;
  readonly counts: Counts;
}

type Batch = Claimed & { readonly message: BatchMessage };

const isBatch = (claimed: Claimed): claimed is Batch => 'items' in claimed.message;

async function settleSingle(
  { message }: Claimed,
  [result]: readonly Result[],
  { owner, ports }: Worker,
): Promise<Settlement | undefined> {
  if (result === undefined) return undefined;
  return (await ports.deliveries.settle(message, owner, result.settlement)) ? result.settlement : undefined;
}

const settle = (claimed: Claimed, results: readonly Result[], worker: Worker): Promise<Settlement | undefined> =>
  isBatch(claimed) ? settleBatch(claimed, results, worker) : settleSingle(claimed, results, worker);

/** The members of a group, and what is parked, need no message: something else completes them, or sends one. */
const verdictOf = (settlement: Settlement, nowMs: number): Verdict =>
  settlement.kind === 'ended' || settlement.mergedInto !== undefined || settlement.parkedRank !== undefined
    ? done
    : backAt(settlement.dueMs, nowMs);

/** Time from the receipt of the webhook, or from when it might be sent, to now; of a replay that says nothing. */
function notifyMs({ message }: Claimed, status: string, { ports }: Worker): number | undefined {
  if (status !== 'delivered' || ('isReplay' in message && message.isReplay === true)) return undefined;
  return Math.max(0, ports.now() - startOf(message, ports));
}

/** What is counted apart: deliveries that are in the same state now, after attempts with the same outcome. */
const countedBy = ({ settlement, attempted }: Result): string =>
  `${settlement.status} ${attempted?.outcome.kind ?? ''} ${attempted === undefined ? settlement.reason : ''}`;

/** A canary is counted in no metric. */
const canaryMark = (job: Job | undefined): { readonly canary?: true } =>
  job !== undefined && isCanary(job.message.alert) ? { canary: true } : {};

/** Of what was attempted, for spans: those of a message are one request. */
function logAttempt({ message, claimed }: Claimed, results: readonly Result[], { ports }: Worker): void {
  const attempted = results.find((each) => each.attempted !== undefined)?.attempted;
  if (attempted === undefined || message.trace === undefined) return;
  const { deliveryId, destination, trace } = message;
  const { reason, httpStatus, durationMs } = attempted.record;
  const attempt = claimed.attempts.length + 1;
  const outcome = attempted.outcome.kind;
  ports.log(ATTEMPT_TRACED, { deliveryId, destination, trace, attempt, outcome, reason, httpStatus, durationMs });
}

/** One line for each state and outcome of a message's deliveries; alarms and metrics are made of it. */
function log(completed: Claimed, results: readonly Result[], worker: Worker): void {
  const { message, claimed } = completed;
  const { ports } = worker;
  const { deliveryId, destination } = message;
  for (const all of Map.groupBy(results, countedBy).values()) {
    const [{ job, settlement, attempted } = {}] = all;
    const status = settlement?.status ?? '';
    ports.log('delivery.completed', {
      deliveryId,
      ...('items' in message ? { count: all.length } : { alertId: message.alert.id }),
      destination,
      ...canaryMark(job),
      severity: job?.message.alert.severity,
      attempt: claimed.attempts.length + (attempted === undefined ? 0 : 1),
      outcome: attempted?.outcome.kind,
      status,
      reason: attempted?.record.reason ?? settlement?.reason,
      httpStatus: attempted?.record.httpStatus,
      durationMs: attempted?.record.durationMs,
      notifyMs: notifyMs(completed, status, worker),
      ...(settlement?.kind === 'waiting' ? { nextInMs: settlement.dueMs - ports.now() } : {}),
    });
  }
}

const parkedWhereLong = (
  { message }: Claimed,
  results: readonly Result[],
  nowMs: number,
  { parked }: Ports,
): Result[] =>
  results.map((each) =>
    parked === undefined ? each : { ...each, settlement: parkedIfLong(each.settlement, message, nowMs) },
  );

/** Where the lease was lost, another worker completes the delivery. */
const LOST_AFTER_MS = 1000;

/**
 * Writes what became of a claimed message, counts and logs it, and notifies whoever has to know: the one place where
 * deliveries of every kind are completed or released.
 */
export async function complete(claimed: Claimed, results: readonly Result[], worker: Worker): Promise<Completed> {
  const { ports } = worker;
  const { hour } = claimed.message;
  // Read before the write: when the clock is set during it, the wait stays as long as intended.
  const nowMs = ports.now();
  await saveReceipts(results, worker);
  await beforeCompletion(claimed, results, worker);
  const settlement = await settle(claimed, parkedWhereLong(claimed, results, nowMs, ports), worker);
  if (settlement === undefined) return { verdict: backAt(nowMs + LOST_AFTER_MS, nowMs), hour, counts: {} };
  log(claimed, results, worker);
  logAttempt(claimed, results, worker);
  await reportHopeless(results, worker);
  await afterCompletion(results, worker);
  const counts = add(...results.map((each) => moved(claimed.claimed.counted, each.settlement.status)));
  return { verdict: verdictOf(settlement, nowMs), hour, counts };
}

/** Counts what was completed. System alerts are not counted: the ledger is the account of what was accepted. */
export async function count(completed: readonly Omit<Completed, 'verdict'>[], { ports }: Worker): Promise<void> {
  for (const [hour, all] of Map.groupBy(completed, (each) => each.hour)) {
    const counts = add(...all.map((each) => each.counts));
    if (hour !== '' && !isZero(counts)) await ports.ledger.increment(hour, counts);
  }
}
