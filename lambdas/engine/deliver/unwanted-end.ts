import type { Connected } from '../../destinations/_kit/connected.ts';
import { isCanary } from '../../domain/canary.ts';
import type { DeliveryMessage } from '../../domain/delivery.ts';
import { isForced } from './group.ts';
import type { Decision, Job } from './job.ts';
import type { Worker } from './worker.ts';

/** Why a delivery ended without being sent: its route has `sendResolved: false`. */
const END_NOT_WANTED = 'resolved_not_wanted';

/** Whether an alert is the end of a problem that the routes do not send. A group of `groupBy` learns of the end by itself. */
export const isUnwantedEnd = (
  { alert, sendResolved, group }: Pick<DeliveryMessage, 'alert' | 'sendResolved' | 'group'>,
  { audience }: Pick<Connected, 'audience'>,
): boolean => sendResolved === false && alert.state === 'resolved' && !(audience === 'people' && group !== undefined);

/** Whether an alert is the end of a canary where nothing is open that it could close: a second message would say nothing. */
const isIdleEnd = (
  { alert }: Pick<DeliveryMessage, 'alert'>,
  { conversation }: Pick<Connected, 'conversation'>,
): boolean => isCanary(alert) && alert.state === 'resolved' && conversation === undefined;

/** An end that is not sent as what deduplication learns of it: the next alert of its problem notifies again. */
export const endedUnsent = { rank: -1, windowMs: 0 } as const;

/**
 * Suppresses the end of a problem where the routes do not want it. For people the problem has ended all the same: its next
 * alert notifies again.
 */
export async function withoutUnwantedEnd(job: Job, connected: Connected, { ports }: Worker): Promise<Decision> {
  if (isForced(job) || !(isUnwantedEnd(job.message, connected) || isIdleEnd(job.message, connected))) return { job };
  const { alert, destination, deliveryId } = job.message;
  const end = { destination, fingerprint: alert.fingerprint, deliveryId, ...endedUnsent };
  if (connected.audience === 'people') await ports.groups.deduplicate(end, ports.now());
  const { attempts } = job.claimed;
  return { job, settlement: { kind: 'ended', status: 'suppressed', reason: END_NOT_WANTED, attempts } };
}
