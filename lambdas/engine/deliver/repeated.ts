import type { DeliveriesMessage } from '../../domain/delivery.ts';
import type { Verdict } from './verdict.ts';

/** Until the first message of a delivery has been worked on; the repeat finds it complete then. */
const REPEAT_SECONDS = 30;

const subjectOf = (message: DeliveriesMessage): string =>
  'flush' in message ? `flush/${message.flush.destination}/${message.flush.name}` : message.deliveryId;

/**
 * Messages of which another one before them is for the same delivery or group; they come again later. To claim for them too
 * is a write that is refused, by a row of which this worker is the owner itself.
 */
export function repeatedIn(messages: readonly DeliveriesMessage[]): ReadonlyMap<DeliveriesMessage, Verdict> {
  const seen = new Set<string>();
  const repeated = new Map<DeliveriesMessage, Verdict>();
  for (const message of messages) {
    const subject = subjectOf(message);
    if (seen.has(subject)) repeated.set(message, { kind: 'back', afterSeconds: REPEAT_SECONDS });
    seen.add(subject);
  }
  return repeated;
}
