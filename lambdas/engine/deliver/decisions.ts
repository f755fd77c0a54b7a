import { type Alert, type Severity, severities } from '../../core/alert.ts';
import type { Connected } from '../../core/connected.ts';
import { deliveryIdOf } from '../../core/delivery.ts';
import { digestId, type GroupKey, type GroupMember, memberOf, problemKey } from '../../core/group.ts';
import type { Settlement } from '../ports/deliveries.ts';
import type { Due } from '../ports/groups.ts';
import type { Job } from './attempt.ts';
import { flushGroup } from './flush.ts';
import { addToGroup, DIGEST_WAIT_MS } from './group.ts';
import type { Ports } from './ports.ts';
import type { Permit } from './rate-limit.ts';
import { rateScopeOf, type Worker } from './worker.ts';

/**
 * The decision about a claimed delivery: without a settlement it is attempted, with one it is settled without an
 * attempt.
 */
export type Decision = { readonly job: Job; readonly settlement?: Settlement };

/** How long the first member of a group waits for more before the summary. */
const GROUP_WAIT_MS = 30_000;
const RESOLVED_AFTER_MS = 2_000;
/** How long a high alert waits for a permit before it goes into a digest. A critical one never goes into a digest. */
const HIGH_MAX_WAIT_MS = 60_000;
/** How long a delivery that may have arrived waits for a permit before it goes into a digest. */
const UNCERTAIN_MAX_WAIT_MS = 5 * 60_000;
const DEFAULT_WINDOW_MS = 60 * 60_000;

/** System alerts never join a group: some of them are the summary of a group. */
const isSystem = ({ message }: Job): boolean => message.alert.kind === 'system';
const isForced = ({ message }: Job): boolean => message.isReplay === true;

const windowMsOf = ({ message }: Job): number =>
  message.repeatSeconds === undefined ? DEFAULT_WINDOW_MS : message.repeatSeconds * 1000;

export const waiting = ({ claimed }: Job, reason: string, dueMs: number): Settlement => ({
  kind: 'waiting',
  // Keeps `unknown`, so that a request that may have arrived is still looked up after the wait.
  status: claimed.before === 'unknown' || claimed.before === 'sending' ? 'unknown' : 'retrying',
  reason,
  dueMs: Math.ceil(dueMs),
  attempts: claimed.attempts,
});

const merged = ({ claimed }: Job, mergedInto: string, reason: string): Settlement => ({
  kind: 'ended',
  status: 'merged',
  reason,
  mergedInto,
  attempts: claimed.attempts,
});

/** A full group is flushed within this time; an alert that it had no room for is tried again after it. */
const GROUP_FULL_WAIT_MS = 3_000;

/**
 * Adds alerts to a group. A full group is flushed by this worker at once and then takes more members: behind a long
 * queue its scheduled flush could take long.
 */
async function addOrFlush(
  key: GroupKey,
  members: readonly GroupMember[],
  due: Due,
  worker: Worker,
): Promise<number | undefined> {
  const sequence = await addToGroup(key, members, due, worker.ports);
  if (sequence !== undefined) return sequence;
  await flushGroup({ key, ...worker });
  return addToGroup(key, members, due, worker.ports);
}

const membersOf = (jobs: readonly Job[]): GroupMember[] => jobs.map(({ message }) => memberOf(message.alert));

const groupFull = (job: Job, ports: Ports): Decision => ({
  job,
  settlement: waiting(job, 'group_full', ports.now() + GROUP_FULL_WAIT_MS * (1 + ports.random())),
});

/**
 * How severe an alert is. One that was not blocked ranks above one that was. A resolved one ranks lowest, so that
 * any alert after it notifies again.
 */
const rankOf = ({ severity, action, state }: Alert): number =>
  state === 'resolved' ? -1 : severities.indexOf(severity) * 2 + (action === 'blocked' ? 0 : 1);

async function repeatOf(job: Job, ports: Ports): Promise<string | undefined> {
  const windowMs = windowMsOf(job);
  if (isSystem(job) || isForced(job) || windowMs === 0) return undefined;
  const { deliveryId, destination, alert } = job.message;
  const { fingerprint, state } = alert;
  // An end joins the notification of its problem, however long ago that was sent.
  const within = state === 'resolved' ? Number.POSITIVE_INFINITY : windowMs;
  const problem = { destination, fingerprint, deliveryId, rank: rankOf(alert), windowMs: within };
  const opened = await ports.groups.deduplicate(problem, ports.now());
  return opened.kind === 'repeat' ? opened.of : undefined;
}

interface Repeat {
  readonly job: Job;
  readonly of: string;
}

/** Adds the repeats of one problem to its group. */
async function mergeRepeats(fingerprint: string, group: readonly Repeat[], worker: Worker): Promise<Decision[]> {
  const { ports } = worker;
  const destination = group[0]?.job.message.destination ?? '';
  const isOver = group.some(({ job }) => job.message.alert.state === 'resolved');
  // An end is sent soon, and the other members with it.
  const due = { ms: ports.now() + (isOver ? RESOLVED_AFTER_MS : GROUP_WAIT_MS), isUrgent: isOver };
  const jobs = group.map(({ job }) => job);
  const sequence = await addOrFlush(problemKey(destination, fingerprint), membersOf(jobs), due, worker);
  return group.map(({ job, of }) =>
    sequence === undefined ? groupFull(job, ports) : { job, settlement: merged(job, of, 'repeat') },
  );
}

/** A problem notifies once; its repeats are merged into the delivery that notified. */
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
  const merging = [...problems].map(([fingerprint, group]) => mergeRepeats(fingerprint, group, worker));
  return [...firsts, ...(await Promise.all(merging)).flat()];
}

/** The severity that a permit is asked for. System alerts, digests among them, count as high. */
const urgency = (job: Job): Severity => (isSystem(job) ? 'high' : job.message.alert.severity);

const mayOverflow = (job: Job, nowMs: number): boolean => {
  if (isSystem(job) || isForced(job) || job.message.alert.severity === 'critical') return false;
  const waitedMs = nowMs - job.claimed.firstAt;
  // A delivery that may have arrived should not notify a second time in a digest, but it cannot wait for a permit for
  // ever.
  if (job.claimed.before === 'unknown' || job.claimed.before === 'sending') return waitedMs > UNCERTAIN_MAX_WAIT_MS;
  return job.message.alert.severity !== 'high' || waitedMs > HIGH_MAX_WAIT_MS;
};

const byUrgency = (a: Job, b: Job): number => severities.indexOf(urgency(b)) - severities.indexOf(urgency(a));

async function overflow(jobs: readonly Job[], worker: Worker): Promise<Decision[]> {
  const { ports } = worker;
  const destination = jobs[0]?.message.destination;
  if (destination === undefined) return [];
  const due = { ms: ports.now() + DIGEST_WAIT_MS, isUrgent: false };
  const sequence = await addOrFlush({ destination, name: 'digest' }, membersOf(jobs), due, worker);
  if (sequence === undefined) return jobs.map((job) => groupFull(job, ports));
  const into = deliveryIdOf(digestId(destination, sequence), destination);
  return jobs.map((job) => ({ job, settlement: merged(job, into, 'digest') }));
}

/**
 * The shortest wait for a permit. It grows with the time that the delivery has waited, because each request for a
 * permit costs two writes.
 */
function permitWaitMs(job: Job, nowMs: number): number {
  const waitedMs = nowMs - job.claimed.firstAt;
  return urgency(job) === 'critical' ? Math.min(15_000, waitedMs / 4) : Math.min(60_000, waitedMs / 2);
}

/**
 * Keeps within the quota of the destination. The most urgent deliveries get the permits; the others wait or go into a
 * digest.
 */
export async function withinRateLimit(jobs: readonly Job[], connected: Connected, worker: Worker): Promise<Decision[]> {
  const { rateLimiter, ports } = worker;
  const { perMinute, audience } = connected;
  if (perMinute === undefined || jobs.length === 0) return jobs.map((job) => ({ job }));
  const sorted = jobs.toSorted(byUrgency);
  const permits = await rateLimiter.take(
    rateScopeOf(sorted[0]?.message.destination ?? '', connected),
    perMinute,
    sorted.map(urgency),
  );
  const nowMs = ports.now();
  const placed = sorted.map((job, i) => ({ job, permit: permits[i] ?? ({ kind: 'go' } as const) }));
  const overflows = ({ job, permit }: { job: Job; permit: Permit }) =>
    audience === 'people' && permit.kind === 'full' && mayOverflow(job, nowMs);
  const overflowed = await overflow(
    placed.filter(overflows).map(({ job }) => job),
    worker,
  );
  const kept = placed.filter((each) => !overflows(each));
  return [...overflowed, ...kept.map(({ job, permit }) => decide(job, permit))];

  function decide(job: Job, permit: Permit): Decision {
    if (permit.kind === 'go') return { job };
    const soonMs = Math.min(permit.untilMs, nowMs + 10_000);
    const spreadMs = urgency(job) === 'critical' ? 300 : 1500;
    const dueMs = Math.max(soonMs, nowMs + permitWaitMs(job, nowMs)) + ports.random() * spreadMs;
    return { job, settlement: waiting(job, 'quota', dueMs) };
  }
}
