import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deliveryIdOf, deliveryStatuses, partsOfDeliveryId } from '../../lambdas/domain/delivery.ts';
import { alertId } from '../engine/route/alerts.ts';

describe('a delivery’s id', () => {
  it('is taken apart into what it was made of', () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}$/);
    fc.assert(
      fc.property(fc.nat(), name, name, (n, source, destination) => {
        const id = alertId(n, source);
        expect(partsOfDeliveryId(deliveryIdOf(id, destination))).toEqual({ alertId: id, destination });
      }),
    );
  });

  it.each(['', ':', 'soc', 'akto:1', 'akto'])('is not %j', (text) => {
    expect(partsOfDeliveryId(text)).toBeUndefined();
  });
});

it('a delivery’s states are four in flight and four that end it', () => {
  expect(deliveryStatuses).toEqual([
    'queued',
    'sending',
    'retrying',
    'unknown',
    'delivered',
    'merged',
    'suppressed',
    'dead',
  ]);
});
