import type { bindingNames } from './check.ts';

/**
 * Expressions that an operator writes in JSONata (https://docs.jsonata.org) and that are run over what attackers wrote:
 * each within its time, depth and size, all of one webhook within a time together.
 */

const WEBHOOK_MS = 10_000;

export type Bindings = Readonly<Record<(typeof bindingNames)[number], unknown>>;

/** What an expression gave, or why it gave nothing. */
export type Evaluated = { readonly value: unknown } | { readonly failed: string };
export type Evaluate = (expression: string, input: unknown) => Promise<Evaluated>;

/** Evaluates one expression within its bounds; never throws. JSONata is loaded with the first one: most have none. */
export async function evaluateOne(
  expression: string,
  input: unknown,
  bindings: Readonly<Record<string, unknown>> = {},
): Promise<Evaluated> {
  const { evaluate } = await import('./evaluate.ts');
  return evaluate(expression, input, bindings);
}

/** Runs the expressions of one webhook; never throws. */
export function evaluator(bindings: Bindings, totalMs: number = WEBHOOK_MS): Evaluate {
  const end = Date.now() + totalMs;
  return async (expression, input) =>
    Date.now() > end
      ? { failed: `the expressions of this webhook took more than ${totalMs} ms` }
      : evaluateOne(expression, input, bindings);
}
