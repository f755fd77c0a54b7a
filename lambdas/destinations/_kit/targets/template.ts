import { evaluateOne } from '../../../domain/expression/expression.ts';
import { textOf } from '../../../domain/values/json-fields.ts';

/** A part of a text with expressions: what stands there, or a JSONata expression over the alert. */
export interface TemplatePart {
  readonly kind: 'text' | 'expression';
  readonly text: string;
}

const OPEN = '{{';
const CLOSE = '}}';

/** The parts of a text such as `soc-{{ labels.team }}`; nothing when a `{{` is not closed. */
export function templateParts(text: string): readonly TemplatePart[] | undefined {
  const [first = '', ...rest] = text.split(OPEN);
  const parts: TemplatePart[] = [{ kind: 'text', text: first }];
  for (const each of rest) {
    const end = each.indexOf(CLOSE);
    if (end < 0) return undefined;
    parts.push({ kind: 'expression', text: each.slice(0, end).trim() });
    parts.push({ kind: 'text', text: each.slice(end + CLOSE.length) });
  }
  return parts.filter((part) => part.text !== '' || part.kind === 'expression');
}

export const expressionsIn = (text: string): readonly string[] =>
  (templateParts(text) ?? []).flatMap((part) => (part.kind === 'expression' ? [part.text] : []));

/** Whether a text holds an expression in braces. */
export const isTemplate = (text: string): boolean => expressionsIn(text).length > 0;

const RESULTS_MAX = 50;

/** Each element of a list is a result of its own. */
async function resultsOf({ kind, text }: TemplatePart, input: unknown): Promise<readonly string[]> {
  if (kind === 'text') return [text];
  const made = await evaluateOne(text, input);
  if ('failed' in made) return [];
  const values: readonly unknown[] = Array.isArray(made.value) ? made.value.slice(0, RESULTS_MAX) : [made.value];
  return values.flatMap((value) => textOf(value) ?? []);
}

/**
 * What a text gives for an alert: one result, one for each element where an expression gives a list, or none when an
 * expression fails or gives nothing.
 */
export async function fillText(template: string, input: unknown): Promise<readonly string[]> {
  let results: readonly string[] = [''];
  for (const part of templateParts(template) ?? []) {
    const found = await resultsOf(part, input);
    results = results.flatMap((before) => found.map((text) => before + text)).slice(0, RESULTS_MAX);
  }
  return results.map((text) => text.trim());
}
