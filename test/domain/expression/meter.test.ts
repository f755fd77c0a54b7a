import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BoundPassed, beginMeter, checkTime, endMeter, remainingMs } from '../../../lambdas/domain/expression/meter.ts';

describe('the clock of an evaluation', () => {
  let now = 0;
  beforeEach(() => {
    vi.spyOn(Date, 'now').mockImplementation(() => now);
    beginMeter(false);
  });
  afterEach(() => {
    endMeter();
    vi.restoreAllMocks();
  });

  it('ends none whose thread had to wait before it did anything', () => {
    now += 5_000;
    expect(checkTime).not.toThrow();
    expect(remainingMs()).toBeGreaterThan(100);
  });

  it('ends one that goes on for longer', () => {
    now += 20;
    checkTime();
    now += 1_600;
    expect(checkTime).toThrow(BoundPassed);
  });
});
