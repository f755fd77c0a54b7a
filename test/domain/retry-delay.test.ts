import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryDelaySeconds } from '../../lambdas/domain/retry-delay.ts';

const WEEK = 7 * 24 * 3600;
const made = fc.integer({ min: 1, max: 10_000 });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the wait before another attempt', () => {
  it('is at least half a second and at most a quarter of an hour, however many attempts were made', () => {
    fc.assert(
      fc.property(made, random, (n, chance) => {
        const seconds = retryDelaySeconds(n, chance);
        expect(seconds).toBeGreaterThanOrEqual(0.5);
        expect(seconds).toBeLessThanOrEqual(900.5);
      }),
    );
  });

  it('doubles its range with every attempt', () => {
    expect([1, 2, 3, 4, 9, 10, 11].map((n) => retryDelaySeconds(n, 0.999_999))).toEqual(
      [2, 4, 8, 16, 512, 900, 900].map((range) => expect.closeTo(0.5 + range, 2)),
    );
  });

  it('is spread over the whole range, so that many do not come back at once', () => {
    expect(retryDelaySeconds(8, 0)).toBe(0.5);
    expect(retryDelaySeconds(8, 0.5)).toBe(128.5);
  });

  it('is never less than what the destination asked for, up to a week, and little more', () => {
    fc.assert(
      fc.property(made, random, fc.double({ min: 0, max: 1_000_000, noNaN: true }), (n, chance, asked) => {
        const seconds = retryDelaySeconds(n, chance, asked);
        expect(seconds).toBeGreaterThanOrEqual(Math.min(asked, WEEK));
        expect(seconds).toBeLessThanOrEqual(Math.max(1, Math.min(asked, WEEK)) * 1.2);
        expect(seconds).toBeLessThanOrEqual(WEEK + 30);
      }),
    );
  });

  it.each([
    ['nothing', 0, 1],
    ['less than nothing', -5, 1],
    ['a week', 604_800, WEEK],
    ['a year', 31_536_000, WEEK],
  ])('after %s was asked for is %s → %s seconds', (_, asked, seconds) => {
    expect(retryDelaySeconds(1, 0, asked)).toBe(seconds);
  });
});
