import type { DeliveriesMessage } from '../../domain/delivery.ts';
import { errorText } from '../../domain/values/error-text.ts';
import { LONGEST_QUEUE_WAIT_MS, MOST_REQUEUES } from './park.ts';
import type { Ports } from './ports.ts';
import { done, type Verdict } from './verdict.ts';

/**
 * For a queue that counts how often a message is received, and holds few that are hidden: one that comes back at a time
 * that its row has is sent anew with a delay instead, some times; then the row alone brings it back. Answers what is left
 * to do with the message that was received.
 */
export async function requeue(
  message: DeliveriesMessage,
  verdict: Verdict,
  { deliveryQueue, log }: Pick<Ports, 'deliveryQueue' | 'log'>,
): Promise<Verdict> {
  if (verdict.kind !== 'back' || verdict.isStored !== true) return verdict;
  const requeues = message.requeues ?? 0;
  if (requeues >= MOST_REQUEUES || verdict.afterSeconds * 1000 > LONGEST_QUEUE_WAIT_MS) return done;
  try {
    await deliveryQueue.sendLater({ ...message, requeues: requeues + 1 }, verdict.afterSeconds);
    return done;
  } catch (error) {
    log('delivery.requeue_failed', { error: errorText(error) });
    return verdict;
  }
}
