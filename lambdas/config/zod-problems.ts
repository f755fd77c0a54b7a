import type * as z from 'zod/mini';
import { isFields } from '../domain/values/json-fields.ts';
import type { Path, Problem } from '../domain/values/problem.ts';
import { unknownName } from './mistakes.ts';
import { hasPlaceholder } from './secrets.ts';

type Issue = z.core.$ZodIssue;

/** What is known about the part of the file that is checked. */
export interface Part {
  /** Where the part stands in the file. */
  readonly base: Path;
  /** The names that are allowed in the map at a path of the file; none when that is not known. */
  namesAt(path: Path): readonly string[];
  /** Whether what stands at a path of the file is a credential, of which nothing is shown. */
  isSecret(path: Path): boolean;
  /** Whether a text may be `${NAME}` here, to be judged when its secret is known. */
  readonly placeholders: boolean;
  /** What its names are names of; `setting` when it is not said. */
  readonly noun?: string;
}

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (Array.isArray(value) ? value[Number(part)] : isFields(value) ? value[part] : undefined),
    input,
  );
}

const pathOf = (issue: Issue): Path => issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));

const MAX_SHOWN = 80;

/** Of lists and maps only what they are: there may be credentials in them. */
function shown(value: unknown): string {
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a map';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

const words: Readonly<Record<string, string>> = {
  record: 'a map',
  object: 'a map',
  array: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

const nouns: Readonly<Record<string, string>> = { string: 'a text', array: 'a list with at least one item' };

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  return (issue.minimum === 1 ? nouns[issue.origin] : undefined) ?? `at least ${issue.minimum}`;
}

// Zod's own messages begin with a capital, those of our schemas do not.
const isOwn = ({ message }: Issue): boolean => !/^[A-Z]/.test(message);

const formatMessage = (issue: Extract<Issue, { code: 'invalid_format' }>): string =>
  isOwn(issue) ? issue.message : `expected ${issue.format === 'url' ? 'a URL' : issue.format}`;

/** What to write, where a value has the wrong form only. */
function remedy(issue: Issue, value: unknown): string {
  if (issue.code !== 'invalid_type') return '';
  if (issue.expected === 'array' && typeof value === 'string') return ': write it in [ ]';
  if (issue.expected === 'array' && isFields(value)) return ': begin each with "- "';
  if (words[issue.expected] === 'a map' && Array.isArray(value)) return ': write each behind its name, "name: …"';
  const isBare = typeof value === 'number' || typeof value === 'boolean';
  return issue.expected === 'string' && isBare ? ': put it in quotes' : '';
}

/** What was expected instead; our own schemas' words where they have some. */
function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${words[issue.expected] ?? issue.expected}`;
    case 'too_small':
    case 'too_big':
      return `expected ${bound(issue)}`;
    case 'invalid_value':
      return `expected ${issue.values.map(String).join(', ')}`;
    case 'invalid_union':
      return isOwn(issue) ? issue.message : 'expected a text in quotes, or a list of them';
    case 'invalid_format':
      return formatMessage(issue);
    default:
      // Our own schemas' words begin with a small letter.
      return /^[A-Z]/.test(issue.message) ? 'has another form than expected' : issue.message;
  }
}

/** A name in a map that may not stand there. */
function keyProblem({ issues: [first] }: Extract<Issue, { code: 'invalid_key' }>, path: Path): Problem {
  const why = first === undefined ? 'may not stand here' : expectation(first);
  return { path, message: `the name "${String(path.at(-1))}" ${why}`, atKey: true };
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isForMap = (issue: Issue): boolean => issue.code === 'invalid_type' && words[issue.expected] === 'a map';

/** A text in the place of a map may be all that the map would hold, with its credentials; routes have none. */
function foundInstead(issue: Issue, path: Path, value: unknown, part: Part): string {
  const mayBeSecret = isForMap(issue) && typeof value === 'string' && value !== '' && path[0] !== 'routes';
  return mayBeSecret ? 'found a text' : foundAt(path, value, part);
}

function foundAt(path: Path, value: unknown, { isSecret }: Part): string {
  if (value === undefined) return 'is missing';
  if (isEmpty(value)) return 'is empty';
  return isSecret(path) ? 'is wrong (not shown, for it may be a secret)' : `found ${shown(value)}`;
}

/** A rule's own words; what was found stands before those that only say what is allowed. */
function ruleMessage(message: string, value: unknown, path: Path, part: Part): string {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
  return isPlain && message.startsWith('must be ') ? `${foundAt(path, value, part)}; ${message}` : message;
}

const isJudgedLater = (issue: Issue, value: unknown, { placeholders }: Part): boolean =>
  placeholders && issue.code !== 'invalid_type' && typeof value === 'string' && hasPlaceholder(value);

function translate(issue: Issue, input: unknown, part: Part): Problem[] {
  const inner = pathOf(issue);
  const path = [...part.base, ...inner];
  if (issue.code === 'unrecognized_keys') {
    const allowed = part.namesAt(path);
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: unknownKey(key, allowed, part.noun),
      atKey: true,
    }));
  }
  if (issue.code === 'invalid_key') return [keyProblem(issue, path)];
  const value = valueAt(input, inner);
  if (isJudgedLater(issue, value, part)) return [];
  if (issue.code === 'custom') return [{ path, message: ruleMessage(issue.message, value, path, part) }];
  return [
    {
      path,
      message: `${foundInstead(issue, path, value, part)}; ${expectation(issue)}${part.isSecret(path) ? '' : remedy(issue, value)}`,
    },
  ];
}

/** A rule about the map as a whole says little while one of its names is only misspelt. */
const isAfterthought = (issue: Issue, issues: readonly Issue[]): boolean =>
  issue.code === 'custom' &&
  issues.some((other) => other.code === 'unrecognized_keys' && other.path.join() === issue.path.join());

/** Schema issues as problems, all of them. */
export function issuesToProblems(issues: readonly Issue[], input: unknown, part: Part): Problem[] {
  return issues.flatMap((issue) => {
    if (isAfterthought(issue, issues)) return [];
    const path = pathOf(issue);
    const branch = issue.code === 'invalid_union' ? closestBranch(issue.errors) : [];
    return branch.length > 0
      ? issuesToProblems(branch, valueAt(input, path), { ...part, base: [...part.base, ...path] })
      : translate(issue, input, part);
  });
}

/** How far into the value a union's branch got before it failed; unknown keys mean that the rest fitted. */
const depth = (issues: readonly Issue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));

/** The branch of a union that the value was probably meant for; none when no branch fits better than another. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const deepest = branches.toSorted((a, b) => depth(b) - depth(a))[0] ?? [];
  return depth(deepest) > 0 ? deepest : [];
}

const unknownKey = (key: string, allowed: readonly string[], noun = 'setting'): string =>
  allowed.length === 0 ? `unknown ${noun} "${key}": remove it or correct its name` : unknownName(noun, key, allowed);
