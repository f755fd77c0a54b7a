import { isFields } from '../values/json-fields.ts';
import { oneLine, truncate } from '../values/text.ts';
import { at, type bindingNames } from './check.ts';
import { EXPRESSION_MS } from './meter.ts';
import { run } from './run.ts';
import { isFunction } from './weight.ts';

/**
 * Expressions that an operator writes in JSONata (https://docs.jsonata.org) and that are run over what attackers wrote:
 * each within its time, depth and size, all of one webhook within a time together.
 */

const WEBHOOK_MS = 10_000;
const REASON_MAX = 200;

export type Bindings = Readonly<Record<(typeof bindingNames)[number], unknown>>;

/** What an expression gave, or why it gave nothing. */
export type Evaluated = { readonly value: unknown } | { readonly failed: string };
export type Evaluate = (expression: string, input: unknown) => Promise<Evaluated>;

const words: Readonly<Record<string, string>> = {
  D1011: 'it went too deep',
  D1012: `it took more than ${EXPRESSION_MS} ms`,
  D2014: 'its list grew too long',
  D2015: 'its list grew too long',
  ERR_SCRIPT_EXECUTION_TIMEOUT: 'a match took too long',
};

function reasonOf(error: unknown): string {
  if (!isFields(error)) return 'error';
  const code = typeof error['code'] === 'string' ? error['code'] : '';
  if (Object.hasOwn(words, code)) return words[code] ?? code;
  return truncate(oneLine(`${String(error['message'])}${at(error)}`), REASON_MAX);
}

/** Evaluates one expression within its bounds; never throws. */
export async function evaluateOne(
  expression: string,
  input: unknown,
  bindings: Readonly<Record<string, unknown>> = {},
): Promise<Evaluated> {
  try {
    const value = await run(expression, input, bindings);
    return isFunction(value) ? { failed: 'it gave a function that nobody called' } : { value };
  } catch (error) {
    return { failed: reasonOf(error) };
  }
}

/** Runs the expressions of one webhook; never throws. */
export function evaluator(bindings: Bindings, totalMs: number = WEBHOOK_MS): Evaluate {
  const end = Date.now() + totalMs;
  return async (expression, input) =>
    Date.now() > end
      ? { failed: `the expressions of this webhook took more than ${totalMs} ms` }
      : evaluateOne(expression, input, bindings);
}
