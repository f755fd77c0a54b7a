import type { DeliveriesMessage } from '../../domain/delivery.ts';
import type { Verdict } from './verdict.ts';

/** Until the first message of a delivery has been worked on; the repeat finds it complete then. */
const REPEAT_SECONDS = 30;

const subjectOf = (message: DeliveriesMessage): string =>
  'flush' in message ? `flush/${message.flush.destination}/${message.flush.name}` : message.deliveryId;

/**
 * Messages of which another one before them is for the same delivery or group; they come again later. One worker has one
 * owner of leases: by the row alone it could not tell the claim of the one from that of the other.
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
