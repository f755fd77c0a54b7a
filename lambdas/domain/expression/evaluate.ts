import { isFields } from '../values/json-fields.ts';
import { oneLine, truncate } from '../values/text.ts';
import { at } from './check.ts';
import type { Evaluated } from './expression.ts';
import { EXPRESSION_MS } from './meter.ts';
import { run } from './run.ts';
import { isFunction } from './weight.ts';

const REASON_MAX = 200;

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
export async function evaluate(
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
