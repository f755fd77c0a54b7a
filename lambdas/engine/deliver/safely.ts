import { errorText } from '../../domain/values/error-text.ts';
import type { Message } from './claim.ts';
import type { Worker } from './worker.ts';

/** What could not be notified is notified with the next attempt: it is logged, and the delivery goes on. */
export const safely = (work: Promise<void>, { deliveryId, destination }: Message, { ports }: Worker): Promise<void> =>
  work.catch((error: unknown) =>
    ports.log('delivery.internal_error', { deliveryId, destination, stage: 'notify', error: errorText(error) }),
  );
