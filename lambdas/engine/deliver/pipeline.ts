import type { Connected } from '../../destinations/_kit/connected.ts';
import { type DeliveriesMessage, destinationOf, type ScheduledFlush } from '../../domain/delivery.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { admit } from './admit.ts';
import { type RequestJobs, requestsOf } from './batch.ts';
import type { Message } from './claim.ts';
import { type Completed, complete, count } from './complete.ts';
import { deduplicate } from './dedup.ts';
import { FAILED_SECONDS, failed } from './failed.ts';
import { flushGroup } from './flush.ts';
import { held } from './hold.ts';
import { holdBack } from './hold-back.ts';
import { withoutInhibited } from './inhibited.ts';
import { type Claimed, type Decision, isDecided, type Job, type Result, waiting } from './job.ts';
import { joinShared } from './join-shared.ts';
import { afterLookupLag } from './lookup-lag.ts';
import { followCarrier } from './members.ts';
import { withinRateLimit } from './permits.ts';
import { repeatedIn } from './repeated.ts';
import { sendAll } from './send.ts';
import { suppressed } from './suppressed.ts';
import { byTarget, hasTargets } from './targets.ts';
import { holdAll } from './unusable.ts';
import { withoutUnwantedEnd } from './unwanted-end.ts';
import { backAt, done, type Verdict } from './verdict.ts';
import { circuitOf, type Worker } from './worker.ts';

export type { Verdict } from './verdict.ts';

type Verdicts = ReadonlyMap<DeliveriesMessage, Verdict>;

const openIn = (decisions: readonly Decision[]): Job[] =>
  decisions.flatMap((decision) => (isDecided(decision) ? [] : [decision.job]));

interface Decided {
  readonly requests: readonly RequestJobs[];
  readonly results: readonly Result[];
}

/** The stages before anything is sent. */
async function decide(claimed: readonly Claimed[], connected: Connected, worker: Worker): Promise<Decided> {
  const nowMs = worker.ports.now();
  const jobs = claimed.flatMap((each) => each.jobs);
  const unjoined = await Promise.all(jobs.map((job) => followCarrier(job, connected, worker)));
  const unmuted = openIn(unjoined).map((job) => suppressed(job, connected));
  const uninhibited = await withoutInhibited(openIn(unmuted), worker);
  const wanted = await Promise.all(openIn(uninhibited).map((job) => withoutUnwantedEnd(job, connected, worker)));
  const released = await Promise.all(openIn(wanted).map((job) => held(job, worker)));
  const searchable = openIn(released).map((job) => afterLookupLag(job, connected, nowMs));
  const isForPeople = connected.audience === 'people';
  const single = isForPeople ? await joinShared(openIn(searchable), worker) : searchable;
  const firsts = isForPeople ? await deduplicate(openIn(single), worker) : single;
  const requests = requestsOf(openIn(firsts), claimed, connected, nowMs);
  const permitted = await withinRateLimit(requests, connected, worker);
  const all = new Set([
    ...unjoined,
    ...unmuted,
    ...uninhibited,
    ...wanted,
    ...released,
    ...searchable,
    ...single,
    ...firsts,
    ...permitted.decisions,
  ]);
  return { requests: permitted.requests, results: [...all].filter(isDecided) };
}

/** Nothing was sent: what was claimed is released, rather than waiting for its lease to end. */
function undecided(claimed: readonly Claimed[], error: unknown, { ports }: Worker): Decided {
  const [{ message } = {}] = claimed;
  ports.log('delivery.internal_error', { destination: message?.destination, stage: 'decide', error: errorText(error) });
  const dueMs = ports.now() + FAILED_SECONDS * 1000;
  const jobs = claimed.flatMap((each) => each.jobs);
  return { requests: [], results: jobs.map((job) => ({ job, settlement: waiting(job, 'internal_error', dueMs) })) };
}

/** Deduplicates, takes permits, sends and judges; answers what became of each job. */
async function attemptAll(claimed: readonly Claimed[], connected: Connected, worker: Worker): Promise<Result[]> {
  const decided = await decide(claimed, connected, worker).catch((error: unknown) => undecided(claimed, error, worker));
  return [...decided.results, ...(await sendAll(decided.requests, connected, worker))];
}

/** Completes one message; a failure does not affect the others. */
const completeSafely = (claimed: Claimed, results: readonly Result[], worker: Worker): Promise<Completed> =>
  complete(claimed, results, worker).catch((error: unknown) => ({
    verdict: failed(claimed.message, 'complete', error, worker.ports),
    hour: '',
    counts: {},
  }));

/** The stages for one target of a destination, in the order in which they happen. */
async function deliverAt(
  destination: string,
  messages: readonly Message[],
  connected: Connected,
  worker: Worker,
): Promise<Verdicts> {
  const { claimed, decided, verdicts } = await admit(circuitOf(destination, connected), messages, connected, worker);
  const held = await holdBack(verdicts, worker);
  const results = new Map((await attemptAll(claimed, connected, worker)).map((result) => [result.job, result]));
  const attempted = claimed.map((each) => [each, each.jobs.flatMap((job) => results.get(job) ?? [])] as const);
  const all = [...decided, ...attempted];
  const completed = await Promise.all(all.map(([each, its]) => completeSafely(each, its, worker)));
  await count(completed, worker);
  return new Map([
    ...verdicts,
    ...held,
    ...all.map(([{ message }], i) => [message, completed[i]?.verdict ?? done] as const),
  ]);
}

/** The stages for one destination, for each of its targets by itself. */
async function deliverTo(destination: string, messages: readonly Message[], worker: Worker): Promise<Verdicts> {
  const connected = await worker.ports.destination(destination);
  if (typeof connected === 'string') return holdAll(messages, connected, worker);
  if (!hasTargets(connected, messages)) return deliverAt(destination, messages, connected, worker);
  const groups = await byTarget(destination, messages, connected, worker);
  const made = await Promise.all(
    groups.map((group) =>
      orFailed(group.messages, worker, () =>
        typeof group.connected === 'string'
          ? holdAll(group.messages, group.connected, worker, group.target)
          : deliverAt(destination, group.messages, group.connected, worker),
      ),
    ),
  );
  return new Map(made.flatMap((each) => [...each]));
}

/** Messages whose delivery fails for a reason of ours are delivered again. */
const orFailed = (messages: readonly Message[], { ports }: Worker, work: () => Promise<Verdicts>): Promise<Verdicts> =>
  work().catch((error: unknown) => new Map(messages.map((each) => [each, failed(each, 'deliver', error, ports)])));

/** A failure at one destination does not affect the others: its messages are delivered again. */
const deliverSafely = (destination: string, messages: readonly Message[], worker: Worker): Promise<Verdicts> =>
  orFailed(messages, worker, () => deliverTo(destination, messages, worker));

async function flush(message: ScheduledFlush, worker: Worker): Promise<Verdict> {
  try {
    const nextMs = await flushGroup(message.flush, worker);
    return nextMs === undefined ? done : backAt(nextMs, worker.ports.now());
  } catch (error) {
    return failed(message, 'flush', error, worker.ports);
  }
}

const isFlush = (message: DeliveriesMessage): message is ScheduledFlush => 'flush' in message;

/**
 * The deliver stage for some messages: circuit breaker, claim, deduplication and groups, rate limit, send, judge, complete.
 * Each destination by itself; a verdict for each message, in order.
 */
export async function deliver(messages: readonly DeliveriesMessage[], worker: Worker): Promise<Verdict[]> {
  const repeated = repeatedIn(messages);
  const deliveries = messages.filter((message): message is Message => !(isFlush(message) || repeated.has(message)));
  const groups = [...Map.groupBy(deliveries, destinationOf)];
  const made = await Promise.all(groups.map(([destination, all]) => deliverSafely(destination, all, worker)));
  const verdicts = new Map([...repeated, ...made.flatMap((each) => [...each])]);
  return Promise.all(
    messages.map(async (message) => verdicts.get(message) ?? (isFlush(message) ? flush(message, worker) : done)),
  );
}
