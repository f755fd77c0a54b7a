import type { Alert } from './alert.ts';
import { pathOf, valuesAt } from './alert-fields.ts';
import { anyGlob } from './glob.ts';
import type { Conditions } from './route.ts';
import { Severity, severities } from './severity.ts';
import { pathsOfOld } from './values/old-fields.ts';

// What a field of `match` may be asked for, and whether an alert fits: texts by globs, numbers by value or comparison,
// severities by name or comparison. Of a list, one element that fits is enough.

const comparison = /^(>=|<=|>|<)\s*(\S+)$/;

const compare: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '>=': (value, bound) => value >= bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '<': (value, bound) => value < bound,
};

type NumberTest = (value: number) => boolean;

const numberOf = (text: string): number | undefined =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;

/** `443` and `>=443` as tests; nothing for what is neither. */
function numberTest(text: string): NumberTest | undefined {
  const [, operator = '', right = ''] = comparison.exec(text.trim()) ?? [];
  const test = compare[operator];
  const bound = numberOf(test === undefined ? text : right);
  if (bound === undefined) return undefined;
  return test === undefined ? (value) => value === bound : (value) => test(value, bound);
}

/** `high` → [high]; `>=high` → [high, critical]; nothing for what is no severity. */
export function severitiesOf(text: string): readonly Severity[] {
  const [, operator = '', name = ''] = comparison.exec(text.trim()) ?? [];
  const test = compare[operator];
  const bound = severities.map(String).indexOf(name.toLowerCase());
  if (test !== undefined && bound >= 0) return severities.filter((_, position) => test(position, bound));
  const plain = Severity.safeParse(text.trim().toLowerCase());
  return plain.success ? [plain.data] : [];
}

/** What of the texts a field cannot be, and what it can; nothing when all may stand there. */
export function valueMistake(key: string, globs: readonly string[]): string | undefined {
  const wrong = (isRight: (text: string) => boolean, allowed: string): string | undefined => {
    const found = globs.find((text) => !isRight(text));
    return found === undefined ? undefined : `found "${found}"; allowed: ${allowed}`;
  };
  if (key === 'severity')
    return wrong((text) => severitiesOf(text).length > 0, `${severities.join(', ')}, or a comparison such as ">=high"`);
  const { field } = pathOf(key);
  if (field.kind === 'number')
    return wrong((text) => numberTest(text) !== undefined, 'a number, or a comparison such as ">=80"');
  if (field.kind !== 'words') return undefined;
  return wrong((text) => field.words.some(anyGlob([text])), field.words.join(', '));
}

export type Test = (alert: Alert) => boolean;

/** Whether what stands at a path fits one of the texts. */
function pathTest(path: string, globs: readonly string[]): Test {
  const { keys } = pathOf(path);
  const isCovered = anyGlob(globs);
  const numbers = globs.map(numberTest).filter((test) => test !== undefined);
  const fits = (value: unknown): boolean => {
    if (typeof value === 'string') return isCovered(value);
    return typeof value === 'number' && numbers.some((test) => test(value));
  };
  return (alert) => valuesAt(alert, keys).some(fits);
}

/** The test for each condition; an old name fits by each path that it stands for. */
export const testsOf = (conditions: Conditions): Test[] =>
  Object.entries(conditions).map(([key, globs]) => {
    const tests = (pathsOfOld(key) ?? [key]).map((path) => pathTest(path, globs));
    return (alert) => tests.some((test) => test(alert));
  });
