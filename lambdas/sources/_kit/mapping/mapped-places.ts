import { pathOf } from '../../../domain/alert-fields.ts';
import type { Vulnerability } from '../../../domain/places.ts';
import { placeShapes } from '../../../domain/places.ts';
import { type Fields, isFields, textOf } from '../../../domain/values/json-fields.ts';
import { pathsOfOld } from '../../../domain/values/old-fields.ts';
import { toTime } from '../../../domain/values/time.ts';
import type { PlacedFacts } from '../place-facts.ts';
import { placed } from '../typed-places.ts';
import { processOf } from '../typed-values.ts';

type Nodes = Record<string, unknown>;

/** What the expressions say of the typed places, and those that gave what cannot be used, with the reason. */
export interface MappedPlaces {
  readonly places: PlacedFacts;
  readonly wrong: Readonly<Record<string, string>>;
}

const groups = new Set(['actor', 'target', 'finding', ...Object.keys(placeShapes)]);

/** A path of version 1 under its new name, when there is one alone. */
const renamed = (path: string): string => {
  const [only, ...others] = path === 'actor.process' ? [] : (pathsOfOld(path) ?? []);
  return only !== undefined && others.length === 0 ? only : path;
};

const isTime = (path: string): boolean => /^finding\..*At$/.test(path);

/** A value in the type of its place; an error text when it cannot be one. */
function valueFor(path: string, text: string): { readonly value?: unknown; readonly wrong?: string } {
  if (isTime(path)) {
    const time = toTime(text);
    return time === undefined ? { wrong: 'it gave no time' } : { value: time };
  }
  const { field } = pathOf(path);
  if (field.kind === 'number') {
    const number = Number(text);
    return Number.isFinite(number) && number >= 0 ? { value: number } : { wrong: 'it gave no number' };
  }
  if (field.kind !== 'words' || field.words.includes(text)) return { value: text };
  return { wrong: `it gave "${text.slice(0, 40)}"; allowed: ${field.words.join(', ')}` };
}

function put(root: Nodes, keys: readonly string[], value: unknown): void {
  const [key = '', ...inner] = keys;
  if (inner.length === 0) {
    root[key] = value;
    return;
  }
  const next: Nodes = { ...(isFields(root[key]) ? root[key] : {}) };
  root[key] = next;
  put(next, inner, value);
}

/** The typed places in what the expressions gave, by path; a program may be one text. */
export function placesBy(texts: ReadonlyMap<string, string>): MappedPlaces {
  const root: Nodes = {};
  const wrong: Record<string, string> = {};
  for (const [said, text] of texts) {
    const path = renamed(said);
    if (!groups.has(path.split('.', 1)[0] ?? '')) continue;
    const isProgram = path === 'actor.process';
    const found = isProgram ? { value: processOf(text) } : valueFor(path, text);
    if (found.wrong !== undefined) wrong[said] = found.wrong;
    else put(root, path.split('.'), found.value);
  }
  return { places: root as PlacedFacts, wrong };
}

const numberIn = (value: unknown): number | undefined => {
  const number = Number(textOf(value) ?? Number.NaN);
  return Number.isFinite(number) ? number : undefined;
};

const weaknessIn = ({ cve, cvss, package: name, version, fixedIn }: Fields): Vulnerability | undefined =>
  placed({
    cve: textOf(cve),
    cvss: numberIn(cvss),
    package: textOf(name),
    version: textOf(version),
    fixedIn: textOf(fixedIn),
  });

/** Weaknesses, each an object with the names of the place, or the id alone. */
export function weaknessesIn(value: unknown): Vulnerability[] {
  const list = Array.isArray(value) ? Array.from(value) : [value];
  return list.flatMap((item: unknown): Vulnerability[] => {
    const cve = textOf(item);
    const weakness = cve === undefined && isFields(item) ? weaknessIn(item) : placed({ cve });
    return weakness === undefined ? [] : [weakness];
  });
}

/** What has been said before, with more above it, place by place. */
export function over<T>(before: T, more: unknown): T {
  if (!isFields(more)) return (more ?? before) as T;
  const root: Nodes = isFields(before) ? { ...before } : {};
  for (const [name, value] of Object.entries(more)) root[name] = over(root[name], value);
  return root as T;
}
