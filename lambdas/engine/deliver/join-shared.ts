import { deliveryIdOf, type GroupOptions } from '../../domain/delivery.ts';
import { type GroupMember, memberOf, sharedKey } from '../../domain/group.ts';
import { groupMessageId } from '../../domain/group-alert.ts';
import { addOrFlush } from './add-or-flush.ts';
import { isForced, isSystem } from './group.ts';
import { type Decision, isBegun, type Job } from './job.ts';
import { groupFull, IN_GROUP, inGroup } from './member.ts';
import type { Worker } from './worker.ts';

/** The group of `groupBy` that a delivery joins; nothing for one that is sent by itself. */
function groupOf(job: Job): GroupOptions | undefined {
  const { group, leftGroup, carries } = job.message;
  const isAlone = isSystem(job) || isForced(job) || leftGroup === true || carries !== undefined || isBegun(job);
  return isAlone ? undefined : group;
}

const sharedMember = ({ message }: Job): GroupMember => ({
  ...memberOf(message.alert, message.hour),
  fingerprint: message.alert.fingerprint,
});

async function joinOne(options: GroupOptions, jobs: readonly Job[], worker: Worker): Promise<Decision[]> {
  const { ports } = worker;
  const destination = jobs[0]?.message.destination ?? '';
  const nowMs = ports.now();
  const due = { ms: nowMs + options.waitSeconds * 1000, joinMs: nowMs, isUrgent: false };
  const key = sharedKey(destination, options.name);
  const joined = await addOrFlush(key, jobs.map(sharedMember), due, worker);
  if (joined === undefined) return jobs.map((job) => groupFull(job, ports));
  const carrier = deliveryIdOf(groupMessageId(destination, options.name, joined.sequence), destination);
  // It can be claimed when its group is flushed, for it may then be sent itself.
  return jobs.map((job) => ({ job, settlement: { ...inGroup(job, carrier, IN_GROUP, ports), dueMs: joined.dueMs } }));
}

/** Adds deliveries to their notification groups, where the routes say how to group; the others go on. */
export async function joinShared(jobs: readonly Job[], worker: Worker): Promise<Decision[]> {
  const grouped = Map.groupBy(jobs, (job) => groupOf(job)?.name);
  const joining = [...grouped].map(([, all]): Promise<Decision[]> | Decision[] => {
    const options = all[0] === undefined ? undefined : groupOf(all[0]);
    return options === undefined ? all.map((job) => ({ job })) : joinOne(options, all, worker);
  });
  return (await Promise.all(joining)).flat();
}
