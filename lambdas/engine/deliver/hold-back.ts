import type { Message } from './claim.ts';
import { count } from './complete.ts';
import { notifyIfLate } from './fallback.ts';
import { type ParkedMessage, park } from './park.ts';
import type { Verdict } from './verdict.ts';
import type { Worker } from './worker.ts';

/**
 * Deliveries that wait for the circuit breaker: their fallbacks are notified in time, and they are parked where the queue
 * cannot hold their messages. Answers the verdicts that parking changes.
 */
export async function holdBack(
  verdicts: ReadonlyMap<Message, Verdict>,
  worker: Worker,
): Promise<ReadonlyMap<Message, Verdict>> {
  const parked = new Map<Message, ParkedMessage>();
  for (const [message, verdict] of verdicts) {
    if (verdict.kind !== 'back' || verdict.circuit === undefined) continue;
    await notifyIfLate(message, worker);
    const made = await park(message, verdict.circuit, worker);
    if (made !== undefined) parked.set(message, made);
  }
  await count([...parked.values()], worker);
  return new Map([...parked].map(([message, { verdict }]) => [message, verdict]));
}
