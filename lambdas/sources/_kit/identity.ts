import { factsOf, spelling } from '../../domain/values/json-fields.ts';

/**
 * All that a record says, as parts of an identity: the order and the spelling of keys, white space in the JSON, blanks and
 * nulls do not count. `except` names what the vendor changes later on the same occurrence.
 */
export function sayings(record: unknown, except: readonly string[] = []): string[] {
  const skipped = new Set(except.map(spelling));
  return Object.entries(factsOf(record))
    .map(([path, text]) => [spelling(path), text] as const)
    .filter(([path]) => !skipped.has(path))
    .map(([path, text]) => `${path}=${text}`)
    .sort();
}

/**
 * The identity of an occurrence that carries no id: all that it says. Without a time of its own the day of receipt stands
 * in: the same body again on that day is a repeat, a week later it has happened again.
 */
export const occurrence = (
  record: unknown,
  at: { readonly occurredAt: string | undefined; readonly receivedAt: string },
  except: readonly string[] = [],
): string[] => [
  ...sayings(record, except),
  at.occurredAt === undefined ? `received on ${at.receivedAt.slice(0, 10)}` : `at ${at.occurredAt}`,
];
