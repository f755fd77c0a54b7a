import { parseMatchers } from '../../../lambdas/domain/matchers/parse.ts';
import type { Fields } from '../../../lambdas/domain/values/json-fields.ts';
import { type Draft, fieldsIn } from './draft.ts';

/** A label of the sender, whatever fields of that name an alert has here. */
export const labelOf = (name: string): string => (name === '...' ? name : `labels.${name}`);

const matcherText = (name: string, operator: string, value: string): string =>
  `${labelOf(name)}${operator}${JSON.stringify(value)}`;

const pairs = (fields: Fields, operator: string): string[] =>
  Object.entries(fields).map(([name, value]) => matcherText(name, operator, String(value)));

/** Matchers under all three names that they have had: `matchers`, `match` and `match_re`, each with a prefix (`source_`). */
export function matchersIn(written: Fields, prefix: string, path: string, { notes }: Draft): string[] {
  const given = written[`${prefix}matchers`];
  const texts = (Array.isArray(given) ? given : given === undefined || given === null ? [] : [given]).map(String);
  const modern = texts.flatMap((text) => {
    const found = parseMatchers(text);
    if ('wrong' in found) {
      notes.push({ path: `${path}.${prefix}matchers`, message: `${found.wrong}: write it by hand` });
      return [];
    }
    return found.map(({ name, operator, value }) => matcherText(name, operator, value));
  });
  return [
    ...pairs(fieldsIn(written, `${prefix}match`), '='),
    ...pairs(fieldsIn(written, `${prefix}match_re`), '=~'),
    ...modern,
  ];
}
