import fc from 'fast-check';
import { expect, it } from 'vitest';
import { hashOf, hashOfChanged, hashOfKnown } from '../../../lambdas/domain/values/hash.ts';

const parts = fc.array(fc.string());

it('tells lists of parts apart, whatever is in them', () => {
  fc.assert(fc.property(parts, parts, (some, others) => (hashOf(some) === hashOf(others)) === same(some, others)));
});

const same = (some: readonly string[], others: readonly string[]): boolean =>
  JSON.stringify(some) === JSON.stringify(others);

it('keeps what it hashed, and gives the same', () => {
  let changes = 0;
  const hashed = hashOfChanged((all) => {
    changes += 1;
    return all.map((part) => part.toUpperCase());
  });
  expect([hashed(['a', 'b']), hashed(['a', 'b'])]).toEqual([hashOf(['A', 'B']), hashOf(['A', 'B'])]);
  expect(changes).toBe(1);
  fc.assert(
    fc.property(parts, (all) => {
      expect(hashOfKnown(all)).toBe(hashOf(all));
      expect(hashed(all)).toBe(hashOf(all.map((part) => part.toUpperCase())));
    }),
  );
});
