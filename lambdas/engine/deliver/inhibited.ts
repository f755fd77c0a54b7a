import type { Alert } from '../../domain/alert.ts';
import type { GroupMember } from '../../domain/group.ts';
import type { Inhibited } from '../inhibition.ts';
import { isForced, isSystem } from './group.ts';
import { type Decision, isBegun, type Job } from './job.ts';
import type { Ports } from './ports.ts';
import type { Worker } from './worker.ts';

/** Why a delivery ended without being sent: the rule that suppressed it, and the alert of the open problem. */
const inhibitedReason = ({ rule, alertId }: Inhibited): string => `inhibited: ${rule}, by ${alertId}`;

/** The end of what was notified is sent, or its ticket would stay open. */
const isEndOfNotified = async (alert: Alert, destination: string, { groups }: Ports): Promise<boolean> =>
  alert.state === 'resolved' && (await groups.isOpen(destination, alert.fingerprint));

async function inhibitedOne(job: Job, { ports }: Worker): Promise<Decision> {
  const { alert, destination, group, carries } = job.message;
  const isExempt = isSystem(job) || isForced(job) || isBegun(job) || carries !== undefined;
  // In a group of groupBy the group knows whether it has notified of what ends.
  const isGrouped = group !== undefined && alert.state === 'resolved';
  if (ports.inhibitedBy === undefined || isExempt || isGrouped) return { job };
  const found = await ports.inhibitedBy(alert, ports.now());
  if (found === undefined || (await isEndOfNotified(alert, destination, ports))) return { job };
  const { attempts } = job.claimed;
  return { job, settlement: { kind: 'ended', status: 'suppressed', reason: inhibitedReason(found), attempts } };
}

/** Suppresses deliveries whose alert an open problem inhibits. Without rules it costs nothing. */
export const withoutInhibited = (jobs: readonly Job[], worker: Worker): Promise<Decision[]> =>
  Promise.all(jobs.map((job) => inhibitedOne(job, worker)));

/** The members of a group that an open problem inhibits by now, by reason. */
export async function inhibitedMembers(
  members: readonly GroupMember[],
  ports: Ports,
): Promise<ReadonlyMap<GroupMember, string>> {
  const found = new Map<GroupMember, string>();
  if (ports.inhibitedBy === undefined) return found;
  for (const member of members.filter(({ isResolved }) => !isResolved)) {
    const stored = await ports.alerts.load(member.alertId);
    const by = stored === undefined ? undefined : await ports.inhibitedBy(stored.alert, ports.now());
    if (by !== undefined) found.set(member, inhibitedReason(by));
  }
  return found;
}
