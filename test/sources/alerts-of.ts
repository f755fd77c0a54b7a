import type { Alert } from '../../lambdas/core/alert.ts';
import { finish } from '../../lambdas/core/finish.ts';
import type { Received, Source } from '../../lambdas/core/source.ts';

/** The alerts that a payload becomes; none when it is no alert. */
export function alertsOf(source: Source, payload: unknown, came: Partial<Received> = {}): readonly Alert[] {
  const received: Received = { headers: {}, receivedAt: '2026-09-02T08:00:00.000Z', repaired: false, ...came };
  const reading = source.read(payload, received);
  const { vendor, product } = source;
  const origin = { source: 's', vendor, product, receivedAt: received.receivedAt };
  return reading.kind === 'alerts' ? reading.detections.map((each) => finish(each, origin)) : [];
}
