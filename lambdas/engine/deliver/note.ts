import type { Connected } from '../../destinations/_kit/connected.ts';
import { retry } from '../../domain/outcome.ts';
import { errorText } from '../../domain/values/error-text.ts';
import type { RequestJobs } from './batch.ts';
import type { Attempted } from './job.ts';
import { circuitOf, rateScopeOf, type Worker } from './worker.ts';

/** How long a destination that asks for fewer requests without a time is left alone, in seconds. */
const LIMITED_SECONDS = 5;

/** Shares with all workers that the destination wants fewer requests. */
async function noteLimit(
  destination: string,
  { outcome, exhaustedUntilMs = 0 }: Attempted,
  connected: Connected,
  { rateLimiter, ports }: Worker,
): Promise<void> {
  const isLimited = outcome.kind === 'retry' && outcome.reason === 'rate_limited';
  const limitedUntilMs = isLimited ? ports.now() + (outcome.afterSeconds ?? LIMITED_SECONDS) * 1000 : 0;
  const untilMs = Math.max(limitedUntilMs, exhaustedUntilMs);
  if (untilMs > ports.now()) await rateLimiter.block(rateScopeOf(destination, connected), untilMs);
}

/** A request that did not leave used no permit. */
async function noteUnsent(
  destination: string,
  { isUnsent }: Attempted,
  connected: Connected,
  { rateLimiter }: Worker,
): Promise<void> {
  if (isUnsent === true && connected.perMinute !== undefined)
    await rateLimiter.giveBack(rateScopeOf(destination, connected));
}

/** The verdict on a request: that of its first item which is not about the item alone. */
const decisive = (made: readonly Attempted[]): Attempted | undefined =>
  made.find(({ outcome }) => outcome.kind === 'delivered') ??
  made.find(({ outcome }) => outcome.kind !== 'rejected') ??
  made[0];

/** What is refused to different alerts alike is the destination's fault: the alert waits. */
const held = (each: Attempted): Attempted =>
  each.outcome.kind === 'rejected'
    ? { ...each, outcome: retry(each.outcome.reason), record: { ...each.record, outcome: 'retry' } }
    : each;

/** What cannot be noted is found out again by the next request: what was sent is completed all the same. */
const safely = <T>(noted: Promise<T>, destination: string, { ports }: Worker): Promise<T | undefined> =>
  noted.catch((error: unknown) => {
    ports.log('delivery.internal_error', { destination, stage: 'judge', error: errorText(error) });
    return undefined;
  });

/** Notes the verdict of a request for the circuit breaker and the rate limiter; whether what it refused is held. */
export async function noteVerdict(
  destination: string,
  alertId: string,
  attempted: Attempted,
  connected: Connected,
  worker: Worker,
): Promise<boolean> {
  const noted = { outcome: attempted.outcome, record: attempted.record, alertId };
  const isHeld = await safely(
    worker.circuitBreaker.note(circuitOf(destination, connected), noted),
    destination,
    worker,
  );
  await safely(noteUnsent(destination, attempted, connected, worker), destination, worker);
  await safely(noteLimit(destination, attempted, connected, worker), destination, worker);
  return isHeld === true;
}

/** Notes the verdict of one request, and answers each attempt as it counts then. */
export async function judged(
  jobs: RequestJobs,
  made: readonly Attempted[],
  connected: Connected,
  worker: Worker,
): Promise<readonly (readonly [Attempted, Attempted])[]> {
  const first = decisive(made);
  const [job] = jobs;
  if (first === undefined || job === undefined) return [];
  const { destination, alert } = job.message;
  const isHeld = await noteVerdict(destination, alert.id, first, connected, worker);
  return made.map((each) => [each, isHeld ? held(each) : each] as const);
}
