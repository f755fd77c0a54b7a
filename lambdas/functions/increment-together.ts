import { add, type Counts } from '../domain/counters.ts';
import type { LedgerCounters } from '../engine/ports/ledger.ts';
import { coalesce } from './coalesce.ts';

type Increment = LedgerCounters['increment'];

/** Adds what is counted within a few milliseconds to the counters of its hour in one write. */
export function incrementTogether(increment: Increment, windowMs: number): Increment {
  const together = coalesce(windowMs, async (items: readonly { hour: string; counts: Counts }[]) => {
    const byHour = Map.groupBy(items, ({ hour }) => hour);
    await Promise.all([...byHour].map(([hour, all]) => increment(hour, add(...all.map(({ counts }) => counts)))));
  });
  return async (hour, counts, madeFrom) => {
    // Whether a correction was added is known of that one alone.
    if (madeFrom !== undefined) return increment(hour, counts, madeFrom);
    await together([{ hour, counts }]);
    return true;
  };
}
