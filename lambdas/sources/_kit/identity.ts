import { factEntries, pathTo, spelling } from '../../domain/values/json-fields.ts';

/** What an object says below one of its keys: its parts are asked for their facts anyway, which are made once. */
const below = (key: string, value: unknown): [path: string, text: string][] =>
  Array.from(factEntries(value), ([path, text]) => [path === '' ? key : pathTo(key, path), text]);

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const entriesOf = (record: unknown): Iterable<readonly [path: string, text: string]> =>
  isRecord(record) && Object.values(record).every(isRecord)
    ? Object.entries(record).flatMap(([key, value]) => below(key, value))
    : factEntries(record);

/**
 * All that a record says, as parts of an identity: the order and the spelling of keys, white space in the JSON, blanks and
 * nulls do not count. `except` names what the vendor changes later on the same occurrence.
 */
export function sayings(record: unknown, except: readonly string[] = []): string[] {
  const skipped = new Set(except.map(spelling));
  const parts: string[] = [];
  for (const [path, text] of entriesOf(record)) {
    const name = spelling(path);
    if (path !== '' && !skipped.has(name)) parts.push(`${name}=${text}`);
  }
  return parts.sort();
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
