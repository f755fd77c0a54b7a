import { type Fields, isFields, listOf } from '../../../lambdas/domain/values/json-fields.ts';

/** The value, or nothing when the text is not JSON. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** The value below a path of keys; numbers index lists. */
export function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof key === 'number') return listOf(inner)[key];
    return isFields(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
}

export function textAt(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

export const listAt = (value: unknown, ...path: readonly (string | number)[]): readonly unknown[] =>
  listOf(at(value, ...path));

export function fieldsAt(value: unknown, ...path: readonly (string | number)[]): Fields | undefined {
  const found = at(value, ...path);
  return isFields(found) ? found : undefined;
}

const none: ReadonlySet<string> = new Set();

/**
 * Every string in a value with the key it stands under; the strings of a list stand under the list's key. What stands under
 * a key of `skipped` is left out.
 */
export function* strings(value: unknown, key = '', skipped = none): Generator<readonly [key: string, text: string]> {
  if (typeof value === 'string') yield [key, value];
  else if (Array.isArray(value)) for (const inner of value) yield* strings(inner, key, skipped);
  else if (isFields(value))
    for (const [name, inner] of Object.entries(value)) if (!skipped.has(name)) yield* strings(inner, name, skipped);
}

/** What vendors count as characters: code points, not UTF-16 units. */
export const characters = (text: string): number => Array.from(text).length;
