import { type DeliveriesMessage, destinationOf } from '../../domain/delivery.ts';
import { errorText } from '../../domain/values/error-text.ts';
import type { Ports } from './ports.ts';
import type { Verdict } from './verdict.ts';

/** After a failure of our own a message is delivered again; its lease has ended then, or nothing was claimed. */
export const FAILED_SECONDS = 15;

/** A failure on our side: it is logged for an alarm, and the message is delivered again. */
export function failed(
  message: DeliveriesMessage,
  stage: string,
  error: unknown,
  { log }: Pick<Ports, 'log'>,
): Verdict {
  const id = 'flush' in message ? {} : { deliveryId: message.deliveryId };
  log('delivery.internal_error', { ...id, destination: destinationOf(message), stage, error: errorText(error) });
  return { kind: 'back', afterSeconds: FAILED_SECONDS, failure: error };
}
