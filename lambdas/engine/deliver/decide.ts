import type { Connected } from '../../core/connected.ts';
import type { Job } from './attempt.ts';
import { type Decision, deduplicate, waiting, withinRateLimit } from './decisions.ts';
import { afterSearchLag } from './search-lag.ts';
import type { Worker } from './worker.ts';

const oldest = (jobs: readonly Job[]): Job | undefined =>
  jobs.toSorted((a, b) => (a.message.alert.receivedAt < b.message.alert.receivedAt ? -1 : 1))[0];

/** While a destination is paused one delivery at a time is tried, the oldest; the others wait. */
async function throughGate(
  destination: string,
  jobs: readonly Job[],
  { circuitBreaker, ports }: Worker,
): Promise<Decision[]> {
  const gate = await circuitBreaker.gate(destination);
  if (gate.kind === 'go') return jobs.map((job) => ({ job }));
  const probe = gate.kind === 'probe' ? oldest(jobs) : undefined;
  const untilMs = gate.kind === 'wait' ? gate.untilMs : ports.now() + 5_000;
  const reason = gate.kind === 'wait' ? gate.reason : 'paused';
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

/** What becomes of deliveries to one destination before anything is sent: too early to look? paused? a repeat? room? */
export async function decideAll(
  destination: string,
  jobs: readonly Job[],
  connected: Connected,
  worker: Worker,
): Promise<Decision[]> {
  const nowMs = worker.ports.now();
  const found = jobs.map((job) => afterSearchLag(job, connected, nowMs));
  const gated = await next(found, (open) => throughGate(destination, open, worker));
  const told = connected.audience === 'people' ? await next(gated, (open) => deduplicate(open, worker)) : gated;
  return next(told, (open) => withinRateLimit(open, connected, worker));
}
