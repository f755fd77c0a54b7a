import { factEntries, pathTo, setOwn, spelling } from '../../domain/values/json-fields.ts';
import { remembered } from '../../domain/values/remembered.ts';
import { isUnfilled } from './unfilled.ts';
import { wrappings } from './wrappings.ts';

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
  placeOf.forget();
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
  /** The field's own name in plain spelling, and how many lists it stands in. */
  readonly name: string;
  readonly lists: number;
}

/** Finds fields by the lists of names that `namesOf` makes, the least deep first. */
export interface NamedFields {
  text(names: Names): string | undefined;
  /** All fields of the record itself that a list asks for, the most telling first. */
  all(names: Names): readonly Pick<Named, 'path' | 'text' | 'name' | 'lists'>[];
  /** The first that a reading makes something of. */
  first<T>(read: (text: string) => T | undefined, names: Names): T | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it leaves the facts. */
  take(names: Names): string | undefined;
  readonly taken: Map<string, string>;
  /** What the pairs of lists say, as if each were a field: `source_ip` of `meta: [{ key: 'source_ip', value: … }]`. */
  readonly pairs: Readonly<Record<string, string>>;
}

const SHALLOW = 2;
const IN_WRAPPING = 100;

/** What a path says of its field, before it is known whether it stands in the wrapping. */
interface Place extends Pick<Named, 'depth' | 'rank' | 'name' | 'lists'> {
  readonly askedBy: readonly Asking[];
  /** Of the name in a pair of a list (`tags.3.key`): where the list stands, and where the value does. */
  readonly pair?: { readonly at: string; readonly values: readonly string[] };
}

const isIndex = (segment: string | undefined): boolean => segment !== undefined && /^\d+$/.test(segment);

const pairNames = new Set(['key', 'name', 'label', 'field', 'fieldname', 'tag', 'title']);
const pairValues = ['value', 'Value', 'val', 'values', 'Values', 'text'];

function pairAt(all: readonly string[]): Place['pair'] {
  const [name = '', index, list] = all.toReversed();
  if (!(isIndex(index) && list !== undefined && pairNames.has(spelling(name)))) return undefined;
  const before = all.slice(0, -1).join('.');
  // The name of the list says nothing: `tags`, `labels`, `dimensions`, `fields`.
  return { at: all.slice(0, -3).join('.'), values: pairValues.map((value) => `${before}.${value}`) };
}

const NEAR_MAX = 4;

/** At the top, or in nothing but wrappings. */
const isNear = (segments: readonly string[]): boolean =>
  segments.length <= NEAR_MAX && segments.slice(0, -1).every((segment) => wrappings.has(segment));

/** Parents that say nothing of what is in them: `check.metadata.name` is the name of the check. */
const neutral = new Set(['metadata', 'attributes', 'properties']);

/** The names by which a field may be asked for: its own, and with what it belongs to. */
function namesFor([last = '', parent, above]: readonly string[]): string[] {
  if (parent === undefined) return [last];
  const own = [last, `${parent}.${last}`];
  return above !== undefined && neutral.has(parent) ? [...own, `${above}.${last}`] : own;
}

/** Positions in lists are no names; a place in a list is deeper than one beside it: it is one of many. */
function placeAt(path: string): Place {
  const all = path.split('.');
  const segments = all.filter((segment) => !isIndex(segment)).map(spelling);
  const [last = ''] = segments.toReversed();
  const lists = all.length - segments.length;
  const depth = segments.length + (lists > 0 ? SHALLOW : 0);
  const isNearTop = depth <= 1 || (lists === 0 && isNear(segments));
  const names = namesFor(segments.toReversed());
  const askedBy = names.flatMap((name) => askings.get(name) ?? []).filter(({ isShallow }) => isNearTop || !isShallow);
  const pair = pairAt(all);
  const place = { depth, rank: depth <= SHALLOW || isNearTop ? 0 : 1, askedBy, name: last, lists } as const;
  return pair === undefined ? place : { ...place, pair };
}

const placeOf = remembered(placeAt, { most: 10_000, longest: 200 });

/** A field that a list asks for, and how early its name stands in the list. */
interface Answer {
  readonly field: Named;
  readonly position: number;
}

type Answers = Map<number, Answer[]>;

/** The texts of a record by their paths. */
type Texts = ReadonlyMap<string, string>;

/** The field that a pair of a list makes: `[{ key: 'host', value: 'web-1' }]` says `host: web-1`. */
function pairIn(
  texts: Texts,
  { pair }: Place,
  name: string,
): { readonly at: Place; readonly path: string } | undefined {
  const path = pair?.values.find((each) => texts.has(each));
  return pair === undefined || path === undefined ? undefined : { at: placeOf(pathTo(pair.at, name)), path };
}

function add(answers: Answers, field: Named, askedBy: readonly Asking[]): void {
  for (const { list, position } of askedBy) {
    const known = answers.get(list);
    if (known === undefined) answers.set(list, [{ field, position }]);
    else known.push({ field, position });
  }
}

/** What is made of one record. */
interface Reading {
  readonly answers: Answers;
  readonly pairs: Record<string, string>;
}

function answerOwn(path: string, text: string, place: Place, isWrapping: boolean, { answers }: Reading): void {
  const { depth, rank, askedBy, name, lists: count } = place;
  if (askedBy.length === 0 || isUnfilled(text)) return;
  const at = isWrapping ? depth + IN_WRAPPING : depth;
  add(answers, { path, text, depth: at, rank: isWrapping ? 2 : rank, isWrapping, name, lists: count }, askedBy);
}

/** Puts a field where it is asked for; of a pair that is its value, under the name that the pair gives it. */
function answer(path: string, text: string, texts: Texts, isWrapping: boolean, reading: Reading): void {
  const place = placeOf(path);
  const pair = place.pair === undefined ? undefined : pairIn(texts, place, text);
  if (pair === undefined) {
    answerOwn(path, text, place, isWrapping, reading);
    return;
  }
  const value = texts.get(pair.path) ?? '';
  if (!isWrapping) setOwn(reading.pairs, pathTo(place.pair?.at ?? '', text), value);
  // It tells less than a field of its own.
  answerOwn(pair.path, value, { ...pair.at, rank: 1 }, isWrapping, reading);
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
  const reading: Reading = { answers, pairs: {} };
  const texts = factEntries(record);
  for (const [path, text] of texts) if (path !== '') answer(path, text, texts, false, reading);
  const around = Object.entries(wrapping);
  const beside: Texts = around.length === 0 ? noTexts : new Map(around);
  for (const [path, text] of around) answer(path, text, beside, true, reading);
  for (const list of answers.values()) if (list.length > 1) list.sort(byWorth);
  const taken = new Map<string, string>();
  const best = ({ id }: Names): Named | undefined => answers.get(id)?.[0]?.field;
  return {
    taken,
    pairs: reading.pairs,
    text: (names) => best(names)?.text,
    all: ({ id }) => (answers.get(id) ?? none).flatMap(({ field }) => (field.isWrapping ? [] : [field])),
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
const noTexts: Texts = new Map();
