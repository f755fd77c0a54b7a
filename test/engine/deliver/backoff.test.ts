import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttemptRecord } from '../../../lambdas/domain/delivery.ts';
import { delivered, type Outcome, refused, rejected, retry, unknown } from '../../../lambdas/domain/outcome.ts';
import { GIVE_UP_AFTER_MS } from '../../../lambdas/domain/retry-delay.ts';
import { settlementOf } from '../../../lambdas/engine/deliver/backoff.ts';
import type { ClaimedDelivery } from '../../../lambdas/engine/ports/deliveries.ts';

const NOW = Date.UTC(2026, 10, 21, 20);
const record = (n: number): AttemptRecord => ({ at: new Date(NOW + n).toISOString(), outcome: 'retry', durationMs: n });
const held = (parts: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  before: 'queued',
  counted: 'queued',
  attempts: [],
  firstAt: NOW,
  ...parts,
});
const settle = (outcome: Outcome, of: ClaimedDelivery = held(), random = 0, lagSeconds = 0) =>
  settlementOf({ outcome, record: record(0) }, of, {
    nowMs: NOW,
    random,
    lagSeconds,
    giveUpAfterMs: 24 * 3_600_000,
    isRepeatable: true,
  });

describe('an attempt', () => {
  it('that arrived ends the delivery with its receipt', () => {
    expect(settle(delivered('SEC-1', 'https://jira.example.test/SEC-1'))).toEqual({
      kind: 'ended',
      status: 'delivered',
      receipt: { id: 'SEC-1', url: 'https://jira.example.test/SEC-1' },
      attempts: [record(0)],
    });
    expect(settle(delivered())).toEqual({ kind: 'ended', status: 'delivered', attempts: [record(0)] });
  });

  it('that can never succeed ends it with its reason', () => {
    expect(settle(rejected('invalid_blocks'))).toMatchObject({
      kind: 'ended',
      status: 'dead',
      reason: 'invalid_blocks',
    });
  });

  it.each<[string, Outcome, object]>([
    ['failed', retry('http_500'), { status: 'retrying', reason: 'http_500', dueMs: NOW + 500 }],
    [
      'was told when to come again',
      retry('rate_limited', 30),
      { status: 'retrying', reason: 'rate_limited', dueMs: NOW + 30_000 },
    ],
    ['was refused like all', refused('http_401'), { status: 'retrying', reason: 'http_401' }],
    ['may have arrived', unknown('timeout'), { status: 'unknown', reason: 'timeout', dueMs: NOW + 500 }],
  ])('that %s waits', (_, outcome, expected) => {
    expect(settle(outcome)).toMatchObject({ kind: 'waiting', ...expected });
  });

  it('that may have arrived is not looked for before a look can find it', () => {
    expect(settle(unknown('timeout'), held(), 0, 20)).toMatchObject({ dueMs: NOW + 20_000 });
    expect(settle(retry('http_500'), held(), 0, 20)).toMatchObject({ dueMs: NOW + 500 });
  });

  it.each<[string, Outcome]>([
    ['a failure', retry('http_500')],
    ['silence', unknown('timeout')],
    ['a refusal', refused('http_401')],
  ])('after 24 hours of %s is the last', (_, outcome) => {
    const attempts = Array.from({ length: 7 }, (_, n) => record(n));
    expect(settle(outcome, held({ attempts, firstAt: NOW - GIVE_UP_AFTER_MS }))).toMatchObject({
      kind: 'ended',
      status: 'dead',
      reason: expect.stringMatching(/^gave_up_after_24h: \w+$/),
    });
    expect(settle(outcome, held({ attempts, firstAt: NOW - GIVE_UP_AFTER_MS + 1 }))).toMatchObject({ kind: 'waiting' });
  });

  it('that is one of few is not the last, though the clock says that 24 hours have passed: it was set ahead', () => {
    const attempts = Array.from({ length: 6 }, (_, n) => record(n));
    const late = held({ attempts, firstAt: NOW - 2 * GIVE_UP_AFTER_MS });
    expect(settle(retry('http_500'), late)).toMatchObject({ kind: 'waiting' });
  });

  it('that arrives after 24 hours has arrived', () => {
    expect(settle(delivered(), held({ firstAt: NOW - 2 * GIVE_UP_AFTER_MS }))).toMatchObject({ status: 'delivered' });
  });
});

it('attempts are kept up to a hundred: the first twenty and the latest', () => {
  const before = Array.from({ length: 100 }, (_, i) => record(i + 1));
  const { attempts } = settle(retry('http_500'), held({ attempts: before }));
  expect(attempts).toHaveLength(100);
  expect(attempts.slice(0, 20)).toEqual(before.slice(0, 20));
  expect(attempts.slice(20)).toEqual([...before.slice(21), record(0)]);
});

it('a wait is always after now and bounded', () => {
  const outcome = fc.oneof(
    fc.constant(unknown('timeout')),
    fc.option(fc.integer({ min: -10, max: 1_000_000 }), { nil: undefined }).map((seconds) => retry('busy', seconds)),
  );
  fc.assert(
    fc.property(
      outcome,
      fc.nat({ max: 200 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (each, made, random) => {
        const attempts = Array.from({ length: made }, (_, i) => record(i));
        const settlement = settle(each, held({ attempts }), random);
        expect(settlement.kind).toBe('waiting');
        if (settlement.kind !== 'waiting') return;
        expect(settlement.dueMs).toBeGreaterThan(NOW);
        expect(settlement.dueMs - NOW).toBeLessThan(8 * 24 * 3_600_000);
        expect(Number.isInteger(settlement.dueMs)).toBe(true);
      },
    ),
  );
});
