import { Actor, Severity, severities, Target } from './alert.ts';
import type { Conditions, Route } from './route.ts';
import { isFields } from './values/json-fields.ts';
import { nearest } from './values/nearest.ts';
import type { Path, Problem } from './values/problem.ts';

const matchFields = ['source', 'vendor', 'product', 'kind', 'type', 'title', 'severity', 'state', 'action'] as const;
const comparison = /^(>=|<=|>|<)\s*(\w+)$/;

/** Fields of a group that has fixed ones; labels are the sender's own. */
const groups = { target: Object.keys(Target.shape), actor: Object.keys(Actor.shape), labels: undefined } as const;

const isGroup = (name: string): name is keyof typeof groups => Object.hasOwn(groups, name);

const allowed = [...matchFields, ...Object.keys(groups).map((group) => `${group}.<name>`), 'not'];

function noField(key: string, guess: string | undefined, names: readonly string[]): string {
  const hint = guess === undefined ? ';' : `: did you mean "${guess}"?`;
  return `"${key}" is no field to match on${hint} allowed: ${names.join(', ')}`;
}

/** The group that was probably meant, with what was asked of it. */
function guessGroup(group: string, name: string): string | undefined {
  const near = nearest(group, Object.keys(groups));
  return near === undefined ? undefined : `${near}.${name === '' ? '<name>' : name}`;
}

function groupMistake(key: string, group: keyof typeof groups, name: string): string | undefined {
  const fields = groups[group];
  if (fields === undefined || fields.includes(name)) return undefined;
  const near = nearest(name, fields);
  const guess = near === undefined ? undefined : `${group}.${near}`;
  return noField(
    key,
    guess,
    fields.map((field) => `${group}.${field}`),
  );
}

/** Why a key is no field; nothing when it is one. */
function keyMistake(key: string): string | undefined {
  if (matchFields.some((field) => field === key)) return undefined;
  const [group = '', ...rest] = key.split('.');
  const name = rest.join('.');
  if (isGroup(group) && name !== '') return groupMistake(key, group, name);
  const isDotted = rest.length > 0 || isGroup(group);
  return noField(key, isDotted ? guessGroup(group, name) : nearest(key, allowed), allowed);
}

const compare: Record<string, (position: number, bound: number) => boolean> = {
  '>=': (position, bound) => position >= bound,
  '<=': (position, bound) => position <= bound,
  '>': (position, bound) => position > bound,
  '<': (position, bound) => position < bound,
};

/** `high` → [high]; `>=high` → [high, critical]; nothing for what is no severity. */
function severitiesOf(text: string): readonly Severity[] {
  const [, operator = '', name = ''] = comparison.exec(text.trim()) ?? [];
  const test = compare[operator];
  const bound = severities.map(String).indexOf(name.toLowerCase());
  if (test !== undefined && bound >= 0) return severities.filter((_, position) => test(position, bound));
  const plain = Severity.safeParse(text.trim().toLowerCase());
  return plain.success ? [plain.data] : [];
}

const globsOf = (value: unknown): readonly string[] | undefined => {
  const list = Array.isArray(value) ? value : [value];
  const texts = list.filter((item) => ['string', 'number', 'boolean'].includes(typeof item)).map(String);
  return texts.length === list.length && texts.length > 0 ? texts : undefined;
};

function problemOf(key: string, value: unknown, path: Path): Problem | undefined {
  const mistake = keyMistake(key);
  if (mistake !== undefined) return { path: [...path, key], message: mistake, atKey: true };
  const globs = globsOf(value);
  if (globs === undefined)
    return { path: [...path, key], message: `found ${JSON.stringify(value)}; allowed: a text or a list of texts` };
  const wrong = key === 'severity' ? globs.find((text) => severitiesOf(text).length === 0) : undefined;
  return wrong === undefined
    ? undefined
    : {
        path: [...path, key],
        message: `found "${wrong}"; allowed: ${severities.join(', ')}, or a comparison such as ">=high"`,
      };
}

function readConditions(value: unknown, path: Path): { conditions: Conditions; problems: Problem[] } {
  if (!isFields(value)) return { conditions: {}, problems: [{ path, message: 'must be a map of fields to texts' }] };
  const entries = Object.entries(value);
  const problems = entries
    .map(([key, inner]) => problemOf(key, inner, path))
    .filter((problem) => problem !== undefined);
  const spread = (key: string, inner: unknown) =>
    key === 'severity' ? (globsOf(inner) ?? []).flatMap(severitiesOf) : (globsOf(inner) ?? []);
  return { conditions: Object.fromEntries(entries.map(([key, inner]) => [key, spread(key, inner)])), problems };
}

/** A route's `match`, normalised: conditions that must hold, conditions that must not, and the problems found. */
export function readMatch(
  match: Readonly<Record<string, unknown>>,
  path: Path,
): Pick<Route, 'match' | 'not'> & { problems: Problem[] } {
  const { not, ...all } = match;
  const positive = readConditions(all, path);
  const negative = not === undefined ? { conditions: {}, problems: [] } : readConditions(not, [...path, 'not']);
  return {
    match: positive.conditions,
    not: negative.conditions,
    problems: [...positive.problems, ...negative.problems],
  };
}
