/** Reading vendor payloads without trusting their shape. */
import { hashOf } from './hash.ts';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string, number, bigint or boolean as text; nothing for the rest and for blank strings. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  return undefined;
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Deepest nesting that is walked; below it a value is kept as JSON text. */
const MAX_DEPTH = 32;

/** No alert has room for as many; what is beyond them is kept with the webhook. */
export const FACTS_MAX = 5_000;

/** Facts as they are collected, and for each path the number that the next of its kind gets. */
interface Collected {
  readonly facts: Map<string, string>;
  readonly next: Map<string, number>;
}

/** A free name for a path: two different fields may flatten to the same one. Where the last search ended the next begins. */
function put({ facts, next }: Collected, path: string, text: string): void {
  let name = path;
  let n = next.get(path) ?? 2;
  for (; facts.has(name); n += 1) name = `${path} (${n})`;
  if (name !== path) next.set(path, n);
  facts.set(name, text);
}

/** JSON text of anything: what is nested deeper than the stack reaches is named instead of thrown. */
export function jsonOf(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, undefined, indent) ?? '';
  } catch {
    return '[nested too deeply to be shown]';
  }
}

function walk(value: unknown, path: string, into: Collected, depth: number): void {
  const text = textOf(value) ?? listText(value) ?? (depth >= MAX_DEPTH ? deepText(value) : undefined);
  if (text !== undefined) {
    put(into, path, text);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (into.facts.size >= FACTS_MAX) return;
    walk(inner, pathTo(path, key), into, depth + 1);
  }
}

/** The dotted path of a key below a path. */
export function pathTo(path: string, key: string): string {
  const name = key === '' ? '(no name)' : key;
  return path === '' ? name : `${path}.${name}`;
}

const deepText = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? jsonOf(value) : undefined;

/** A list of plain words as one text. */
export const listText = (value: unknown): string | undefined =>
  Array.isArray(value) && value.length > 0 && value.every(isPlain) ? value.map(String).join(', ') : undefined;

const isPlain = (value: unknown): boolean => {
  const text = textOf(value);
  return text !== undefined && !text.includes(',');
};

/**
 * Every scalar of a payload as text by its dotted path, save what lies under the paths in `placed` because it stands
 * elsewhere in the alert word for word. Lists of plain words become one fact. Blank values say nothing and are left out.
 * Above 5,000 they end with a digest of the whole.
 */
export function factsOf(value: unknown, placed: readonly string[] = []): Record<string, string> {
  const facts = collectedOf(value);
  const isPlaced = (path: string) => placed.some((prefix) => path === prefix || path.startsWith(`${prefix}.`));
  return Object.fromEntries([...facts].filter(([path]) => path !== '' && !isPlaced(path)));
}

/** A payload is asked for its facts several times on its way, and never changes. */
const collected = new WeakMap<object, ReadonlyMap<string, string>>();

function collectedOf(value: unknown): ReadonlyMap<string, string> {
  if (typeof value !== 'object' || value === null) return collect(value);
  const known = collected.get(value) ?? collect(value);
  collected.set(value, known);
  return known;
}

function collect(value: unknown): ReadonlyMap<string, string> {
  const facts = new Map<string, string>();
  walk(value, '', { facts, next: new Map() }, 0);
  // What is left out still tells one payload from another.
  if (facts.size >= FACTS_MAX) facts.set('(left out)', `${FACTS_MAX} fields stand here, of ${hashOf([jsonOf(value)])}`);
  return facts;
}

/** Whether there is nothing in a value that would be a fact. */
export const saysNothing = (value: unknown, depth = 0): boolean => {
  if (typeof value !== 'object' || value === null) return textOf(value) === undefined;
  return depth < MAX_DEPTH && Object.values(value).every((inner) => saysNothing(inner, depth + 1));
};

/** An object without the keys whose value is `undefined`. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** A field's name without what senders vary: case, blanks, `_` and `-`. */
export const spelling = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** One object in which fields are looked up, and where it stands in the payload (`''` or `Detail.`). */
export type Layer = readonly [path: string, fields: Fields];

/** Finds fields under any of several names in any spelling; earlier names and layers win, blank values never do. */
export interface Lookup {
  value(...names: readonly string[]): unknown;
  /** The text of a field, which stays among the facts. */
  text(...names: readonly string[]): string | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it and its repetitions leave the facts. */
  take(...names: readonly string[]): string | undefined;
  /** Paths that left the facts, with the text that stood there. */
  readonly taken: Map<string, string>;
}

/** A scalar, or a list of scalars as one text. */
function fieldText(value: unknown): string | undefined {
  const items = Array.isArray(value) ? value : [value];
  const texts = items.flatMap((item) => textOf(item) ?? []);
  return texts.length === 0 ? undefined : texts.join(', ');
}

/** Fields of one or more layers, by name. */
export function lookup(...layers: readonly Layer[]): Lookup {
  const found = new Map<string, { path: string; value: unknown }[]>();
  for (const [path, fields] of layers)
    for (const [key, value] of Object.entries(fields)) {
      const name = spelling(key);
      const same = found.get(name) ?? [];
      same.push({ path: path + key, value });
      found.set(name, same);
    }
  const candidates = (names: readonly string[]) => names.flatMap((name) => found.get(spelling(name)) ?? []);
  const taken = new Map<string, string>();
  const text = (...names: readonly string[]) =>
    candidates(names)
      .map(({ value }) => fieldText(value))
      .find((value) => value !== undefined);
  const take = (...names: readonly string[]) => {
    const chosen = text(...names);
    for (const { path, value } of candidates(names))
      if (chosen !== undefined && fieldText(value) === chosen) taken.set(path, chosen);
    return chosen;
  };
  const value = (...names: readonly string[]) => candidates(names).find((it) => isSaying(it.value))?.value;
  return { value, text, take, taken };
}

const isSaying = (value: unknown): boolean =>
  textOf(value) !== undefined || (typeof value === 'object' && value !== null && Object.keys(value).length > 0);

/** The facts of a payload but for those that lookups have taken, each only when the text is the one that was taken. */
export function factsBut(value: unknown, ...lookups: readonly Pick<Lookup, 'taken'>[]): Record<string, string> {
  const isTaken = (path: string, text: string) => lookups.some(({ taken }) => taken.get(path) === text);
  return Object.fromEntries(Object.entries(factsOf(value)).filter(([path, text]) => !isTaken(path, text)));
}

/** Both sets of facts; where a name means two different things, the second is prefixed. */
export function mergeFacts(
  facts: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>>,
): Record<string, string> {
  const merged = new Map(Object.entries(facts));
  for (const [name, text] of Object.entries(more)) {
    let free = name;
    while (merged.has(free) && merged.get(free) !== text) free = `envelope.${free}`;
    merged.set(free, text);
  }
  return Object.fromEntries(merged);
}
