import { expressionMistake, templateDialect } from '../../domain/expression/check.ts';
import { run } from '../../domain/expression/run.ts';
import { isFunction } from '../../domain/expression/weight.ts';
import { isFields } from '../../domain/values/json-fields.ts';

/**
 * Templates that an operator writes in JSONata (https://docs.jsonata.org) and that are filled with what attackers wrote:
 * limited in time, depth and size. A template that fails gives a reason instead, for the alert must go out all the same.
 */

const RESULT_MAX = 1_000_000;

/** A body, and whether it is a text rather than JSON; or JSONata's code for what went wrong, or a word of ours. */
export type Filled = { readonly body: string; readonly isText: boolean } | { readonly failed: string };

/** What is wrong with a template, with the place; nothing when it can be filled. */
export const templateMistake = (template: string): string | undefined => expressionMistake(template, templateDialect);

/** JSONata's codes, and those of the bounds that are not its own. */
const codeOf = (error: unknown): string => {
  const code = isFields(error) ? error['code'] : undefined;
  return typeof code === 'string' && /^(?:[A-Z]\d{4}|too_\w+)$/.test(code) ? code : 'error';
};

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
    return bodyOf(await run(template, structuredClone(input)));
  } catch (error) {
    return { failed: codeOf(error) };
  }
}
