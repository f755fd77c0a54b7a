import { Token } from 'aws-cdk-lib';
import { isFields } from '../../../lambdas/domain/values/json-fields.ts';

/** How a value is read. `undefined` stands for a value that is not allowed. */
export interface Form<T> {
  /** What is allowed, for people. */
  readonly allowed: string;
  /** As it stands behind `-c NAME=`, or as a property. */
  read(value: unknown): T | undefined;
}

/** One option: what it means, its default, and how it is read. */
export interface Option<T> extends Form<T> {
  readonly about: string;
  readonly default: string;
  /** What to write behind `-c NAME=`. */
  readonly example: string;
}

const numberIn = (value: unknown): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : typeof value === 'number' ? value : undefined;

/** A whole number within bounds. */
export const wholeNumber = (least: number, most: number): Form<number> => ({
  allowed: `a whole number from ${least} to ${most}`,
  read(value) {
    const number = numberIn(value);
    return number !== undefined && Number.isInteger(number) && number >= least && number <= most ? number : undefined;
  },
});

/** One of some numbers. */
export const numberOf = (numbers: readonly number[]): Form<number> => ({
  allowed: `one of ${numbers.join(', ')}`,
  read(value) {
    const number = numberIn(value);
    return number !== undefined && numbers.includes(number) ? number : undefined;
  },
});

/** One of some words. */
export const word = <const T extends string>(...words: readonly T[]): Form<T> => ({
  allowed: words.map((each) => `\`${each}\``).join(' or '),
  read: (value) => words.find((each) => each === value),
});

/** On or off. */
export const onOff: Form<boolean> = {
  allowed: '`true` or `false`',
  read: (value) =>
    new Map<unknown, boolean>([
      [true, true],
      ['true', true],
      [false, false],
      ['false', false],
    ]).get(value),
};

/** A text of a form. A token of CDK, whose text is not known yet, passes. */
export const text = (form: RegExp, allowed: string): Form<string> => ({
  allowed,
  read: (value) => (typeof value === 'string' && (Token.isUnresolved(value) || form.test(value)) ? value : undefined),
});

/** The parts of an ARN: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function isArn(text: string, service: RegExp, resource: RegExp): boolean {
  const [head, partition = '', name = '', region = '', account = '', ...rest] = text.split(':');
  return (
    head === 'arn' &&
    /^aws[a-z-]{0,12}$/.test(partition) &&
    service.test(name) &&
    /^[a-z0-9-]{0,32}$/.test(region) &&
    /^(?:\d{12})?$/.test(account) &&
    resource.test(rest.join(':'))
  );
}

/** The ARN of a resource, by expressions for the whole name of its service and for what follows the account. */
export const arn = (service: RegExp, resource: RegExp, allowed: string): Form<string> => ({
  allowed,
  read: (value) =>
    typeof value === 'string' && (Token.isUnresolved(value) || isArn(value, service, resource)) ? value : undefined,
});

/** Several values; on the command line between commas. */
export const list = (form: Form<string>, most: number): Form<readonly string[]> => ({
  allowed: `1 to ${most} of: ${form.allowed}; between commas`,
  read(value) {
    const parts: readonly unknown[] = typeof value === 'string' ? value.split(',') : Array.isArray(value) ? value : [];
    const read = parts.flatMap((part) => form.read(typeof part === 'string' ? part.trim() : part) ?? []);
    return parts.length > 0 && parts.length <= most && read.length === parts.length ? read : undefined;
  },
});

/** `a=1,b=2` as pairs; nothing where a part has no value. */
function pairsIn(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  if (isFields(value)) return Object.entries(value);
  if (typeof value !== 'string') return undefined;
  const pairs = value.split(',').map((part) => part.trim().split(/=(.*)/, 2));
  return pairs.every((pair) => pair.length === 2) ? pairs.map(([name = '', given]) => [name, given]) : undefined;
}

/** Values by name, each of its own form; on the command line `name=value`, between commas. */
export const values = <T, N extends string>(
  forms: Readonly<Record<N, Form<T>>>,
): Form<Readonly<Partial<Record<N, T>>>> => ({
  allowed: `\`NAME=VALUE\`, between commas: ${[
    ...Map.groupBy(Object.entries<Form<T>>(forms), ([, { allowed }]) => allowed),
  ]
    .map(([allowed, entries]) => `${entries.map(([name]) => `\`${name}\``).join(', ')}: ${allowed}`)
    .join('; ')}`,
  read(value) {
    const pairs = pairsIn(value) ?? [];
    const isName = (name: string): name is N => Object.hasOwn(forms, name);
    const read = pairs.flatMap(([name, given]) => {
      const found = isName(name) ? forms[name].read(given) : undefined;
      return found === undefined ? [] : [[name, found] as const];
    });
    if (pairs.length === 0 || read.length !== pairs.length) return undefined;
    const all: Partial<Record<N, T>> = {};
    for (const [name, found] of read) if (isName(name)) all[name] = found;
    return all;
  },
});

/** Texts by names that are free. */
export const texts = (name: RegExp, most: number, allowed: string): Form<Readonly<Record<string, string>>> => ({
  allowed,
  read(value) {
    const pairs = pairsIn(value) ?? [];
    const isRight = pairs.every(([each, given]) => name.test(each) && typeof given === 'string' && given.length <= 256);
    return isRight && pairs.length > 0 && pairs.length <= most
      ? Object.fromEntries(pairs.map(([each, given]) => [each, String(given)]))
      : undefined;
  },
});
