import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  type Counts,
  hourOf,
  isZero,
  ledgerNames,
  moved,
  negate,
  toLedger,
} from '../../lambdas/domain/counters.ts';
import { type DeliveryStatus, deliveryStatuses } from '../../lambdas/domain/delivery.ts';

const counts: fc.Arbitrary<Counts> = fc.dictionary(fc.constantFrom(...ledgerNames), fc.integer({ min: -50, max: 50 }), {
  noNullPrototype: true,
});
const status = fc.constantFrom(...deliveryStatuses);

describe('counts', () => {
  it('add up in any order and grouping', () => {
    fc.assert(
      fc.property(counts, counts, counts, (a, b, c) => {
        expect(add(a, b, c)).toEqual(add(c, add(b, a)));
      }),
    );
  });

  it('and their opposite are nothing', () => {
    fc.assert(
      fc.property(counts, (a) => {
        expect(add(a, negate(a))).toEqual({});
        expect(isZero(add(a, negate(a)))).toBe(true);
      }),
    );
  });

  it('name nothing that is zero', () => {
    expect(add({ alerts: 1, queued: 2 }, { alerts: -1 }, {})).toEqual({ queued: 2 });
    expect(add()).toEqual({});
    expect(isZero({ alerts: 0 })).toBe(true);
    expect(isZero({ alerts: -1 })).toBe(false);
  });
});

describe('the ledger', () => {
  it('balances however often and wherever its deliveries move', () => {
    const journeys = fc.array(fc.array(status, { maxLength: 6 }), { maxLength: 20 });
    fc.assert(
      fc.property(journeys, (all) => {
        const booked = all.map((journey) => {
          const stops: DeliveryStatus[] = ['queued', ...journey];
          const moves = stops.slice(1).map((to, i) => moved(stops[i] ?? 'queued', to));
          return add({ planned: 1, queued: 1 }, ...moves);
        });
        const ledger = toLedger(add(...booked));
        expect(ledger.balanced).toBe(true);
        for (const name of deliveryStatuses)
          expect(ledger.deliveries[name]).toBe(all.filter((journey) => (journey.at(-1) ?? 'queued') === name).length);
      }),
    );
  });

  it.each<[string, Counts]>([
    ['a delivery that nobody planned', { delivered: 1 }],
    ['one that was planned and is nowhere', { planned: 1 }],
    ['one that ended twice', { planned: 1, delivered: 1, dead: 1 }],
    ['a state below zero that another makes up for', { planned: 1, queued: -1, delivered: 2 }],
  ])('does not balance with %s', (_, wrong) => {
    expect(toLedger(wrong).balanced).toBe(false);
  });

  it('of nothing is all zero, and balances', () => {
    expect(toLedger({})).toEqual({
      webhooks: { accepted: 0, empty: 0, ignored: 0, duplicate: 0 },
      alerts: 0,
      deliveries: { queued: 0, sending: 0, retrying: 0, unknown: 0, delivered: 0, merged: 0, suppressed: 0, dead: 0 },
      balanced: true,
    });
  });

  it('has a page an hour', () => {
    expect(hourOf('2026-11-21T20:59:59.999Z')).toBe('2026-11-21T20');
  });

  it('books nothing for a move to the same state', () => {
    expect(moved('retrying', 'retrying')).toEqual({});
    expect(moved('queued', 'delivered')).toEqual({ queued: -1, delivered: 1 });
  });
});
