import { factEntries, isFields, spelling } from '../../domain/values/json-fields.ts';
import { sortTexts } from '../../domain/values/sorted-texts.ts';

const none: ReadonlySet<string> = new Set();

const skipped = new WeakMap<readonly string[], Map<string, ReadonlySet<string>>>();
const PREFIXES_MAX = 8;

const namesBelow = (prefix: string, except: readonly string[]): ReadonlySet<string> =>
  new Set(except.map(spelling).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));

/** The names to skip below a prefix. Names are spelled without it: a text that is put together is slow to look up. */
function skippedBelow(prefix: string, except: readonly string[]): ReadonlySet<string> {
  if (except.length === 0) return none;
  const made = skipped.get(except) ?? new Map<string, ReadonlySet<string>>();
  const known = made.get(prefix) ?? namesBelow(prefix, except);
  skipped.set(except, made);
  // An adapter asks with the same few lists below the same few keys; a stranger's keys are not kept.
  if (made.size < PREFIXES_MAX) made.set(prefix, known);
  return known;
}

function collect(value: unknown, prefix: string, except: readonly string[], parts: string[]): void {
  const skipped = skippedBelow(prefix, except);
  for (const [path, text] of factEntries(value)) {
    const name = spelling(path);
    if (path !== '' && !skipped.has(name)) parts.push(`${prefix}${name}=${text}`);
  }
}

/**
 * All that a record says, as parts of an identity: the order and the spelling of keys, white space in the JSON, blanks and
 * nulls do not count. `except` names what the vendor changes later on the same occurrence.
 */
export function sayings(record: unknown, except: readonly string[] = []): string[] {
  const parts: string[] = [];
  // What an object says below its keys is asked for anyway, and made once.
  if (isFields(record) && Object.values(record).every(isFields))
    for (const [key, value] of Object.entries(record)) collect(value, `${spelling(key)}.`, except, parts);
  else collect(record, '', except, parts);
  return sortTexts(parts);
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
