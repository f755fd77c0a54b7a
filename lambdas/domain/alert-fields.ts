import * as z from 'zod/mini';
import { Alert } from './alert.ts';
import { isFields } from './values/json-fields.ts';

// Which paths an alert has (`kubernetes.namespace`, `vulnerabilities.cve`, `labels.team`), read off its shape, and what
// stands there.

/** What stands at a path: a text, a number, one of a few words, or a group of further fields. */
export type Field =
  | { readonly kind: 'text' | 'number' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'group'; readonly names: readonly string[] };

/** A path that no alert has: up to where it exists, the name that does not, and what stands there instead. */
export interface NoField {
  readonly kind: 'none';
  readonly within: readonly string[];
  readonly name: string;
  readonly names: readonly string[];
}

type Schema = z.core.$ZodType;

/** The schema of a value that is there; of a list, that of its elements. */
function bare(schema: Schema): Schema {
  if (schema instanceof z.ZodMiniOptional) return bare(schema._zod.def.innerType);
  return schema instanceof z.ZodMiniArray ? bare(schema._zod.def.element) : schema;
}

function leafOf(schema: Schema): Field {
  if (schema instanceof z.ZodMiniObject) return { kind: 'group', names: Object.keys(schema.shape) };
  if (schema instanceof z.ZodMiniRecord) return { kind: 'group', names: ['<name>'] };
  if (schema instanceof z.ZodMiniEnum) return { kind: 'words', words: schema.options.map(String) };
  const isNumber = schema instanceof z.ZodMiniNumber || schema instanceof z.ZodMiniLiteral;
  return { kind: isNumber ? 'number' : 'text' };
}

/** A path key by key: what follows the name of a map (`labels`) is one key, whatever dots it has. */
export interface Path {
  readonly keys: readonly string[];
  readonly field: Field | NoField;
}

function step(schema: Schema, keys: readonly string[], names: readonly string[]): Path {
  const here = bare(schema);
  const [name, ...rest] = names;
  if (name === undefined) return { keys, field: leafOf(here) };
  if (here instanceof z.ZodMiniRecord) {
    const key = names.join('.');
    return key === '' ? { keys, field: leafOf(here) } : { keys: [...keys, key], field: { kind: 'text' } };
  }
  const shape: Readonly<Record<string, Schema>> = here instanceof z.ZodMiniObject ? here.shape : {};
  const inner = Object.hasOwn(shape, name) ? shape[name] : undefined;
  if (inner === undefined) return { keys, field: { kind: 'none', within: keys, name, names: Object.keys(shape) } };
  return step(inner, [...keys, name], rest);
}

/** Reads a dotted path. */
export const pathOf = (path: string): Path => step(Alert, [], path.split('.'));

function collect(value: unknown, keys: readonly string[], at: number, found: unknown[]): void {
  if (Array.isArray(value)) for (const element of value) collect(element, keys, at, found);
  else if (at === keys.length) found.push(value);
  else if (isFields(value) && Object.hasOwn(value, keys[at] ?? '')) collect(value[keys[at] ?? ''], keys, at + 1, found);
}

/** What an alert has at a path, of each element of a list on the way. */
export function valuesAt(alert: Alert, keys: readonly string[]): readonly unknown[] {
  const found: unknown[] = [];
  collect(alert, keys, 0, found);
  return found;
}
