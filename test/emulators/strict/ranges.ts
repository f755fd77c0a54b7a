import { first, type Token } from './tokens.ts';
import { type Attribute, type Attributes, typeOf } from './values.ts';

/** The two values of each range in an expression, the lower first. */
export const rangesIn = (tokens: readonly Token[]): [string, string][] =>
  tokens.flatMap(({ text }, i): [string, string][] => {
    const [low, high] = [tokens[i + 1], tokens[i + 3]];
    if (text.toUpperCase() !== 'BETWEEN' || low?.kind !== 'value' || high?.kind !== 'value') return [];
    return [[low.text, high.text]];
  });

const bytesOf = (value: Attribute): Buffer =>
  value['B'] === undefined ? Buffer.from(String(value['S'] ?? '')) : Buffer.from(String(value['B']), 'base64');

/** Which of two values comes first: numbers by what they say, all others by their bytes. */
export function compared(one: Attribute, other: Attribute): number {
  if (typeOf(one) === 'N') return Number(one['N']) - Number(other['N']);
  return Buffer.compare(bytesOf(one), bytesOf(other));
}

/** Why DynamoDB refuses the bounds of a range. */
export function wrongRange([low, high]: readonly [string, string], given: Attributes): string | undefined {
  const [from, to] = [given[low], given[high]];
  if (from === undefined || to === undefined) return undefined;
  return first(
    typeOf(from) === typeOf(to) ? undefined : 'The BETWEEN operator requires same type for lower and upper bounds',
    compared(from, to) <= 0
      ? undefined
      : 'The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
  );
}
