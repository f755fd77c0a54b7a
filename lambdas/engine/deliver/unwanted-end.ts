import type { Connected } from '../../destinations/_kit/connected.ts';
import { isForced } from './group.ts';
import type { Decision, Job } from './job.ts';
import type { Worker } from './worker.ts';

/** Why a delivery ended without being sent: its route has `sendResolved: false`. */
const END_NOT_WANTED = 'resolved_not_wanted';

/**
 * Suppresses the end of a problem where the routes do not want it. For people the problem has ended all the same: its next
 * alert notifies again. A group of `groupBy` learns of the end by itself.
 */
export async function withoutUnwantedEnd(job: Job, { audience }: Connected, { ports }: Worker): Promise<Decision> {
  const { alert, sendResolved, group, destination, deliveryId } = job.message;
  const isWanted = sendResolved !== false || alert.state !== 'resolved' || isForced(job);
  if (isWanted || (audience === 'people' && group !== undefined)) return { job };
  const { fingerprint } = alert;
  const end = { destination, fingerprint, deliveryId, rank: -1, windowMs: 0 };
  if (audience === 'people') await ports.groups.deduplicate(end, ports.now());
  const { attempts } = job.claimed;
  return { job, settlement: { kind: 'ended', status: 'suppressed', reason: END_NOT_WANTED, attempts } };
}
