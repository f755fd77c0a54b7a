import { setTimeout as sleep } from 'node:timers/promises';
import type { Deliveries } from '../../../lambdas/engine/ports/deliveries.ts';
import type { Log } from '../../../lambdas/functions/console-log.ts';
import { DiskFull, StoreBusy } from '../../../lambdas/store/sqlite/errors.ts';

const AGAIN_MS = 500;
/** Nobody else holds the delivery as long as this process lives; but its share is in use. */
const PATIENCE_MS = 10 * 60_000;

const mayPass = (error: unknown): boolean => error instanceof DiskFull || error instanceof StoreBusy;

/** Tries `work` every half second until it ends, fails for a reason that does not pass, or patience is over. */
async function patiently<T>(work: () => Promise<T>, onFirstFailure: () => void): Promise<T> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (let tries = 0; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!mayPass(error) || performance.now() > untilMs) throw error;
      if (tries === 0) onFirstFailure();
      await sleep(AGAIN_MS);
    }
  }
}

/**
 * Settles again and again while the disk is full: what a destination took already would be sent twice if its state were
 * forgotten.
 */
export function patientSettle(deliveries: Deliveries, log: Log): Deliveries {
  const settle: Deliveries['settle'] = (message, owner, settlement) =>
    patiently(
      () => deliveries.settle(message, owner, settlement),
      () => log('delivery.settle_deferred', { deliveryId: message.deliveryId, status: settlement.status }),
    );
  return { ...deliveries, settle };
}
