import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import type { Attribute, Attributes } from './values.ts';

const setOf = (values: readonly unknown[]): Attribute => {
  if (values.every((value) => typeof value === 'number'))
    return { [values.length === 0 ? 'SS' : 'NS']: values.map(String) };
  return values[0] instanceof Uint8Array ? { BS: values } : { SS: values };
};

/** A value as the document client writes it on the wire. */
function marshalled(value: unknown): Attribute {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (value instanceof Uint8Array) return { B: value };
  if (value instanceof Set) return setOf([...value]);
  if (Array.isArray(value)) return { L: value.map(marshalled) };
  if (isFields(value)) return { M: marshal(value) };
  throw new Error(`a value of type ${typeof value}: the document client cannot write it`);
}

/** Values as the document client writes them; what is undefined is left out. */
export const marshal = (values: Readonly<Record<string, unknown>>): Attributes =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, marshalled(value)]])),
  );
