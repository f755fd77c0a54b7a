import { type NoField, pathOf } from './alert-fields.ts';
import { severitiesOf, valueMistake } from './match-value.ts';
import type { Conditions, Route } from './route.ts';
import { isFields } from './values/json-fields.ts';
import { nearest } from './values/nearest.ts';
import { pathsOfOld, renamedTo } from './values/old-fields.ts';
import type { Path, Problem } from './values/problem.ts';

/** What no route asks for: it is the same in every alert, or too long for a glob. */
const unasked = ['schema', 'evidence', 'remediation'];

const dotted = (within: readonly string[], name: string): string => [...within, name].join('.');

/** A group stands for its fields: `target` → `target.<name>`. */
const shown = (within: readonly string[], name: string): string =>
  pathOf(dotted(within, name)).field.kind === 'group' ? `${dotted(within, name)}.<name>` : dotted(within, name);

function noField(key: string, { within, name, names }: NoField): string {
  const known = within.length === 0 ? [...names.filter((each) => !unasked.includes(each)), 'not'] : names;
  const near = nearest(name, known);
  const rest = key.slice(dotted(within, name).length);
  const hint = near === undefined ? ';' : `: did you mean "${dotted(within, near)}${rest}"?`;
  const allowed = known.length === 0 ? within.join('.') : known.map((each) => shown(within, each)).join(', ');
  return `"${key}" is no field to match on${hint} allowed: ${allowed}`;
}

/** Why a key is no field; nothing when it is one. */
export function keyMistake(key: string): string | undefined {
  if (pathsOfOld(key) !== undefined) return undefined;
  const { field, keys } = pathOf(key);
  if (field.kind === 'none') return noField(key, field);
  if (field.kind !== 'group') return undefined;
  const path = keys.join('.');
  return `"${key}" holds several fields; allowed: ${field.names.map((name) => `${path}.${name}`).join(', ')}`;
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
  const message = valueMistake(key, globs);
  return message === undefined ? undefined : { path: [...path, key], message };
}

function warningOf(key: string, path: Path): Problem | undefined {
  const paths = pathsOfOld(key);
  if (paths === undefined) return undefined;
  return { path: [...path, key], message: `warning: ${renamedTo(key, paths)}`, atKey: true };
}

interface Read {
  readonly conditions: Conditions;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

const present = <T>(value: T | undefined): value is T => value !== undefined;

function readConditions(value: unknown, path: Path): Read {
  if (!isFields(value))
    return { conditions: {}, problems: [{ path, message: 'must be a map of fields to texts' }], warnings: [] };
  const entries = Object.entries(value);
  const spread = (key: string, inner: unknown) =>
    key === 'severity' ? (globsOf(inner) ?? []).flatMap(severitiesOf) : (globsOf(inner) ?? []);
  return {
    conditions: Object.fromEntries(entries.map(([key, inner]) => [key, spread(key, inner)])),
    problems: entries.map(([key, inner]) => problemOf(key, inner, path)).filter(present),
    warnings: entries.map(([key]) => warningOf(key, path)).filter(present),
  };
}

const nothing: Read = { conditions: {}, problems: [], warnings: [] };

/** A route's `match`, normalised: conditions that must hold, conditions that must not, the problems and warnings. */
export function readMatch(
  match: Readonly<Record<string, unknown>>,
  path: Path,
): Pick<Route, 'match' | 'not'> & { readonly problems: Problem[]; readonly warnings: Problem[] } {
  const { not, ...all } = match;
  const positive = readConditions(all, path);
  const negative = not === undefined ? nothing : readConditions(not, [...path, 'not']);
  return {
    match: positive.conditions,
    not: negative.conditions,
    problems: [...positive.problems, ...negative.problems],
    warnings: [...positive.warnings, ...negative.warnings],
  };
}
