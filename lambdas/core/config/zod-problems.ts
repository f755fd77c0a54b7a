import type * as z from 'zod/mini';
import { isFields } from '../record.ts';
import { type Path, type Problem, unknownName } from './mistakes.ts';
import { hasPlaceholder } from './secrets.ts';

type Issue = z.core.$ZodIssue;

function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (Array.isArray(value) ? value[Number(part)] : isFields(value) ? value[part] : undefined),
    input,
  );
}

const pathOf = (issue: Issue): Path => issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));

const shown = (value: unknown): string => (value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value));

function missing(issue: Issue, path: Path, input: unknown): Problem {
  const expected = 'expected' in issue ? `; expected ${String(issue.expected)}` : '';
  return valueAt(input, path) === undefined
    ? { path, message: `is missing${expected}` }
    : { path, message: `found ${shown(valueAt(input, path))}; ${issue.message.toLowerCase()}` };
}

type Translate = (path: Path, issue: Issue) => Problem[];

function translator(input: unknown, base: Path, keys: readonly string[]): Translate {
  return (path, issue) => {
    if (issue.code === 'unrecognized_keys') {
      const allowed = path.length === 0 ? keys : [];
      return issue.keys.map((key) => ({
        path: [...base, ...path, key],
        message: unknownKey(key, allowed),
        atKey: true,
      }));
    }
    const value = valueAt(input, path);
    if (typeof value === 'string' && hasPlaceholder(value)) return [];
    if (issue.code === 'custom') return [{ path: [...base, ...path], message: issue.message }];
    const problem = missing(issue, path, input);
    return [{ ...problem, path: [...base, ...problem.path] }];
  };
}

/**
 * Schema issues as problems, all of them. `base` is where the checked part stands in the file, `keys` the names that
 * are allowed at its top. A value that is still `${NAME}` is judged when its secret is known, not here.
 */
export function issuesToProblems(
  issues: readonly Issue[],
  input: unknown,
  base: Path = [],
  keys: readonly string[] = [],
): Problem[] {
  const translate = translator(input, base, keys);
  return issues.flatMap((issue) => {
    const path = pathOf(issue);
    const branch = issue.code === 'invalid_union' ? closestBranch(issue.errors) : [];
    return branch.length > 0
      ? issuesToProblems(branch, valueAt(input, path), [...base, ...path])
      : translate(path, issue);
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

const unknownKey = (key: string, allowed: readonly string[]): string =>
  allowed.length === 0
    ? `unknown setting "${key}": remove it or correct its name`
    : unknownName('setting', key, allowed);
