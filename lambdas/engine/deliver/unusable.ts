import { type DeliveryTarget, targetText } from '../../domain/delivery-target.ts';
import { refused } from '../../domain/outcome.ts';
import { GIVE_UP_AFTER_MS } from '../../domain/retry-delay.ts';
import { givenUp } from './backoff.ts';
import { circuitName } from './circuit-name.ts';
import { claim, type Message } from './claim.ts';
import { complete, count } from './complete.ts';
import { type Claimed, type Result, waiting } from './job.ts';
import type { Unusable } from './ports.ts';
import type { Verdict } from './verdict.ts';
import type { Worker } from './worker.ts';

/** What waits for a person to change the configuration is looked at again after this. */
const LOOK_MS: Readonly<Record<Unusable, number>> = {
  destination_not_configured: 15 * 60_000,
  secret_not_set: 60_000,
  settings_invalid: 60_000,
};

function held({ jobs, claimed }: Claimed, reason: Unusable, nowMs: number): Result[] {
  const isOver = nowMs - claimed.firstAt >= GIVE_UP_AFTER_MS && claimed.before !== 'queued';
  const settlement = givenUp(reason, claimed.attempts, { giveUpAfterMs: GIVE_UP_AFTER_MS });
  return jobs.map((job) => ({ job, settlement: isOver ? settlement : waiting(job, reason, nowMs + LOOK_MS[reason]) }));
}

/** The circuit breaker of what lacks a secret: a target of its own holds up no other. */
const circuitFor = (destination: string, target: DeliveryTarget | undefined): string =>
  circuitName(destination, target === undefined ? undefined : targetText(target));

/** Opens the circuit breaker of what lacks a secret, or has wrong settings, so that it is reported once. */
async function noteUnusable(
  [first]: readonly Message[],
  reason: Unusable,
  target: DeliveryTarget | undefined,
  { circuitBreaker, ports }: Worker,
): Promise<void> {
  if (reason === 'destination_not_configured' || first === undefined) return;
  const outcome = refused(reason);
  const record = { at: new Date(ports.now()).toISOString(), outcome: outcome.kind, reason, durationMs: 0 };
  await circuitBreaker.note(circuitFor(first.destination, target), { outcome, record, alertId: first.deliveryId });
}

/** Deliveries to a destination that cannot be used are held: an operator who mends the configuration gets them sent. */
export async function holdAll(
  messages: readonly Message[],
  reason: Unusable,
  worker: Worker,
  target?: DeliveryTarget,
): Promise<ReadonlyMap<Message, Verdict>> {
  const made = await Promise.all(
    messages.map(async (message) => {
      const claimed = await claim(message, worker);
      if (!('jobs' in claimed)) return [message, claimed] as const;
      const { verdict, ...counted } = await complete(claimed, held(claimed, reason, worker.ports.now()), worker);
      await count([counted], worker);
      return [message, verdict] as const;
    }),
  );
  await noteUnusable(messages, reason, target, worker);
  return new Map(made);
}
