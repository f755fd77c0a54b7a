import { type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { oneLine, truncate } from '../../domain/values/text.ts';
import { toTime } from '../../domain/values/time.ts';
import type { CallbackReading } from './callback.ts';

const NAME_MAX = 80;

/** The JSON object of a request; nothing when it is none. */
export function objectIn(body: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The fields under a name, or none. */
export const fieldsAt = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

/** A person's name for people, on one line; the first that is there. */
export const nameOf = (...names: readonly unknown[]): string => {
  const found = names.map((name) => truncate(oneLine(textOf(name) ?? ''), NAME_MAX)).find((name) => name !== '');
  return found ?? 'somebody';
};

/** A time, or nothing where it cannot be read. */
export const timeAt = (value: unknown): { readonly at?: string } => {
  const at = toTime(value);
  return at === undefined ? {} : { at };
};

export const ignored = (reason: string): CallbackReading => ({ kind: 'ignored', reason });
export const unreadable = (found: string): CallbackReading => ({ kind: 'unreadable', found });
