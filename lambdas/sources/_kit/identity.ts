import { type Fields, factTexts, isFields, spelling } from '../../domain/values/json-fields.ts';
import { ofShape } from '../../domain/values/shapes.ts';
import { sortTexts } from '../../domain/values/sorted-texts.ts';

/** A field that counts, and how its part of an identity begins. */
interface Part {
  readonly at: number;
  readonly begin: string;
}

/** The parts that the records of a shape have, in the order of their beginnings. */
interface Parts {
  readonly list: readonly Part[];
  /** Whether the parts are in order whatever the texts are. */
  readonly areInOrder: boolean;
}

const nothing: readonly string[] = [];

const namesBelow = (prefix: string, except: readonly string[]): ReadonlySet<string> =>
  new Set(except.map(spelling).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])));

const SIGN = '=';

function partsOf(paths: readonly string[], prefix: string, except: readonly string[]): Parts {
  const skipped = namesBelow(prefix, except);
  const list = paths.flatMap((path, at): Part[] => {
    const name = spelling(path);
    return path === '' || skipped.has(name) ? [] : [{ at, begin: `${prefix}${name}${SIGN}` }];
  });
  list.sort((a, b) => (a.begin < b.begin ? -1 : 1));
  const begins = new Set(list.map(({ begin }) => begin));
  const areInOrder = begins.size === list.length && list.every(({ begin }) => begin.indexOf(SIGN) === begin.length - 1);
  return { list, areInOrder };
}

interface Kept extends Parts {
  readonly prefix: string;
  readonly except: readonly string[];
}

/** An adapter asks with the same few lists below the same few keys; more are not kept. */
const KEPT_MAX = 8;
const keptOf = ofShape((): Kept[] => []);

function collect(value: unknown, prefix: string, except: readonly string[], parts: string[]): boolean {
  const { shape, texts } = factTexts(value);
  const kept = keptOf(shape);
  let made = kept.find((each) => each.except === except && each.prefix === prefix);
  if (made === undefined) {
    made = { ...partsOf(shape.paths, prefix, except), prefix, except };
    if (kept.length < KEPT_MAX) kept.push(made);
  }
  for (const { at, begin } of made.list) parts.push(begin + texts[at]);
  return made.areInOrder;
}

function areAllFields(record: Fields): boolean {
  for (const key of Object.keys(record)) if (!isFields(record[key])) return false;
  return true;
}

/** Collects what stands below each key, in the order of their prefixes; whether the parts are in order then. */
function collectBelow(record: Fields, keys: string[], except: readonly string[], parts: string[]): boolean {
  let areInOrder = true;
  let before = '';
  for (const key of sortTexts(keys)) {
    const prefix = `${spelling(key)}.`;
    const isBehind = before === '' || (prefix > before && !prefix.startsWith(before));
    areInOrder = collect(record[key], prefix, except, parts) && isBehind && areInOrder;
    before = prefix;
  }
  return areInOrder;
}

/**
 * All that a record says, as parts of an identity: the order and the spelling of keys, white space in the JSON, blanks and
 * nulls do not count. `except` names what the vendor changes later on the same occurrence.
 */
export function sayings(record: unknown, except: readonly string[] = nothing): string[] {
  const parts: string[] = [];
  // What an object says below its keys is asked for anyway, and made once.
  const keys = isFields(record) && areAllFields(record) ? Object.keys(record) : undefined;
  if (keys === undefined) return collect(record, '', except, parts) ? parts : sortTexts(parts);
  return collectBelow(record as Fields, keys, except, parts) ? parts : sortTexts(parts);
}

/**
 * The identity of an occurrence that carries no id: all that it says. Without a time of its own the day of receipt stands
 * in: the same body again on that day is a repeat, a week later it has happened again.
 */
export const occurrence = (
  record: unknown,
  at: { readonly occurredAt: string | undefined; readonly receivedAt: string },
  except: readonly string[] = nothing,
): string[] => [
  ...sayings(record, except),
  at.occurredAt === undefined ? `received on ${at.receivedAt.slice(0, 10)}` : `at ${at.occurredAt}`,
];
