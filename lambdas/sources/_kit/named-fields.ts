import { factEntries, spelling } from '../../domain/values/json-fields.ts';

/** Names of one thing in the order in which they tell it. */
export interface Names {
  readonly id: number;
}

/** A list of names that asks for a field, and how early the name stands in it. */
interface Asking {
  readonly list: number;
  readonly position: number;
  readonly isShallow: boolean;
}

/** Who asks for a name. A record has fewer fields than there are names, so its fields look for the lists. */
const askings = new Map<string, Asking[]>();
let lists = 0;

/**
 * Names to look for: a field's own name (`severity`) or with its parent's (`rule.name`), in any spelling and at any depth.
 * `^name` stands for one at the top or in a single wrapping.
 */
export function namesOf(...names: readonly string[]): Names {
  const id = lists;
  lists += 1;
  for (const [position, name] of names.entries()) {
    const isShallow = name.startsWith('^');
    const spelled = spelling(isShallow ? name.slice(1) : name);
    askings.set(spelled, [...(askings.get(spelled) ?? []), { list: id, position, isShallow }]);
  }
  // Paths that were looked at before do not know of it.
  places.clear();
  return { id };
}

/** A field of any depth, by its place. */
interface Named {
  readonly path: string;
  readonly text: string;
  /** 1 at the top; what stands in the wrapping comes after all that is inside. */
  readonly depth: number;
  /** 0: at the top or in one wrapping; 1: deeper; 2: in what the record came wrapped in. */
  readonly rank: 0 | 1 | 2;
  readonly isWrapping: boolean;
}

/** Finds fields by the lists of names that `namesOf` makes, the least deep first. */
export interface NamedFields {
  text(names: Names): string | undefined;
  /** The first that a reading makes something of. */
  first<T>(read: (text: string) => T | undefined, names: Names): T | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it leaves the facts. */
  take(names: Names): string | undefined;
  readonly taken: Map<string, string>;
}

const SHALLOW = 2;
const IN_WRAPPING = 100;

/** Wrappings of an alert: what stands in one is as good as at the top. `host` and `user` are none. */
export const wrappings: ReadonlySet<string> = new Set([
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
interface Place extends Pick<Named, 'depth' | 'rank'> {
  readonly askedBy: readonly Asking[];
}

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
  const isNearTop = depth <= 1 || isWrapped;
  const names = parent === undefined ? [last] : [last, `${parent}.${last}`];
  const askedBy = names.flatMap((name) => askings.get(name) ?? []).filter(({ isShallow }) => isNearTop || !isShallow);
  return { depth, rank: depth <= SHALLOW ? 0 : 1, askedBy };
}

function placeOf(path: string): Place {
  const known = places.get(path);
  if (known !== undefined) return known;
  const place = placeAt(path);
  if (places.size >= PLACES_MAX) places.clear();
  if (path.length <= PATH_MAX) places.set(path, place);
  return place;
}

/** A field that a list asks for, and how early its name stands in the list. */
interface Answer {
  readonly field: Named;
  readonly position: number;
}

type Answers = Map<number, Answer[]>;

function answer(path: string, text: string, isWrapping: boolean, answers: Answers): void {
  const { depth, rank, askedBy } = placeOf(path);
  if (askedBy.length === 0) return;
  const field: Named = isWrapping
    ? { path, text, depth: depth + IN_WRAPPING, rank: 2, isWrapping }
    : { path, text, depth, rank, isWrapping };
  for (const { list, position } of askedBy) {
    const known = answers.get(list);
    if (known === undefined) answers.set(list, [{ field, position }]);
    else known.push({ field, position });
  }
}

// A title in the third attachment is less of a title than the text at the top.
const byWorth = (a: Answer, b: Answer): number =>
  a.field.rank - b.field.rank ||
  a.position - b.position ||
  a.field.depth - b.field.depth ||
  (a.field.path < b.field.path ? -1 : 1);

/** The fields of a record, then those of what it came wrapped in. */
export function namedFields(record: unknown, wrapping: Readonly<Record<string, string>>): NamedFields {
  const answers: Answers = new Map();
  for (const [path, text] of factEntries(record)) if (path !== '') answer(path, text, false, answers);
  for (const [path, text] of Object.entries(wrapping)) answer(path, text, true, answers);
  for (const list of answers.values()) if (list.length > 1) list.sort(byWorth);
  const taken = new Map<string, string>();
  const best = ({ id }: Names): Named | undefined => answers.get(id)?.[0]?.field;
  return {
    taken,
    text: (names) => best(names)?.text,
    first(read, { id }) {
      for (const { field } of answers.get(id) ?? none) {
        const value = read(field.text);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    take(names) {
      const field = best(names);
      if (field?.isWrapping === false) taken.set(field.path, field.text);
      return field?.text;
    },
  };
}

const none: readonly Answer[] = [];
