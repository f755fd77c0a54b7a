import { partsOfDeliveryId } from '../domain/delivery.ts';
import { WrongCursor } from '../domain/listing.ts';
import { afterPage, type ReplayJob } from '../domain/replay-job.ts';
import type { Stores } from './ports/index.ts';
import { findPage, type ReplayPagePorts, replayAll } from './replay-page.ts';

/** What a replay job works with. */
export interface ReplayJobPorts extends ReplayPagePorts, Pick<Stores, 'replays'> {
  /** All configured destinations. */
  readonly destinationIds: readonly string[];
  log(event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What one call came to. */
export interface Advanced {
  readonly job: ReplayJob;
  /** The deliveries that this call replayed, the first 500. */
  readonly deliveryIds: readonly string[];
  /** Another worker advances the job; `job` is as this one saved it last. */
  readonly isLost: boolean;
}

const MOST_IDS = 500;
/** A job that was saved within this time is being advanced by somebody. */
const IN_USE_MS = 15_000;

interface Step {
  readonly job: ReplayJob;
  readonly deliveryIds: readonly string[];
}

async function replayPage(job: ReplayJob, ports: ReplayJobPorts): Promise<Step> {
  const { request, startedAt, cursor } = job;
  const { deliveryIds, ...page } = await findPage(request, cursor, ports, Date.parse(startedAt));
  const notKept = await replayAll(deliveryIds, request, ports);
  const missing = new Set(notKept);
  const replayed = deliveryIds.filter((id) => !missing.has(partsOfDeliveryId(id)?.alertId ?? ''));
  const counts = { ...page, deliveriesReplayed: replayed.length, notKept };
  return { job: afterPage(job, counts, ports.now()), deliveryIds: replayed };
}

const failed = (job: ReplayJob, reason: string, nowMs: number): Step => ({
  job: { ...job, version: job.version + 1, updatedAt: new Date(nowMs).toISOString(), state: 'failed', reason },
  deliveryIds: [],
});

/** One page, or the end of a job that no later run could advance either. */
async function step(job: ReplayJob, ports: ReplayJobPorts): Promise<Step> {
  const { to } = job.request;
  if (to !== undefined && !ports.destinationIds.includes(to)) return failed(job, 'unknown_destination', ports.now());
  try {
    return await replayPage(job, ports);
  } catch (error) {
    if (error instanceof WrongCursor) return failed(job, 'wrong_cursor', ports.now());
    throw error;
  }
}

/**
 * Advances a saved job, at least by one page, until it has ended or the time is over. The place and the counts are
 * saved after each page; an error leaves the job as it was saved, so that the next call goes on from there.
 *
 * When a page is repeated after a crash, or two workers advance a job at once, what was attempted since the start of
 * the job is left out, and a delivery in flight is recognised by its claim. One that was reopened and not sent is open,
 * and reconcile sends it. Counts are those of saved pages. What may be sent twice: a merged delivery
 * (it has no attempts of its own), and one that ends between another worker's read and its replay. With `reparse`
 * a webhook may be parsed twice, which notifies nobody twice.
 */
export async function advance(job: ReplayJob, ports: ReplayJobPorts, untilMs: number): Promise<Advanced> {
  let current = job;
  const all: string[] = [];
  while (current.state === 'running') {
    const { job: next, deliveryIds } = await step(current, ports);
    if (!(await ports.replays.save(next))) return { job: current, deliveryIds: all, isLost: true };
    all.push(...deliveryIds.slice(0, MOST_IDS - all.length));
    current = next;
    if (ports.now() >= untilMs) break;
  }
  if (current.state !== 'running') ports.log('replay.ended', logged(current));
  return { job: current, deliveryIds: all, isLost: false };
}

const logged = ({ id, state, reason, alertsRead, deliveriesReplayed, notKeptCount }: ReplayJob) => ({
  job: id,
  state,
  ...(reason === undefined ? {} : { reason }),
  alertsRead,
  deliveriesReplayed,
  notKeptCount,
});

/** Whether another worker saved the job just now. A save in the future was made before the clock was set back. */
function isInUse({ updatedAt }: ReplayJob, nowMs: number): boolean {
  const ageMs = nowMs - Date.parse(updatedAt);
  return ageMs >= -IN_USE_MS && ageMs < IN_USE_MS;
}

/** Goes on with the jobs that nobody advances, one after another, until the time is over. An error stops one job only. */
export async function advanceUnfinished(ports: ReplayJobPorts, untilMs: number): Promise<void> {
  for (const job of await ports.replays.unfinished()) {
    if (ports.now() >= untilMs) return;
    if (isInUse(job, ports.now())) continue;
    try {
      await advance(job, ports, untilMs);
    } catch (error) {
      ports.log('replay.interrupted', { job: job.id, error: nameOf(error) });
    }
  }
}

/** An error as the log shows it. */
export const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
