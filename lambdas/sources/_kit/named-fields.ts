import { factEntries, spelling } from '../../domain/values/json-fields.ts';

/** A field of any depth, by its place. */
interface Named {
  readonly path: string;
  readonly text: string;
  /** 1 at the top; what stands in the wrapping comes after all that is inside. */
  readonly depth: number;
  readonly rank: 0 | 1 | 2;
  readonly isNearTop: boolean;
  /** Its own name, and with its parent's. */
  readonly names: readonly string[];
}

/**
 * Finds fields by their own name (`severity`) or with their parent's (`rule.name`), in any spelling and at any depth,
 * the least deep first. `^name` stands for one at the top or in a single wrapping.
 */
export interface NamedFields {
  text(...names: readonly string[]): string | undefined;
  /** The first that a reading makes something of. */
  first<T>(read: (text: string) => T | undefined, ...names: readonly string[]): T | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it leaves the facts. */
  take(...names: readonly string[]): string | undefined;
  readonly taken: Map<string, string>;
}

const SHALLOW = 2;
const IN_WRAPPING = 100;

/** Wrappings of an alert: what stands in one is as good as at the top. `host` and `user` are none. */
const wrappings = new Set([
  'alert',
  'annotations',
  'attributes',
  'body',
  'commonlabels',
  'data',
  'detail',
  'detection',
  'event',
  'finding',
  'incident',
  'issue',
  'labels',
  'notification',
  'payload',
  'record',
  'result',
  'threat',
  'violation',
]);

/** What a path says of its field, before it is known whether it stands in the wrapping. */
type Place = Pick<Named, 'names' | 'depth' | 'rank' | 'isNearTop'>;

/** Paths come again with every alert of a sender. */
const places = new Map<string, Place>();
const PLACES_MAX = 10_000;
const PATH_MAX = 200;

/** Positions in lists are no names; a place in a list is deeper than one beside it: it is one of many. */
function placeAt(path: string): Place {
  const all = path.split('.');
  const segments = all.filter((segment) => !/^\d+$/.test(segment)).map(spelling);
  const [last = '', parent] = segments.toReversed();
  const depth = segments.length + (segments.length < all.length ? SHALLOW : 0);
  const isWrapped = depth === SHALLOW && segments.length === SHALLOW && wrappings.has(parent ?? '');
  return {
    names: parent === undefined ? [last] : [last, `${parent}.${last}`],
    depth,
    rank: depth <= SHALLOW ? 0 : 1,
    isNearTop: depth <= 1 || isWrapped,
  };
}

function placeOf(path: string): Place {
  const known = places.get(path);
  if (known !== undefined) return known;
  const place = placeAt(path);
  if (places.size >= PLACES_MAX) places.clear();
  if (path.length <= PATH_MAX) places.set(path, place);
  return place;
}

function namedAt(path: string, text: string, isWrapping: boolean): Named {
  const { names, depth, rank, isNearTop } = placeOf(path);
  return isWrapping
    ? { path, text, names, depth: depth + IN_WRAPPING, rank: 2, isNearTop }
    : { path, text, names, depth, rank, isNearTop };
}

const byDepth = (a: Named, b: Named): number => a.depth - b.depth || (a.path < b.path ? -1 : 1);

function fieldsOf(record: unknown, wrapping: Readonly<Record<string, string>>): Named[] {
  const fields: Named[] = [];
  for (const [path, text] of factEntries(record)) if (path !== '') fields.push(namedAt(path, text, false));
  for (const [path, text] of Object.entries(wrapping)) fields.push(namedAt(path, text, true));
  return fields.sort(byDepth);
}

function byName(fields: readonly Named[]): ReadonlyMap<string, readonly Named[]> {
  const found = new Map<string, Named[]>();
  for (const field of fields)
    for (const name of field.names) {
      const known = found.get(name);
      if (known === undefined) found.set(name, [field]);
      else known.push(field);
    }
  return found;
}

const none: readonly Named[] = [];
const ranks = [0, 1, 2] as const;

function firstOf<T>(fields: readonly Named[], rank: number, read: (text: string) => T | undefined): T | undefined {
  for (const field of fields) {
    const value = field.rank === rank ? read(field.text) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The fields of a record, then those of what it came wrapped in. */
export function namedFields(record: unknown, wrapping: Readonly<Record<string, string>>): NamedFields {
  const found = byName(fieldsOf(record, wrapping));
  const taken = new Map<string, string>();
  const candidates = (name: string): readonly Named[] => {
    if (!name.startsWith('^')) return found.get(spelling(name)) ?? none;
    const all = found.get(spelling(name.slice(1)));
    return all === undefined ? none : all.filter((field) => field.isNearTop);
  };
  // A title in the third attachment is less of a title than the text at the top.
  const best = (names: readonly string[]): Named | undefined => {
    let chosen: Named | undefined;
    for (const name of names) {
      const [field] = candidates(name);
      if (field?.rank === 0) return field;
      if (field !== undefined && (chosen === undefined || field.rank < chosen.rank)) chosen = field;
    }
    return chosen;
  };
  return {
    taken,
    text: (...names) => best(names)?.text,
    first(read, ...names) {
      const all = names.flatMap(candidates);
      for (const rank of ranks) {
        const value = firstOf(all, rank, read);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    take(...names) {
      const field = best(names);
      if (field !== undefined && field.depth < IN_WRAPPING) taken.set(field.path, field.text);
      return field?.text;
    },
  };
}
