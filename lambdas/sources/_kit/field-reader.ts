import { FACTS_MAX, isFields, listOf, listText, spelling, textOf } from '../../domain/values/json-fields.ts';

/**
 * Finds nested fields by path (`service.action.blocked`, `resources.0.uid`) in any spelling. The first path that says
 * something wins; blank values never do.
 */
export interface Dig {
  value(...paths: readonly string[]): unknown;
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

const spelled = new WeakMap<object, ReadonlyMap<string, string>>();

/** Keys by their spelling, the first of each; an object is asked for many names. */
function keysOf(value: object): ReadonlyMap<string, string> {
  const known = spelled.get(value);
  if (known !== undefined) return known;
  const keys = new Map(
    Object.keys(value)
      .toReversed()
      .map((key) => [spelling(key), key] as const),
  );
  spelled.set(value, keys);
  return keys;
}

const keyOf = (value: object, segment: string): string | undefined =>
  Object.hasOwn(value, segment) ? segment : keysOf(value).get(spelling(segment));

function follow(root: unknown, path: string): Found | undefined {
  let found: Found = { path: '', value: root };
  for (const segment of path.split('.')) {
    const { value } = found;
    const key = typeof value === 'object' && value !== null ? keyOf(value, segment) : undefined;
    if (key === undefined || typeof value !== 'object' || value === null) return undefined;
    found = { path: found.path === '' ? key : `${found.path}.${key}`, value: Reflect.get(value, key) };
  }
  return found;
}

const isSaying = (value: unknown): boolean =>
  textOf(value) !== undefined || (typeof value === 'object' && value !== null && Object.keys(value).length > 0);

/** A scalar, or a list of plain words as the one text that it is among the facts. */
const sayingText = (value: unknown): string | undefined => textOf(value) ?? listText(value);

/** Paths of one payload. */
export function dig(root: unknown): Dig {
  const taken = new Map<string, string>();
  const all = (paths: readonly string[]) => paths.flatMap((path) => follow(root, path) ?? []);
  const said = (paths: readonly string[]) =>
    all(paths)
      .map(({ path, value }) => ({ path, text: sayingText(value) }))
      .find(({ text }) => text !== undefined);
  return {
    taken,
    value: (...paths) => all(paths).find(({ value }) => isSaying(value))?.value,
    list: (...paths) => listOf(all(paths).find(({ value }) => listOf(value).length > 0)?.value),
    text: (...paths) => said(paths)?.text,
    take(...paths) {
      const { path, text } = said(paths) ?? {};
      if (path !== undefined && text !== undefined) taken.set(path, text);
      return text;
    },
  };
}

/** The texts of a list, or of one text. */
export const textsOf = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((item) => textOf(item) ?? []);

/** `[{ key, value }]`, `[{ name, value }]` or a map, as AWS and OCSF write tags; the first 5,000 of them. */
export function pairsOf(value: unknown): [name: string, text: string][] {
  if (isFields(value))
    return Object.entries(value)
      .slice(0, FACTS_MAX)
      .flatMap(([name, it]) => pairOf(name, it));
  return listOf(value)
    .slice(0, FACTS_MAX)
    .flatMap((item) => {
      const tag = dig(item);
      const name = tag.text('key', 'name');
      return name === undefined ? [] : pairOf(name, tag.value('value') ?? tag.value('values'));
    });
}

const pairOf = (name: string, value: unknown): [string, string][] => {
  const text = sayingText(value);
  return text === undefined ? [] : [[name, text]];
};
