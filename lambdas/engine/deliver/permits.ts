import type { Connected } from '../../destinations/_kit/connected.ts';
import { type Severity, severities } from '../../domain/alert.ts';
import type { RequestJobs } from './batch.ts';
import { mayOverflow, overflow } from './digest.ts';
import { isSystem } from './group.ts';
import { type Decision, type Job, waiting } from './job.ts';
import type { Permit } from './rate-limit.ts';
import { rateScopeOf, type Worker } from './worker.ts';

/** The severity that a permit is asked for. System alerts, digests among them, count as high. */
const urgencyOf = (job: Job): Severity => (isSystem(job) ? 'high' : job.message.alert.severity);

/** The most urgent alert of a request. */
const urgency = (jobs: RequestJobs): Severity =>
  severities.findLast((severity) => jobs.some((job) => urgencyOf(job) === severity)) ?? 'info';

const byUrgency = (a: RequestJobs, b: RequestJobs): number =>
  severities.indexOf(urgency(b)) - severities.indexOf(urgency(a));

/**
 * The shortest wait for a permit. It grows with the time that the delivery has waited, because each request for a
 * permit costs two writes.
 */
function permitWaitMs(job: Job, nowMs: number): number {
  const waitedMs = nowMs - job.claimed.firstAt;
  return urgencyOf(job) === 'critical' ? Math.min(15_000, waitedMs / 4) : Math.min(60_000, waitedMs / 2);
}

/** A vendor that names a time further ahead than this is left alone until then. */
const SOON_MS = 60_000;

function withoutPermit(job: Job, { untilMs }: Exclude<Permit, { kind: 'go' }>, { ports }: Worker): Decision {
  const nowMs = ports.now();
  const soonMs = untilMs > nowMs + SOON_MS ? untilMs : Math.min(untilMs, nowMs + 10_000);
  const spreadMs = urgencyOf(job) === 'critical' ? 300 : 1500;
  const dueMs = Math.max(soonMs, nowMs + permitWaitMs(job, nowMs)) + ports.random() * spreadMs;
  return { job, settlement: waiting(job, 'quota', dueMs) };
}

interface Placed {
  readonly jobs: RequestJobs;
  readonly permit: Permit;
}

/** The requests that have permits, and what becomes of the jobs of the others. */
export interface Permitted {
  readonly requests: readonly RequestJobs[];
  readonly decisions: readonly Decision[];
}

async function withPermits(
  requests: readonly RequestJobs[],
  perMinute: number | undefined,
  scope: string,
  { rateLimiter }: Worker,
): Promise<Placed[]> {
  const sorted = requests.toSorted(byUrgency);
  const permits = await rateLimiter.take(scope, perMinute, sorted.map(urgency));
  return sorted.map((jobs, i) => ({ jobs, permit: permits[i] ?? { kind: 'go' } }));
}

const isWithout = (placed: Placed): placed is Placed & { readonly permit: Exclude<Permit, { kind: 'go' }> } =>
  placed.permit.kind !== 'go';

/**
 * Keeps within the quota of the destination: a permit a request. The most urgent requests get the permits; the others
 * wait, or their alerts go into a digest.
 */
export async function withinRateLimit(
  requests: readonly RequestJobs[],
  connected: Connected,
  worker: Worker,
): Promise<Permitted> {
  const [destination] = requests.flat().map(({ message }) => message.destination);
  if (destination === undefined) return { requests: [], decisions: [] };
  const placed = await withPermits(requests, connected.perMinute, rateScopeOf(destination, connected), worker);
  const nowMs = worker.ports.now();
  const overflows = ({ jobs: [job], permit }: Placed): boolean =>
    connected.audience === 'people' && permit.kind === 'full' && job !== undefined && mayOverflow(job, nowMs);
  const overflowed = await overflow(
    placed.filter(overflows).flatMap(({ jobs }) => jobs),
    worker,
  );
  const waits = placed.filter((each) => !overflows(each)).filter(isWithout);
  return {
    requests: placed.filter(({ permit }) => permit.kind === 'go').map(({ jobs }) => jobs),
    decisions: [
      ...overflowed,
      ...waits.flatMap(({ jobs, permit }) => jobs.map((job) => withoutPermit(job, permit, worker))),
    ],
  };
}
