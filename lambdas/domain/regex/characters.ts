import { type CharTest, type Cursor, codeOf, type Flags, next, PatternMistake, take, takeUntil } from './syntax.ts';

const range =
  (from: number, to: number): CharTest =>
  (code) =>
    code >= from && code <= to;

const ranges = (...pairs: readonly string[]): CharTest => {
  const tests = pairs.map((pair) => range(codeOf(pair), codeOf([...pair].at(-1) ?? '')));
  return (code) => tests.some((test) => test(code));
};

export const not =
  (test: CharTest): CharTest =>
  (code) =>
    !test(code);

/** Both cases of a character fit what fits one of them. */
export function caseless(fits: CharTest): CharTest {
  const fitsOne = (text: string): boolean => [...text].length === 1 && fits(codeOf(text));
  return (code) => {
    const point = String.fromCodePoint(code);
    return fits(code) || fitsOne(point.toLowerCase()) || fitsOne(point.toUpperCase());
  };
}

export const isWord = ranges('09', 'AZ', 'az', '_');
const isDigit = ranges('09');
const isSpace = ranges('\t\n', '\f\r', ' ');

/** The classes of one letter (https://github.com/google/re2/wiki/Syntax), ASCII as there. */
const letterClasses: Readonly<Record<string, CharTest>> = {
  d: isDigit,
  D: not(isDigit),
  w: isWord,
  W: not(isWord),
  s: isSpace,
  S: not(isSpace),
};

/** The classes with a name within brackets: `[[:alpha:]]`. */
const namedClasses: Readonly<Record<string, CharTest>> = {
  alnum: ranges('09', 'AZ', 'az'),
  alpha: ranges('AZ', 'az'),
  ascii: ranges('\0\x7f'),
  blank: ranges('\t', ' '),
  cntrl: ranges('\0\x1f', '\x7f'),
  digit: isDigit,
  graph: ranges('!~'),
  lower: ranges('az'),
  print: ranges(' ~'),
  punct: ranges('!/', ':@', '[`', '{~'),
  space: ranges('\t\r', ' '),
  upper: ranges('AZ'),
  word: isWord,
  xdigit: ranges('09', 'AF', 'af'),
};

const controls: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function unicodeProperty(name: string): RegExp | undefined {
  for (const property of [name, `Script=${name}`])
    try {
      return new RegExp(`^\\p{${property}}$`, 'u');
    } catch {
      // Not a name of this kind.
    }
  return undefined;
}

/** `\pL`, `\p{Greek}`, `\P{Lu}`. */
function propertyTest(cursor: Cursor, letter: string): CharTest {
  const name = take(cursor, '{') ? takeUntil(cursor, '}', `\\${letter}{`) : next(cursor, `\\${letter}`);
  const property = /^\w+$/.test(name) ? unicodeProperty(name) : undefined;
  if (property === undefined) throw new PatternMistake(`\\${letter}{${name}} is no class of Unicode`);
  const test: CharTest = (code) => property.test(String.fromCodePoint(code));
  return letter === 'P' ? not(test) : test;
}

const MAX_CODE = 0x10ffff;

/** `\x41`, `\x{1F600}`. */
function hexCode(cursor: Cursor): number {
  const digits = take(cursor, '{')
    ? takeUntil(cursor, '}', '\\x{')
    : next(cursor, 'an escape \\x') + next(cursor, 'an escape \\x');
  const code = /^[0-9a-f]{1,6}$/i.test(digits) ? Number.parseInt(digits, 16) : MAX_CODE + 1;
  if (code > MAX_CODE) throw new PatternMistake(`\\x${digits} is no character`);
  return code;
}

/** What stands behind a backslash: a class, or the code of one character. */
export function escapeAt(cursor: Cursor): CharTest | number {
  const letter = next(cursor, 'an escape');
  const named = letterClasses[letter];
  if (named !== undefined) return named;
  if (letter === 'p' || letter === 'P') return propertyTest(cursor, letter);
  if (letter === 'x') return hexCode(cursor);
  const control = controls[letter];
  if (control !== undefined) return codeOf(control);
  if (/[0-9k]/.test(letter))
    throw new PatternMistake(`\\${letter} refers back to a group, which takes more than linear time`);
  if (/[A-Za-z]/.test(letter)) throw new PatternMistake(`\\${letter} is no escape`);
  return codeOf(letter);
}

const single =
  (wanted: number): CharTest =>
  (code) =>
    code === wanted;

function namedClass(cursor: Cursor): CharTest {
  const isNegated = take(cursor, '^');
  const name = takeUntil(cursor, ':', '[[:');
  const test = namedClasses[name];
  if (test === undefined || !take(cursor, ']'))
    throw new PatternMistake(`[:${name}:] is no class; allowed: ${Object.keys(namedClasses).join(', ')}`);
  return isNegated ? not(test) : test;
}

const member = (cursor: Cursor): CharTest | number =>
  take(cursor, '\\') ? escapeAt(cursor) : codeOf(next(cursor, 'a class [...]'));

function memberOrRange(cursor: Cursor): CharTest {
  if (take(cursor, '[:')) return namedClass(cursor);
  const from = member(cursor);
  if (typeof from !== 'number') return from;
  const isRange = cursor.points[cursor.at] === '-' && cursor.points[cursor.at + 1] !== ']';
  if (!isRange) return single(from);
  cursor.at += 1;
  const to = member(cursor);
  if (typeof to !== 'number' || to < from) throw new PatternMistake('a range of a class [...] ends before it begins');
  return range(from, to);
}

/** A class in brackets, behind its `[`. */
export function bracketClass(cursor: Cursor, { ignoreCase }: Flags): CharTest {
  const isNegated = take(cursor, '^');
  const tests: CharTest[] = [];
  do tests.push(memberOrRange(cursor));
  while (!take(cursor, ']'));
  const one: CharTest = (code) => tests.some((each) => each(code));
  const test = ignoreCase ? caseless(one) : one;
  return isNegated ? not(test) : test;
}
