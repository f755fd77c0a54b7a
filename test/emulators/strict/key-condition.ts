import { compared } from './ranges.ts';
import { first, type Token } from './tokens.ts';
import { type Attribute, type Attributes, isAttribute } from './values.ts';

/** The keys of a table or of an index. */
export interface Keys {
  readonly partitionKey: string;
  readonly sortKey: string;
}

/** The terms of a key condition, without brackets around them. */
function termsOf(tokens: readonly Token[]): Token[][] {
  const terms: Token[][] = [[]];
  let isRange = false;
  for (const token of tokens) {
    const word = token.text.toUpperCase();
    if (word === 'BETWEEN') isRange = true;
    if (word === 'AND' && !isRange) {
      terms.push([]);
      continue;
    }
    if (word === 'AND') isRange = false;
    terms.at(-1)?.push(token);
  }
  return terms;
}

const shape = /^(?:name (?:=|<=?|>=?) value|name BETWEEN value AND value|begins_with name value)$/;
const words = /^(?:between|and)$/i;

/** A term without its brackets and commas, which `wrongBrackets` has looked at. */
const bare = (term: readonly Token[]): Token[] => term.filter(({ text }) => !['(', ')', ','].includes(text));

const shapeOf = (term: readonly Token[]): string =>
  term
    .map(({ kind, text }) => {
      if (kind === 'sign' || text === 'begins_with') return text;
      if (kind === 'value') return 'value';
      return words.test(text) ? text.toUpperCase() : 'name';
    })
    .join(' ');

interface Term {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

function termOf(tokens: readonly Token[], nameOf: (text: string) => string): Term | undefined {
  const term = bare(tokens);
  if (!shape.test(shapeOf(term))) return undefined;
  const [left, right] = term.map(({ text }) => text);
  const isPrefix = left === 'begins_with';
  return {
    key: nameOf((isPrefix ? right : left) ?? ''),
    operator: ((isPrefix ? left : right) ?? '').toUpperCase(),
    values: term.filter(({ kind }) => kind === 'value').map(({ text }) => text),
  };
}

/** The values that a key condition compares with, by key attribute. */
export const comparedIn = (tokens: readonly Token[], nameOf: (text: string) => string): [string, string][] =>
  termsOf(tokens).flatMap((term) => {
    const found = termOf(term, nameOf);
    return found === undefined ? [] : found.values.map((value): [string, string] => [found.key, value]);
  });

type Meets = (start: Attribute, given: readonly Attribute[]) => boolean;

const meets: Readonly<Record<string, Meets>> = {
  '=': (start, [a = {}]) => compared(start, a) === 0,
  '<': (start, [a = {}]) => compared(start, a) < 0,
  '<=': (start, [a = {}]) => compared(start, a) <= 0,
  '>': (start, [a = {}]) => compared(start, a) > 0,
  '>=': (start, [a = {}]) => compared(start, a) >= 0,
  BETWEEN: (start, [a = {}, b = {}]) => compared(start, a) >= 0 && compared(start, b) <= 0,
  BEGINS_WITH: (start, [a = {}]) => String(start['S']).startsWith(String(a['S'])),
};

/** A condition on one key attribute: its operator, and the values that it compares with. */
export type KeyTerm = Term;

export const keyTermsIn = (tokens: readonly Token[], nameOf: (text: string) => string): KeyTerm[] =>
  termsOf(tokens).flatMap((term) => termOf(term, nameOf) ?? []);

/** Why DynamoDB refuses the key that a query goes on from: the query would not have come to it. */
export function wrongStart(terms: readonly KeyTerm[], start: Attributes, values: Attributes): string | undefined {
  const outside = terms.find(({ key, operator, values: named }) => {
    const [at, given] = [start[key], named.map((name) => values[name]).filter(isAttribute)];
    return at !== undefined && given.length === named.length && meets[operator]?.(at, given) === false;
  });
  return outside === undefined
    ? undefined
    : `The provided starting key is outside query boundaries based on provided conditions: ${outside.key}`;
}

/** Why DynamoDB refuses a key condition: it names the partition by `=`, and the sort key at most once. */
export function wrongKeyCondition(
  tokens: readonly Token[],
  nameOf: (text: string) => string,
  { partitionKey, sortKey }: Keys,
): string | undefined {
  const terms = termsOf(tokens).map((term) => termOf(term, nameOf));
  const known = terms.filter((term) => term !== undefined);
  const ofPartition = known.filter(({ key }) => key === partitionKey);
  const ofSort = known.filter(({ key }) => key === sortKey);
  return first(
    known.length < terms.length ? 'Invalid operator used in KeyConditionExpression' : undefined,
    ofPartition.length !== 1 || ofPartition[0]?.operator !== '='
      ? `Query condition missed key schema element: ${partitionKey}`
      : undefined,
    ofSort.length > 1 ? 'KeyConditionExpressions must only contain one condition per key' : undefined,
    ofPartition.length + ofSort.length < known.length ? 'a key condition names an attribute that is no key' : undefined,
  );
}
