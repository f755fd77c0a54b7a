import jsonata from 'jsonata';
import { isFields } from './reading/record.ts';

/**
 * Templates that an operator writes in JSONata (https://docs.jsonata.org) and that are filled with what attackers wrote:
 * limited in time, depth and size. A template that fails gives a reason instead, for the alert must go out all the same.
 */

const TIMEOUT_MS = 500;
const DEPTH_MAX = 500;
const SEQUENCE_MAX = 100_000;
const RESULT_MAX = 1_000_000;

/** A body, and whether it is a text rather than JSON; or JSONata's code for what went wrong, or a word of ours. */
export type Filled = { readonly body: string; readonly isText: boolean } | { readonly failed: string };

/** What is wrong with a template, with the place; nothing when it can be filled. */
export function templateMistake(template: string): string | undefined {
  try {
    jsonata(template);
    return undefined;
  } catch (error) {
    if (!isFields(error)) return String(error);
    const { message, position } = error;
    return `${message}${typeof position === 'number' ? ` (at character ${position})` : ''}`;
  }
}

const codeOf = (error: unknown): string => {
  const code = isFields(error) ? error['code'] : undefined;
  return typeof code === 'string' && /^[A-Z]\d{4}$/.test(code) ? code : 'error';
};

/** How JSONata hands out a function that nobody called. */
const isFunction = (result: unknown): boolean =>
  isFields(result) && ('_jsonata_function' in result || '_jsonata_lambda' in result);

/** Nothing, null and a blank text say nothing of an alert, and a function is a template that forgot to call it. */
function bodyOf(result: unknown): Filled {
  if (isFunction(result)) return { failed: 'function' };
  const text = typeof result === 'string' ? result.toWellFormed() : (JSON.stringify(result) ?? '');
  if (text.trim() === '' || text === 'null') return { failed: 'empty' };
  return text.length > RESULT_MAX ? { failed: 'too_large' } : { body: text, isText: typeof result === 'string' };
}

/** Fills a template; never throws. The input stays as it is. */
export async function fill(template: string, input: object): Promise<Filled> {
  try {
    const limits = { timeout: TIMEOUT_MS, stack: DEPTH_MAX, sequence: SEQUENCE_MAX };
    return bodyOf(await jsonata(template, limits).evaluate(structuredClone(input)));
  } catch (error) {
    return { failed: codeOf(error) };
  }
}
