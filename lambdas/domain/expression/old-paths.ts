import { isFields } from '../values/json-fields.ts';
import { pathsOfOld, renamedTo } from '../values/old-fields.ts';
import { nodesIn } from './bounded-ast.ts';
import { syntaxTreeOf } from './parsed.ts';

// Expressions over an alert that were written for its version 1. A path that has one new name is rewritten, so that the
// expression gives what it gave; where no single path took its place, that is a mistake.

type Node = Readonly<Record<string, unknown>>;

/** Groups that lost fields to places of their own. */
const groups: ReadonlySet<string> = new Set(['target', 'actor']);
const gone: Readonly<Record<string, string>> = {
  severitySource: '"vendorSeverity", which is there only when the sender gave one',
};

const nameOf = (node: unknown): string | undefined =>
  isFields(node) && node['type'] === 'name' && typeof node['value'] === 'string' ? node['value'] : undefined;

const stepsOf = (node: Node): readonly unknown[] =>
  node['type'] === 'path' && Array.isArray(node['steps']) ? node['steps'] : [];

/** Without the `$` and `$$` that a path may begin with, which are the alert as well. */
function fromAlert(steps: readonly unknown[]): readonly unknown[] {
  const [first, ...rest] = steps;
  return isFields(first) && first['type'] === 'variable' && ['', '$'].includes(String(first['value'])) ? rest : steps;
}

/** An old name that is read of a group in another way than by a path: `target.{ "ns": namespace }`. */
function hiddenName(group: string, filtered: unknown, next: unknown): string | undefined {
  const inner = [...nodesIn(filtered), ...(nameOf(next) === undefined ? nodesIn(next) : [])];
  const names = inner.flatMap((node) => nameOf(node) ?? []);
  return names.map((name) => `${group}.${name}`).find((path) => pathsOfOld(path) !== undefined);
}

interface Rename {
  readonly from: number;
  readonly to: number;
  readonly path: string;
  readonly old: string;
}

type Finding = Rename | { readonly mistake: string };

const several = (old: string, paths: readonly string[]): Finding => ({ mistake: renamedTo(old, paths) });

/** Where a name begins that ends at the end of a text, also one between backquotes. */
function startOf(text: string, name: string): number | undefined {
  const written = [`\`${name}\``, name].find((each) => text.endsWith(each));
  return written === undefined ? undefined : text.length - written.length;
}

/** Where `target.namespace` begins in a text that ends with it. */
function pathStart(text: string, group: string, name: string): number | undefined {
  const before = text.slice(0, startOf(text, name) ?? 0).trimEnd();
  return before.endsWith('.') ? startOf(before.slice(0, -1).trimEnd(), group) : undefined;
}

/** The place of `target.namespace` in the text; JSONata gives where a name ends. */
function renameOf(expression: string, old: string, last: unknown, path: string): Finding {
  const [group = '', name = ''] = old.split('.');
  const to = isFields(last) && typeof last['position'] === 'number' ? last['position'] : 0;
  const from = pathStart(expression.slice(0, to), group, name);
  return from === undefined ? several(old, [path]) : { from, to, path, old };
}

/** Reads a path that begins with a group: what old name it holds, and where. */
function inGroup(expression: string, group: string, [first, second, third]: readonly unknown[]): Finding | undefined {
  const { stages, predicate } = isFields(first) ? first : {};
  const hidden = hiddenName(group, [stages, predicate], second);
  const old = hidden ?? `${group}.${nameOf(second) ?? ''}`;
  const paths = pathsOfOld(old);
  if (paths === undefined || (old === 'actor.process' && third !== undefined)) return undefined;
  const [path] = paths;
  const isOne = hidden === undefined && path !== undefined && paths.length === 1;
  return isOne ? renameOf(expression, old, second, path) : several(old, paths);
}

function findingOf(expression: string, node: Node): Finding | undefined {
  const steps = fromAlert(stepsOf(node));
  const name = nameOf(steps[0]);
  if (name === undefined) return undefined;
  if (Object.hasOwn(gone, name))
    return { mistake: `"${name}" is no field of the alert since its version 2: write ${gone[name]}` };
  return groups.has(name) ? inGroup(expression, name, steps) : undefined;
}

/** An expression over an alert with the names of version 2. */
export interface Renamed {
  readonly expression: string;
  /** What was renamed, each as a sentence. */
  readonly warnings: readonly string[];
  /** A field of version 1 that has no single name now. */
  readonly mistake?: string;
}

const isRename = (finding: Finding): finding is Rename => 'path' in finding;

/** Rewrites paths of version 1 in an expression that compiles; one that does not is given back as it is. */
export function renameOldPaths(expression: string): Renamed {
  try {
    const found = nodesIn(syntaxTreeOf(expression)).flatMap((node) => findingOf(expression, node) ?? []);
    const wrong = found.find((finding) => !isRename(finding));
    if (wrong !== undefined && 'mistake' in wrong) return { expression, warnings: [], mistake: wrong.mistake };
    const renames = found.filter(isRename).sort((a, b) => b.from - a.from);
    const rewritten = renames.reduce(
      (text, { from, to, path }) => text.slice(0, from) + path + text.slice(to),
      expression,
    );
    return { expression: rewritten, warnings: renames.reverse().map(({ old, path }) => renamedTo(old, [path])) };
  } catch {
    return { expression, warnings: [] };
  }
}
