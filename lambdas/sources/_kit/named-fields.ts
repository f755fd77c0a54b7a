import { factsOf, spelling } from '../../domain/values/json-fields.ts';

/** A field of any depth, by its place. */
interface Named {
  readonly path: string;
  readonly text: string;
  /** 1 at the top; what stands in the wrapping comes after all that is inside. */
  readonly depth: number;
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

/** What a path says of its field. */
interface Place {
  readonly names: readonly string[];
  readonly depth: number;
  /** Of the object that the field stands in, when there is one alone. */
  readonly parent: string | undefined;
}

/** Paths come again with every alert of a sender. */
const places = new Map<string, Place>();
const PLACES_MAX = 20_000;

/** Positions in lists are no names; a place in a list is deeper than one beside it: it is one of many. */
function placeOf(path: string): Place {
  const known = places.get(path);
  if (known !== undefined) return known;
  const all = path.split('.');
  const segments = all.filter((segment) => !/^\d+$/.test(segment)).map(spelling);
  const [last = '', parent] = segments.toReversed();
  const place: Place = {
    names: parent === undefined ? [last] : [last, `${parent}.${last}`],
    depth: segments.length + (segments.length < all.length ? SHALLOW : 0),
    parent: segments.length === SHALLOW ? parent : undefined,
  };
  if (places.size >= PLACES_MAX) places.clear();
  places.set(path, place);
  return place;
}

const namedIn = (facts: Readonly<Record<string, string>>, below: number): Named[] =>
  Object.entries(facts).map(([path, text]) => ({ path, text, depth: below + placeOf(path).depth }));

const rankOf = ({ depth }: Named): number => {
  if (depth >= IN_WRAPPING) return 2;
  return depth <= SHALLOW ? 0 : 1;
};

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

function isNearTop({ path, depth }: Named): boolean {
  if (depth % IN_WRAPPING <= 1) return true;
  const { parent } = placeOf(path);
  return depth % IN_WRAPPING === SHALLOW && parent !== undefined && wrappings.has(parent);
}

/** A name as it is asked for: in one spelling, and whether it has to stand near the top. */
interface Asked {
  readonly name: string;
  readonly isShallow: boolean;
}
const asked = new Map<string, Asked>();
const ASKED_MAX = 5_000;

function askedFor(name: string): Asked {
  const known = asked.get(name);
  if (known !== undefined) return known;
  const isShallow = name.startsWith('^');
  const made = { name: spelling(isShallow ? name.slice(1) : name), isShallow };
  if (asked.size >= ASKED_MAX) asked.clear();
  asked.set(name, made);
  return made;
}

const byDepth = (a: Named, b: Named): number => a.depth - b.depth || (a.path < b.path ? -1 : 1);

/** The fields of a record, then those of what it came wrapped in. */
export function namedFields(record: unknown, wrapping: Readonly<Record<string, string>>): NamedFields {
  const found = new Map<string, Named[]>();
  for (const field of [...namedIn(factsOf(record), 0), ...namedIn(wrapping, IN_WRAPPING)].sort(byDepth))
    for (const name of placeOf(field.path).names) {
      const known = found.get(name);
      if (known === undefined) found.set(name, [field]);
      else known.push(field);
    }
  const taken = new Map<string, string>();
  const candidates = (name: string): readonly Named[] => {
    const { name: spelled, isShallow } = askedFor(name);
    const all = found.get(spelled) ?? [];
    return isShallow ? all.filter(isNearTop) : all;
  };
  // A title in the third attachment is less of a title than the text at the top.
  const ranked = (names: readonly string[]): readonly Named[] => {
    const all = names.flatMap(candidates);
    return all.length > 1 ? all.sort((a, b) => rankOf(a) - rankOf(b)) : all;
  };
  return {
    taken,
    text: (...names) => ranked(names)[0]?.text,
    first(read, ...names) {
      for (const { text } of ranked(names)) {
        const value = read(text);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    take(...names) {
      const [field] = ranked(names);
      if (field !== undefined && field.depth < IN_WRAPPING) taken.set(field.path, field.text);
      return field?.text;
    },
  };
}
