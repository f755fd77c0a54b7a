import { deliveryIdOf } from '../../domain/delivery.ts';
import { digestId } from '../../domain/summary-alert.ts';
import { addOrFlush } from './add-or-flush.ts';
import { digestDue, isForced, isSystem, membersOf } from './group.ts';
import { type Decision, type Job, mayHaveArrived } from './job.ts';
import { groupFull, inGroup } from './member.ts';
import type { Worker } from './worker.ts';

/** How long a high alert waits for a permit before it goes into a digest. A critical one never goes into a digest. */
const HIGH_MAX_WAIT_MS = 60_000;
/** How long a delivery that may have arrived waits for a permit before it goes into a digest. */
const UNCERTAIN_MAX_WAIT_MS = 5 * 60_000;

/** Whether an alert without a permit may go into a digest. */
export function mayOverflow(job: Job, nowMs: number): boolean {
  const { severity } = job.message.alert;
  if (isSystem(job) || isForced(job) || severity === 'critical') return false;
  const waitedMs = nowMs - job.claimed.firstAt;
  // A delivery that may have arrived should not notify a second time in a digest, but it cannot wait for a permit for
  // ever.
  if (mayHaveArrived(job.claimed)) return waitedMs > UNCERTAIN_MAX_WAIT_MS;
  return severity !== 'high' || waitedMs > HIGH_MAX_WAIT_MS;
}

/** Puts alerts that have no permit into the next digest of their destination. */
export async function overflow(jobs: readonly Job[], worker: Worker): Promise<Decision[]> {
  const { ports } = worker;
  const destination = jobs[0]?.message.destination;
  if (destination === undefined) return [];
  const joined = await addOrFlush({ destination, name: 'digest' }, membersOf(jobs), digestDue(ports), worker);
  if (joined === undefined) return jobs.map((job) => groupFull(job, ports));
  const carrier = deliveryIdOf(digestId(destination, joined.sequence), destination);
  return jobs.map((job) => ({ job, settlement: inGroup(job, carrier, 'digest', ports) }));
}
