import { isCanary } from '../../domain/canary.ts';
import { problemKey } from '../../domain/group.ts';
import { GROUP_WAIT_MS, RESOLVED_AFTER_MS, windowMsOf } from '../../domain/group-times.ts';
import { rankOf } from '../../domain/rank.ts';
import { reopenWorse } from '../problem-state.ts';
import { addOrFlush } from './add-or-flush.ts';
import { isForced, isSystem, membersOf } from './group.ts';
import type { Decision, Job } from './job.ts';
import { groupFull, inGroup } from './member.ts';
import type { Ports } from './ports.ts';
import type { Worker } from './worker.ts';

async function repeatOf(job: Job, ports: Ports): Promise<string | undefined> {
  const windowMs = windowMsOf(job.message);
  if (
    (isSystem(job) && !isCanary(job.message.alert)) ||
    isForced(job) ||
    job.message.leftGroup === true ||
    windowMs === 0
  )
    return undefined;
  const { deliveryId, destination, alert } = job.message;
  const { fingerprint, state } = alert;
  // An end joins the notification of its problem, however long ago that was sent.
  const within = state === 'resolved' ? Number.POSITIVE_INFINITY : windowMs;
  const problem = { destination, fingerprint, deliveryId, rank: rankOf(alert), windowMs: within };
  const opened = await ports.groups.deduplicate(problem, ports.now());
  if (opened.kind === 'first' && opened.wasAcknowledged) await reopenWorse(fingerprint, problem.rank, ports);
  return opened.kind === 'repeat' ? opened.of : undefined;
}

interface Repeat {
  readonly job: Job;
  readonly of: string;
}

/** Adds the repeats of one problem to its group. */
async function joinGroup(fingerprint: string, repeats: readonly Repeat[], worker: Worker): Promise<Decision[]> {
  const { ports } = worker;
  const destination = repeats[0]?.job.message.destination ?? '';
  const isOver = repeats.some(({ job }) => job.message.alert.state === 'resolved');
  // An end is sent soon, and the other members with it.
  const due = { ms: ports.now() + (isOver ? RESOLVED_AFTER_MS : GROUP_WAIT_MS), isUrgent: isOver };
  const jobs = repeats.map(({ job }) => job);
  const joined = await addOrFlush(problemKey(destination, fingerprint), membersOf(jobs), due, worker);
  return repeats.map(({ job, of }) =>
    joined === undefined ? groupFull(job, ports) : { job, settlement: inGroup(job, of, 'repeat', ports) },
  );
}

/** A problem notifies once; its repeats join the group that is sent after the delivery that notified. */
export async function deduplicate(jobs: readonly Job[], worker: Worker): Promise<Decision[]> {
  const firsts: Decision[] = [];
  const repeats: Repeat[] = [];
  // One after the other: alerts of one batch may repeat each other.
  for (const job of jobs) {
    const of = await repeatOf(job, worker.ports);
    if (of === undefined) firsts.push({ job });
    else repeats.push({ job, of });
  }
  const problems = Map.groupBy(repeats, ({ job }) => job.message.alert.fingerprint);
  const joining = [...problems].map(([fingerprint, group]) => joinGroup(fingerprint, group, worker));
  return [...firsts, ...(await Promise.all(joining)).flat()];
}
