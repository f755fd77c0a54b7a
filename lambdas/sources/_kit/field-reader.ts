import { FACTS_MAX, isFields, listOf, listText, spelling, textOf } from '../../domain/values/json-fields.ts';
import { LastFew } from '../../domain/values/last-few.ts';
import { remembered } from '../../domain/values/remembered.ts';

/**
 * Finds nested fields by path (`service.action.blocked`, `resources.0.uid`) in any spelling. The first path that says
 * something wins; blank values never do.
 */
export interface Dig {
  value(...paths: readonly string[]): unknown;
  /** The first 5,000 items of a list: no alert has room for more. */
  list(...paths: readonly string[]): readonly unknown[];
  /** The text of a field, which stays among the facts. */
  text(...paths: readonly string[]): string | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it leaves the facts. */
  take(...paths: readonly string[]): string | undefined;
  /** Paths that left the facts, with the text that stood there. */
  readonly taken: Map<string, string>;
}

interface Found {
  /** As it is written in the payload. */
  readonly path: string;
  readonly value: unknown;
}

/** Keys by their spelling, the first of each. */
type KeysOf = (value: object) => ReadonlyMap<string, string>;

/** A list of more is cut: items are looked at one after the other, and nobody else has the thread meanwhile. */
const within = <T>(list: readonly T[]): readonly T[] => (list.length > FACTS_MAX ? list.slice(0, FACTS_MAX) : list);

/** No record has more fields than these: the others of a larger object are found as they are written. */
const spelledKeys: KeysOf = (value) => {
  const keys = new Map<string, string>();
  for (const key of within(Object.keys(value))) {
    const name = spelling(key);
    if (!keys.has(name)) keys.set(name, key);
  }
  return keys;
};

const OBJECTS_MAX = 16;

/** The same for the objects of one payload: each is asked for many names. */
function keysWithin(): KeysOf {
  let last: LastFew<ReadonlyMap<string, string>> | undefined;
  return (value) => {
    last ??= new LastFew(OBJECTS_MAX);
    const known = last.get(value);
    if (known !== undefined) return known;
    const keys = spelledKeys(value);
    last.set(value, keys);
    return keys;
  };
}

/** A name of a path, and how it is spelled. */
interface Segment {
  readonly name: string;
  readonly spelled: string;
}

/** The key of a segment; items of a list have one spelling. */
function keyOf(value: object, { name, spelled }: Segment, keysOf: KeysOf): string | undefined {
  if (Object.hasOwn(value, name)) return name;
  return Array.isArray(value) ? undefined : keysOf(value).get(spelled);
}

const segmentsOf = remembered(
  (path): readonly Segment[] => path.split('.').map((name) => ({ name, spelled: spelling(name) })),
  { most: 4_096, longest: 200 },
);

/** What stands at a path; `undefined` where there is no such path. */
function valueAt(root: unknown, path: string, keysOf: KeysOf): unknown {
  let value = root;
  for (const segment of segmentsOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = keyOf(value, segment, keysOf);
    if (key === undefined) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** A field by its path in any spelling: the path as it is written in the payload, and what stands there. */
export function located(root: unknown, path: string, keysOf: KeysOf = spelledKeys): Found | undefined {
  let [at, value]: [string, unknown] = ['', root];
  for (const segment of segmentsOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined;
    const key = keyOf(value, segment, keysOf);
    if (key === undefined) return undefined;
    at = at === '' ? key : `${at}.${key}`;
    value = Reflect.get(value, key);
  }
  return { path: at, value };
}

const isSaying = (value: unknown): boolean =>
  textOf(value) !== undefined || (typeof value === 'object' && value !== null && Object.keys(value).length > 0);

/** A scalar, or a list of plain words as the one text that it is among the facts. */
const sayingText = (value: unknown): string | undefined => textOf(value) ?? listText(value);

/** Paths of one payload. */
export function dig(root: unknown): Dig {
  const taken = new Map<string, string>();
  const keysOf = keysWithin();
  const first = (paths: readonly string[], isWanted: (value: unknown) => boolean): unknown => {
    for (const path of paths) {
      const value = valueAt(root, path, keysOf);
      if (isWanted(value)) return value;
    }
    return undefined;
  };
  const said = (paths: readonly string[]): { path: string; text: string } | undefined => {
    for (const path of paths) {
      const text = sayingText(valueAt(root, path, keysOf));
      if (text !== undefined) return { path, text };
    }
    return undefined;
  };
  return {
    taken,
    value: (...paths) => first(paths, isSaying),
    list: (...paths) => within(listOf(first(paths, (value) => listOf(value).length > 0))),
    text: (...paths) => said(paths)?.text,
    take(...paths) {
      const found = said(paths);
      if (found !== undefined) taken.set(located(root, found.path, keysOf)?.path ?? found.path, found.text);
      return found?.text;
    },
  };
}

/** The texts of a list, or of one text. */
export const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((item) => textOf(item) ?? []);

/** `[{ key, value }]`, `[{ name, value }]` or a map, as AWS and OCSF write tags; the first 5,000 of them. */
export function pairsOf(value: unknown): [name: string, text: string][] {
  if (isFields(value)) return within(Object.entries(value)).flatMap(([name, it]) => pairOf(name, it));
  return within(listOf(value)).flatMap((item) => {
    const tag = dig(item);
    const name = tag.text('key', 'name');
    return name === undefined ? [] : pairOf(name, tag.value('value') ?? tag.value('values'));
  });
}

const pairOf = (name: string, value: unknown): [string, string][] => {
  const text = sayingText(value);
  return text === undefined ? [] : [[name, text]];
};
