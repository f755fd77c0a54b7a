import { pathOf } from './alert-fields.ts';
import { placeOfName } from './matcher-names.ts';
import { type Operator, parseMatchers, type Written } from './matchers/parse.ts';
import type { Path, Problem } from './values/problem.ts';
import { wholeMatch } from './whole-match.ts';

/** A condition on what stands at one path of an alert. */
export interface Matcher {
  readonly path: string;
  readonly operator: Operator;
  readonly value: string;
}

interface Mistakes {
  readonly mistake?: string | undefined;
  readonly warning?: string | undefined;
}

/** `high|critical` → both; nothing when it says more than a choice of words. */
const choicesOf = (pattern: string): readonly string[] | undefined => {
  const inner = /^\(([^()]*)\)$/.exec(pattern)?.[1] ?? pattern;
  return /^[\w-]+(?:\|[\w-]+)*$/.test(inner) ? inner.split('|') : undefined;
};

/** A choice of words that a field never has would never match, which nobody means. */
function wordsMistake(path: string, value: string, words: readonly string[]): string | undefined {
  const choices = choicesOf(value);
  const test = wholeMatch(value);
  const hint = path === 'severity' ? `; for the severity of the sender write labels.severity` : '';
  const wrong = choices?.find((choice) => !words.includes(choice));
  if (wrong !== undefined) return `"${wrong}" is no ${path}; allowed: ${words.join(', ')}${hint}`;
  const isPossible = 'wrong' in test || words.some((word) => test(word));
  return isPossible ? undefined : `"${value}" fits no ${path}; allowed: ${words.join(', ')}${hint}`;
}

/** What other regular expressions have and RE2 has not, and what to write. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, '; it looks neither ahead nor back: write one more matcher, with !~'],
  [/\\[1-9]/, '; it does not repeat what a group has found'],
  [/^[*+?]|[|(][*+?](?!:)/, '; any text is written .*'],
];

const remedyFor = (pattern: string): string => remedies.find(([sign]) => sign.test(pattern))?.[1] ?? '';

function patternMistake(path: string, value: string): string | undefined {
  const test = wholeMatch(value);
  if ('wrong' in test)
    return `the regular expression "${value}" does not parse: ${test.wrong}; allowed: RE2's syntax${remedyFor(value)}`;
  const { field } = pathOf(path);
  return field.kind === 'words' ? wordsMistake(path, value, field.words) : undefined;
}

function plainMistake(path: string, value: string): string | undefined {
  const { field } = pathOf(path);
  if (field.kind === 'words') return wordsMistake(path, value, field.words);
  const isNumber = value === '' || String(Number(value)) === value;
  if (field.kind !== 'number' || isNumber) return undefined;
  return `found "${value}" for the number ${path}; allowed: a number such as "80"; for comparisons use match: { ${path}: ">=80" }`;
}

function mistakesIn({ name, operator, value }: Written): Mistakes {
  const { path, mistake, warning } = placeOfName(name);
  if (mistake !== undefined) return { mistake };
  const isPattern = operator === '=~' || operator === '!~';
  return { mistake: isPattern ? patternMistake(path, value) : plainMistake(path, value), warning };
}

/** Matchers as they are evaluated, with the problems and warnings of their texts. */
export interface ReadMatchers {
  readonly matchers: readonly Matcher[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const EXPECTED = 'expected texts such as severity=~"high|critical"';

function readText(text: unknown, path: Path): ReadMatchers {
  const problem = (message: string): Problem => ({ path, message });
  if (typeof text !== 'string')
    return { matchers: [], problems: [problem(`found ${JSON.stringify(text)}; ${EXPECTED}`)], warnings: [] };
  const written = parseMatchers(text);
  if ('wrong' in written) return { matchers: [], problems: [problem(written.wrong)], warnings: [] };
  const found = written.map(mistakesIn);
  return {
    matchers: written.map(({ name, operator, value }) => ({ path: placeOfName(name).path, operator, value })),
    problems: found.flatMap(({ mistake }) => (mistake === undefined ? [] : [problem(mistake)])),
    warnings: found.flatMap(({ warning }) => (warning === undefined ? [] : [problem(`warning: ${warning}`)])),
  };
}

/**
 * Reads Alertmanager's matchers (https://prometheus.io/docs/alerting/latest/configuration/#matcher): a text or a list of
 * texts, all of which must hold. `path` is where they stand, for the problems.
 */
export function readMatchers(value: unknown, path: Path): ReadMatchers {
  const all = Array.isArray(value) ? value.map((text, i) => readText(text, [...path, i])) : [readText(value, path)];
  return {
    matchers: all.flatMap(({ matchers }) => matchers),
    problems: all.flatMap(({ problems }) => problems),
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}
