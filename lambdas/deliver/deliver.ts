import type { DeliveryMessage } from '../core/delivery.ts';
import type { Connected } from '../core/destination.ts';
import { add, type Counts, isZero, moved } from '../core/ledger.ts';
import { rejected, retry } from '../core/outcome.ts';
import { type Attempted, attemptOne, type Job, recordOf } from './attempt.ts';
import { attemptMany } from './batch.ts';
import type { Claim, Ports, Settlement, Unusable } from './ports.ts';
import { settlementOf } from './settle.ts';

/** What happens to a queue message: it is done with, or it comes back after some seconds. */
export type Verdict = { readonly kind: 'done' } | { readonly kind: 'back'; readonly afterSeconds: number };

const done: Verdict = { kind: 'done' };
const backAt = (untilMs: number, nowMs: number): Verdict => ({
  kind: 'back',
  // SQS counts whole seconds and hides a message for 12 hours at most.
  afterSeconds: Math.min(43_200, Math.max(1, Math.ceil((untilMs - nowMs) / 1000))),
});

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

function withoutSending(reason: Unusable, nowMs: number): Attempted {
  const outcome = reason === 'destination_not_configured' ? rejected(reason) : retry(reason);
  return { outcome, record: recordOf(outcome, undefined, nowMs, nowMs) };
}

async function attemptAll(jobs: readonly Job[], connected: Connected | Unusable, ports: Ports): Promise<Attempted[]> {
  if (typeof connected === 'string') return jobs.map(() => withoutSending(connected, ports.now()));
  if (connected.batch !== undefined && jobs.length > 1) return attemptMany(jobs, connected.batch, ports);
  return Promise.all(jobs.map((job) => attemptOne(job, connected, ports)));
}

const statusOf = (settlement: Settlement) => settlement.status;

function logAttempt(
  { message, held }: Job,
  { outcome, record }: Attempted,
  settlement: Settlement,
  ports: Ports,
): void {
  ports.log('delivery.attempted', {
    deliveryId: message.deliveryId,
    alertId: message.alert.id,
    destination: message.destination,
    severity: message.alert.severity,
    attempt: held.attempts.length + 1,
    outcome: outcome.kind,
    status: statusOf(settlement),
    reason: record.reason,
    httpStatus: record.httpStatus,
    durationMs: record.durationMs,
    ...(settlement.kind === 'waiting' ? { nextInMs: settlement.dueMs - ports.now() } : {}),
  });
}

/** Our own infrastructure failed: the message comes back, the lease runs out, and an alarm hears of it. */
function failed(message: DeliveryMessage, stage: 'claim' | 'settle', error: unknown, ports: Ports): Settled {
  const { deliveryId, destination } = message;
  ports.log('delivery.engine_failed', {
    deliveryId,
    destination,
    stage,
    error: error instanceof Error ? error.name : 'error',
  });
  return nothing(message, { kind: 'back', afterSeconds: 15 });
}

async function claim(message: DeliveryMessage, owner: string, ports: Ports): Promise<Taken | Settled> {
  try {
    return { message, claim: await ports.claim(message, owner, ports.now()) };
  } catch (error) {
    return failed(message, 'claim', error, ports);
  }
}

async function settle(job: Job, attempted: Attempted, owner: string, ports: Ports): Promise<Settled> {
  const { message, held } = job;
  const nowMs = ports.now();
  const settlement = settlementOf(attempted, held, nowMs, ports.random());
  const isOurs = await ports.settle(message, owner, settlement);
  logAttempt(job, attempted, settlement, ports);
  if (!isOurs) return nothing(message, backAt(nowMs + 1000, nowMs));
  const verdict = settlement.kind === 'ended' ? done : backAt(settlement.dueMs, nowMs);
  return { verdict, hour: message.hour, counts: moved(held.booked, settlement.status) };
}

async function deliverTo(
  destination: string,
  jobs: readonly Job[],
  owner: string,
  ports: Ports,
): Promise<Map<DeliveryMessage, Settled>> {
  const connected = await ports.destination(destination);
  const attempted = await attemptAll(jobs, connected, ports);
  const settled = await Promise.all(
    jobs.map(async (job, i) => {
      const each = attempted[i] ?? withoutSending('settings_invalid', ports.now());
      const put = settle(job, each, owner, ports).catch((error: unknown) =>
        failed(job.message, 'settle', error, ports),
      );
      return [job.message, await put] as const;
    }),
  );
  return new Map(settled);
}

const notClaimed = ({ message, claim }: Taken, nowMs: number): Settled =>
  nothing(message, claim.kind === 'held' ? backAt(claim.untilMs, nowMs) : done);

async function bookAll(settled: Iterable<Settled>, ports: Ports): Promise<void> {
  const byHour = Map.groupBy(settled, ({ hour }) => hour);
  const pages = [...byHour].map(([hour, all]) => [hour, add(...all.map(({ counts }) => counts))] as const);
  await Promise.all(pages.filter(([, counts]) => !isZero(counts)).map(([hour, counts]) => ports.book(hour, counts)));
}

/**
 * The deliver stage for one batch of messages: claim each, send (many in one request where the destination takes
 * that), settle each, and say what becomes of every message. `owner` names this worker's leases.
 */
export async function deliver(messages: readonly DeliveryMessage[], owner: string, ports: Ports): Promise<Verdict[]> {
  const taken = await Promise.all(messages.map((message) => claim(message, owner, ports)));
  const jobs = taken.flatMap((each): Job[] =>
    'claim' in each && each.claim.kind === 'claimed' ? [{ message: each.message, held: each.claim }] : [],
  );
  const groups = await Promise.all([...byDestination(jobs)].map(([id, group]) => deliverTo(id, group, owner, ports)));
  const settled = new Map(groups.flatMap((group) => [...group]));
  await bookAll(settled.values(), ports);
  return taken.map(
    (each) => ('verdict' in each ? each : (settled.get(each.message) ?? notClaimed(each, ports.now()))).verdict,
  );
}
