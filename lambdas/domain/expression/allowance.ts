import type { Evaluate } from './expression.ts';

/** Milliseconds that slow evaluations may take together. */
const ALLOWANCE_MS = 10_000;
/** Milliseconds that come back for each second. */
const BACK_MS = 50;
/** What an ordinary evaluation takes at most; only what is above counts. */
const ORDINARY_MS = 2;

/**
 * Lets expressions run while slow ones have taken no more than ten seconds together, of which a twentieth of each second
 * comes back: alerts that are made to be slow cannot stop the routing of others. Beyond that each fails, without a run.
 */
export function createAllowance(evaluate: Evaluate, nowMs: () => number = () => performance.now()): Evaluate {
  let [left, at] = [ALLOWANCE_MS, nowMs()];
  const timed: Evaluate = async (expression, input) => {
    const begun = nowMs();
    left = Math.min(ALLOWANCE_MS, left + ((begun - at) / 1000) * BACK_MS);
    at = begun;
    if (left <= 0) return { failed: `slow expressions took ${ALLOWANCE_MS} ms together: none runs for some seconds` };
    const result = await evaluate(expression, input);
    left -= Math.max(0, nowMs() - begun - ORDINARY_MS);
    return result;
  };
  let last: Promise<unknown> = Promise.resolve();
  // One after the other: what an evaluation waits for another is not its own time.
  return (expression, input) => {
    const mine = last.then(() => timed(expression, input));
    last = mine;
    return mine;
  };
}
