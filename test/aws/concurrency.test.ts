import { describe, expect, it } from 'vitest';
import { type ConcurrencyOptions, concurrencyLine, concurrencyMistakes } from '../../infra/aws/concurrency.ts';

const account = (concurrentExecutions: number, unreservedConcurrentExecutions = concurrentExecutions) => ({
  concurrentExecutions,
  unreservedConcurrentExecutions,
});
type Account = ReturnType<typeof account>;

describe('an account has room', () => {
  it.each<[string, ConcurrencyOptions, Account]>([
    ['a new one, for the defaults', {}, account(10)],
    ['the usual one, for many copies', { maxConcurrency: { route: 100, deliver: 800 } }, account(1000)],
    ['a reserve that leaves 100', { reservedConcurrency: { ingest: 900 } }, account(1000)],
    ['others have set some aside', { maxConcurrency: { deliver: 20 } }, account(1000, 50)],
  ])('%s', (_, options, limit) => {
    expect(concurrencyMistakes(options, limit)).toEqual([]);
  });
});

describe('an account has none, and it is said what to do', () => {
  it.each<[string, ConcurrencyOptions, Account, RegExp]>([
    [
      'for more than a new one allows',
      { maxConcurrency: { deliver: 20 } },
      account(10),
      /has 10 concurrent executions .* route=2,deliver=20 leaves 0 of them, allowed: 3 or more.* lower maxConcurrency .* Service Quotas/,
    ],
    ['because others set it aside', {}, account(1000, 9), /has 9 concurrent executions .* leaves 2/],
    [
      'for a reserve in a small account',
      { reservedConcurrency: { ingest: 1 } },
      account(10),
      /ingest=1: Lambda keeps 10 .* none can be set aside and the deployment would fail/,
    ],
    [
      'for a reserve that leaves less than 100',
      { reservedConcurrency: { ingest: 901 } },
      account(1000),
      /at most 900 can be set aside/,
    ],
  ])('%s', (_, options, limit, message) => {
    expect(concurrencyMistakes(options, limit)).toEqual(expect.arrayContaining([expect.stringMatching(message)]));
  });
});

it('says in a line what there is and what is taken', () => {
  expect(concurrencyLine({ reservedConcurrency: { ingest: 50 } }, account(1000, 900))).toBe(
    '1000 concurrent executions, 900 of them without a reserve; route takes 2 and deliver 5 at most, 50 are set aside for ingest',
  );
});
