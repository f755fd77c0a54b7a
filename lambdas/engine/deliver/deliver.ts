import type { Connected } from '../../core/connected.ts';
import {
  type BatchMessage,
  type DeliveriesMessage,
  type DeliveryMessage,
  destinationOf,
  type ScheduledFlush,
} from '../../core/delivery.ts';
import { errorText } from '../../core/error-text.ts';
import { add, type Counts, isZero, moved } from '../../core/ledger.ts';
import { defined } from '../../core/reading/record.ts';
import { notifyFallback } from '../fallback.ts';
import type { Claim, Settlement } from '../ports/deliveries.ts';
import { type Attempted, attemptOne, isLate, type Job } from './attempt.ts';
import { attemptMany } from './batch.ts';
import { decideAll } from './decide.ts';
import { waiting } from './decisions.ts';
import { flushGroup } from './flush.ts';
import type { Ports } from './ports.ts';
import { settlementOf } from './settle.ts';
import { deliverBatch } from './shared-batch.ts';
import { note, type Worker, withoutSending } from './worker.ts';

/** What the queue does with a message: it deletes it, or delivers it again after some seconds. */
export type Verdict = { readonly kind: 'done' } | { readonly kind: 'back'; readonly afterSeconds: number };

const done: Verdict = { kind: 'done' };
const backAt = (untilMs: number, nowMs: number): Verdict => ({
  kind: 'back',
  // SQS counts whole seconds and hides a message for 12 hours at most.
  afterSeconds: Math.min(43_200, Math.max(1, Math.ceil((untilMs - nowMs) / 1000))),
});

type Stage = 'claim' | 'settle' | 'decide' | 'batch' | 'flush';

function internalError(
  about: { readonly destination: string; readonly deliveryId?: string },
  stage: Stage,
  error: unknown,
  ports: Ports,
): Verdict {
  const { destination, deliveryId } = about;
  ports.log('delivery.internal_error', { ...defined({ deliveryId }), destination, stage, error: errorText(error) });
  return { kind: 'back', afterSeconds: 15 };
}

interface Taken {
  readonly message: DeliveryMessage;
  readonly claim: Claim;
}

interface Settled {
  readonly verdict: Verdict;
  readonly hour: string;
  readonly counts: Counts;
}

const nothing = (message: DeliveryMessage, verdict: Verdict): Settled => ({ verdict, hour: message.hour, counts: {} });

const byDestination = (jobs: readonly Job[]): Map<string, Job[]> =>
  Map.groupBy(jobs, ({ message }) => message.destination);

/** A failure on our side: it is logged for an alarm, the lease expires, and the message is delivered again. */
const failed = (message: DeliveryMessage, stage: Stage, error: unknown, ports: Ports): Settled =>
  nothing(message, internalError(message, stage, error, ports));

async function claim(message: DeliveryMessage, { owner, ports }: Worker): Promise<Taken | Settled> {
  try {
    return { message, claim: await ports.deliveries.claim(message, owner, ports.now()) };
  } catch (error) {
    return failed(message, 'claim', error, ports);
  }
}

function logAttempt(
  { message, claimed }: Job,
  { outcome, record }: Attempted,
  settlement: Settlement,
  ports: Ports,
): void {
  ports.log('delivery.attempted', {
    deliveryId: message.deliveryId,
    alertId: message.alert.id,
    destination: message.destination,
    severity: message.alert.severity,
    attempt: claimed.attempts.length + 1,
    outcome: outcome.kind,
    status: settlement.status,
    reason: record.reason,
    httpStatus: record.httpStatus,
    durationMs: record.durationMs,
    ...(settlement.kind === 'waiting' ? { nextInMs: settlement.dueMs - ports.now() } : {}),
  });
}

/** A fallback that could not be notified is notified with the next attempt. */
const tryFallback = (message: DeliveryMessage, ports: Ports): Promise<void> =>
  notifyFallback(message, ports).catch((error: unknown) => {
    failed(message, 'decide', error, ports);
  });

async function settle({ message, claimed }: Job, settlement: Settlement, { owner, ports }: Worker): Promise<Settled> {
  try {
    // Read before the write: when the clock is set during it, the wait stays as long as intended.
    const nowMs = ports.now();
    const isOurs = await ports.deliveries.settle(message, owner, settlement);
    if (!isOurs) return nothing(message, backAt(nowMs + 1000, nowMs));
    if (settlement.kind === 'waiting' && isLate(message, claimed, nowMs)) await tryFallback(message, ports);
    const verdict = settlement.kind === 'ended' ? done : backAt(settlement.dueMs, nowMs);
    return { verdict, hour: message.hour, counts: moved(claimed.counted, settlement.status) };
  } catch (error) {
    return failed(message, 'settle', error, ports);
  }
}

async function attemptAll(jobs: readonly Job[], connected: Connected, ports: Ports): Promise<Attempted[]> {
  if (connected.batch !== undefined && jobs.length > 1) return attemptMany(jobs, connected.batch, ports);
  return Promise.all(jobs.map((job) => attemptOne(job, connected, ports)));
}

type Outcomes = readonly (readonly [DeliveryMessage, Settled])[];

/** Attempts the jobs, and settles each by itself. */
async function attempt(jobs: readonly Job[], connected: Connected, worker: Worker): Promise<Outcomes> {
  const { ports } = worker;
  const attempted = await attemptAll(jobs, connected, ports);
  return Promise.all(
    jobs.map(async (job, i) => {
      const each = attempted[i] ?? withoutSending('settings_invalid', ports.now());
      const lagSeconds = connected.lookup?.lagSeconds ?? 0;
      const settlement = settlementOf(each, job.claimed, { nowMs: ports.now(), random: ports.random(), lagSeconds });
      const settled = await settle(job, settlement, worker);
      logAttempt(job, each, settlement, ports);
      await note(job.message.destination, each, connected, worker).catch((error: unknown) =>
        failed(job.message, 'decide', error, ports),
      );
      return [job.message, settled] as const;
    }),
  );
}

async function deliverTo(destination: string, jobs: readonly Job[], worker: Worker): Promise<Outcomes> {
  const { ports } = worker;
  const connected = await ports.destination(destination);
  if (typeof connected === 'string') {
    const given = { nowMs: ports.now(), random: ports.random(), lagSeconds: 0 };
    const settlements = jobs.map((job) => settlementOf(withoutSending(connected, ports.now()), job.claimed, given));
    return Promise.all(
      jobs.map(
        async (job, i) =>
          [job.message, await settle(job, settlements[i] ?? waiting(job, connected, 0), worker)] as const,
      ),
    );
  }
  const decisions = await decideAll(destination, jobs, connected, worker);
  const decided = decisions.flatMap(({ job, settlement }) => (settlement === undefined ? [] : [{ job, settlement }]));
  const open = decisions.filter(({ settlement }) => settlement === undefined).map(({ job }) => job);
  const [unsent, sent] = await Promise.all([
    Promise.all(
      decided.map(async ({ job, settlement }) => [job.message, await settle(job, settlement, worker)] as const),
    ),
    attempt(open, connected, worker),
  ]);
  return [...unsent, ...sent];
}

/** A failure at one destination does not affect the others: its messages are delivered again. */
const deliverSafely = (destination: string, jobs: readonly Job[], worker: Worker): Promise<Outcomes> =>
  deliverTo(destination, jobs, worker).catch((error: unknown) =>
    jobs.map(({ message }) => [message, failed(message, 'decide', error, worker.ports)] as const),
  );

const notClaimed = ({ message, claim: made }: Taken, nowMs: number): Settled =>
  nothing(message, made.kind === 'leased' ? backAt(made.untilMs, nowMs) : done);

/** System alerts are not counted: the ledger is the account of what was accepted. */
async function incrementAll(settled: Iterable<Settled>, ports: Ports): Promise<void> {
  const byHour = Map.groupBy(settled, ({ hour }) => hour);
  const hours = [...byHour].map(([hour, all]) => [hour, add(...all.map(({ counts }) => counts))] as const);
  const written = hours.filter(([hour, counts]) => hour !== '' && !isZero(counts));
  await Promise.all(written.map(([hour, counts]) => ports.ledger.increment(hour, counts)));
}

async function batchOf(message: BatchMessage, worker: Worker): Promise<Verdict> {
  const { untilMs, counts } = await deliverBatch(message, worker);
  if (message.hour !== '' && !isZero(counts)) await worker.ports.ledger.increment(message.hour, counts);
  return untilMs === undefined ? done : backAt(untilMs, worker.ports.now());
}

async function flushOf({ flush }: ScheduledFlush, worker: Worker): Promise<Verdict> {
  const nextMs = await flushGroup({ key: flush, ...worker });
  return nextMs === undefined ? done : backAt(nextMs, worker.ports.now());
}

async function deliverAll(
  messages: readonly DeliveryMessage[],
  worker: Worker,
): Promise<Map<DeliveryMessage, Verdict>> {
  const { ports } = worker;
  const taken = await Promise.all(messages.map((message) => claim(message, worker)));
  const jobs = taken.flatMap((each): Job[] =>
    'claim' in each && each.claim.kind === 'claimed' ? [{ message: each.message, claimed: each.claim }] : [],
  );
  const groups = await Promise.all([...byDestination(jobs)].map(([id, group]) => deliverSafely(id, group, worker)));
  const settled = new Map(groups.flat());
  await incrementAll(settled.values(), ports);
  const verdictOf = (each: Taken | Settled, message: DeliveryMessage): Verdict =>
    ('verdict' in each ? each : (settled.get(message) ?? notClaimed(each, ports.now()))).verdict;
  return new Map(messages.map((message, i) => [message, verdictOf(taken[i] ?? nothing(message, done), message)]));
}

const isDelivery = (message: DeliveriesMessage): message is DeliveryMessage => 'alert' in message;

async function other(message: BatchMessage | ScheduledFlush, worker: Worker): Promise<Verdict> {
  const isFlush = 'flush' in message;
  try {
    return await (isFlush ? flushOf(message, worker) : batchOf(message, worker));
  } catch (error) {
    const about = isFlush
      ? { destination: destinationOf(message) }
      : { destination: message.destination, deliveryId: message.deliveryId };
    return internalError(about, isFlush ? 'flush' : 'batch', error, worker.ports);
  }
}

/**
 * The deliver stage for one batch of messages: claims each, decides (circuit breaker, deduplication, rate limit), sends
 * (many alerts in one request where the destination takes batches), settles each, and returns a verdict for each message.
 */
export async function deliver(messages: readonly DeliveriesMessage[], worker: Worker): Promise<Verdict[]> {
  const verdicts = await deliverAll(messages.filter(isDelivery), worker);
  return Promise.all(
    messages.map(async (message) => (isDelivery(message) ? (verdicts.get(message) ?? done) : other(message, worker))),
  );
}
