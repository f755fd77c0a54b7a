import type { Connected } from '../../core/connected.ts';
import type { Job } from './attempt.ts';
import { type Decision, deduplicate, waiting, withinRateLimit } from './decisions.ts';
import { afterSearchLag } from './search-lag.ts';
import type { Worker } from './worker.ts';

const oldest = (jobs: readonly Job[]): Job | undefined =>
  jobs.toSorted((a, b) => (a.message.alert.receivedAt < b.message.alert.receivedAt ? -1 : 1))[0];

/** While the circuit breaker of a destination is open, one delivery at a time is tried, the oldest; the others wait. */
async function throughCircuit(
  destination: string,
  jobs: readonly Job[],
  { circuitBreaker, ports }: Worker,
): Promise<Decision[]> {
  const circuit = await circuitBreaker.acquire(destination);
  if (circuit.kind === 'closed') return jobs.map((job) => ({ job }));
  const probe = circuit.kind === 'half-open' ? oldest(jobs) : undefined;
  const untilMs = circuit.kind === 'open' ? circuit.untilMs : ports.now() + 5_000;
  const reason = circuit.kind === 'open' ? circuit.reason : 'circuit_open';
  return jobs.map((job) => (job === probe ? { job } : { job, settlement: waiting(job, reason, untilMs) }));
}

/** Runs the jobs that are still to be sent through one more decision. */
async function next(
  decisions: readonly Decision[],
  decide: (jobs: readonly Job[]) => Promise<Decision[]>,
): Promise<Decision[]> {
  const open = decisions.filter(({ settlement }) => settlement === undefined).map(({ job }) => job);
  const decided = decisions.filter(({ settlement }) => settlement !== undefined);
  return open.length === 0 ? [...decisions] : [...decided, ...(await decide(open))];
}

/** Decides about deliveries to one destination before anything is sent: search lag, circuit breaker, deduplication, rate limit. */
export async function decideAll(
  destination: string,
  jobs: readonly Job[],
  connected: Connected,
  worker: Worker,
): Promise<Decision[]> {
  const nowMs = worker.ports.now();
  const searchable = jobs.map((job) => afterSearchLag(job, connected, nowMs));
  const admitted = await next(searchable, (open) => throughCircuit(destination, open, worker));
  const firsts = connected.audience === 'people' ? await next(admitted, (open) => deduplicate(open, worker)) : admitted;
  return next(firsts, (open) => withinRateLimit(open, connected, worker));
}
