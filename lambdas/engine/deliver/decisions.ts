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

/** What becomes of a claimed delivery before anything is sent: it is attempted, or put down as it is. */
export type Decision = { readonly job: Job; readonly settlement?: Settlement };

/** Repeats of a problem wait this long for company before they are told. */
const GROUP_WAIT_MS = 30_000;
const RESOLVED_AFTER_MS = 2_000;
/** A high alert waits this long for room of its own before it goes into a digest. A critical one never does. */
const HIGH_WAITS_MS = 60_000;
/** One that may have arrived waits so long. */
const UNSURE_WAITS_MS = 5 * 60_000;
const DEFAULT_WINDOW_MS = 60 * 60_000;

/** Alerts of Tocsin's own are never gathered: some of them are what was gathered. */
const isOwn = ({ message }: Job): boolean => message.alert.kind === 'system';
const isForced = ({ message }: Job): boolean => message.isReplay === true;

const windowMsOf = ({ message }: Job): number =>
  message.repeatSeconds === undefined ? DEFAULT_WINDOW_MS : message.repeatSeconds * 1000;

export const waiting = ({ claimed }: Job, reason: string, dueMs: number): Settlement => ({
  kind: 'waiting',
  // A request that may have arrived is still to be looked for after the wait.
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

/** What is full is told within moments; what found no place comes back after them. */
const FULL_WAITS_MS = 3_000;

/**
 * Gathers alerts. What is full is told here and now, and then takes more: behind a long queue nobody would come to
 * tell of it for long.
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

const withoutPlace = (job: Job, ports: Ports): Decision => ({
  job,
  settlement: waiting(job, 'group_full', ports.now() + FULL_WAITS_MS * (1 + ports.random())),
});

/**
 * How bad it is: what is not blocked any more is worse than before, and what is over is less than anything, so that
 * whatever comes after it is told anew.
 */
const rankOf = ({ severity, action, state }: Alert): number =>
  state === 'resolved' ? -1 : severities.indexOf(severity) * 2 + (action === 'blocked' ? 0 : 1);

async function repeatOf(job: Job, ports: Ports): Promise<string | undefined> {
  const windowMs = windowMsOf(job);
  if (isOwn(job) || isForced(job) || windowMs === 0) return undefined;
  const { deliveryId, destination, alert } = job.message;
  const { fingerprint, state } = alert;
  // However long it lasted: what told of it is what is to be ended.
  const within = state === 'resolved' ? Number.POSITIVE_INFINITY : windowMs;
  const problem = { destination, fingerprint, deliveryId, rank: rankOf(alert), windowMs: within };
  const opened = await ports.groups.deduplicate(problem, ports.now());
  return opened.kind === 'repeat' ? opened.of : undefined;
}

interface Repeat {
  readonly job: Job;
  readonly of: string;
}

/** Gathers what repeats one problem. */
async function mergeRepeats(fingerprint: string, group: readonly Repeat[], worker: Worker): Promise<Decision[]> {
  const { ports } = worker;
  const destination = group[0]?.job.message.destination ?? '';
  const isOver = group.some(({ job }) => job.message.alert.state === 'resolved');
  // That it is over is told soon; what else there is, with it.
  const due = { ms: ports.now() + (isOver ? RESOLVED_AFTER_MS : GROUP_WAIT_MS), isUrgent: isOver };
  const jobs = group.map(({ job }) => job);
  const sequence = await addOrFlush(problemKey(destination, fingerprint), membersOf(jobs), due, worker);
  return group.map(({ job, of }) =>
    sequence === undefined ? withoutPlace(job, ports) : { job, settlement: merged(job, of, 'repeat') },
  );
}

/** A problem is told once; what repeats it is merged into the delivery that told it. */
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

/** A digest finds room beside what is high, and leaves to what is critical what is left. */
const urgency = (job: Job): Severity => (isOwn(job) ? 'high' : job.message.alert.severity);

const mayOverflow = (job: Job, nowMs: number): boolean => {
  if (isOwn(job) || isForced(job) || job.message.alert.severity === 'critical') return false;
  const waitedMs = nowMs - job.claimed.firstAt;
  // What may have arrived should not be told a second time in a digest, but it cannot wait for room for ever either.
  if (job.claimed.before === 'unknown' || job.claimed.before === 'sending') return waitedMs > UNSURE_WAITS_MS;
  return job.message.alert.severity !== 'high' || waitedMs > HIGH_WAITS_MS;
};

const byUrgency = (a: Job, b: Job): number => severities.indexOf(urgency(b)) - severities.indexOf(urgency(a));

async function overflow(jobs: readonly Job[], worker: Worker): Promise<Decision[]> {
  const { ports } = worker;
  const destination = jobs[0]?.message.destination;
  if (destination === undefined) return [];
  const due = { ms: ports.now() + DIGEST_WAIT_MS, isUrgent: false };
  const sequence = await addOrFlush({ destination, name: 'digest' }, membersOf(jobs), due, worker);
  if (sequence === undefined) return jobs.map((job) => withoutPlace(job, ports));
  const into = deliveryIdOf(digestId(destination, sequence), destination);
  return jobs.map((job) => ({ job, settlement: merged(job, into, 'digest') }));
}

/**
 * How long one waits for room at least. Whoever has waited for long is one of many, and asking costs two writes each
 * time; so the waits grow with the waiting.
 */
function patienceMs(job: Job, nowMs: number): number {
  const waitedMs = nowMs - job.claimed.firstAt;
  return urgency(job) === 'critical' ? Math.min(15_000, waitedMs / 4) : Math.min(60_000, waitedMs / 2);
}

/** Keeps within the destination's quota: the urgent first, what there is no room for waits or goes into a digest. */
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
    const dueMs = Math.max(soonMs, nowMs + patienceMs(job, nowMs)) + ports.random() * spreadMs;
    return { job, settlement: waiting(job, 'quota', dueMs) };
  }
}
