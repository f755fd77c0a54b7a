import { pathTo, setOwn } from '../../domain/values/json-fields.ts';
import { type Asking, type Place, placeOf } from './named-places.ts';
import { isUnfilled } from './unfilled.ts';

/** A field of any depth, by its place. */
export interface Named extends Pick<Place, 'name' | 'lists'> {
  readonly path: string;
  /** 1 at the top; what stands in the wrapping comes after all that is inside. */
  readonly depth: number;
  /** 0: at the top or in one wrapping; 1: deeper; 2: in what the record came wrapped in. */
  readonly rank: 0 | 1 | 2;
  /** Which of the texts is its own. */
  readonly text: number;
}

/** A field that a list asks for, and how early its name stands in the list. */
export interface Answer {
  readonly field: Named;
  readonly position: number;
}

const IN_WRAPPING = 100;

// A title in the third attachment is less of a title than the text at the top.
export const byWorth = (a: Answer, b: Answer): number =>
  a.field.rank - b.field.rank ||
  a.position - b.position ||
  a.field.depth - b.field.depth ||
  (a.field.path < b.field.path ? -1 : 1);

/** By the number of a list. */
type Answers = Answer[][];

function add(answers: Answers, field: Named, askedBy: readonly Asking[]): void {
  for (const { list, position } of askedBy) {
    answers[list] ??= [];
    answers[list].push({ field, position });
  }
}

/** What the pairs of lists say. */
interface ByPairs {
  readonly named: Record<string, string>;
  readonly more: Answers;
}

/** A text of a pair: where its list stands, its value, and which of the texts that is. */
interface Pair {
  readonly at: string;
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly text: number;
}

/** The field that a pair of a list makes: `[{ key: 'host', value: 'web-1' }]` says `host: web-1`. */
export function namedByPair({ at, name, value, path, text }: Pair, { named, more }: ByPairs): void {
  const own = pathTo(at, name);
  setOwn(named, own, value);
  const place = placeOf(own);
  if (place.askedBy.length === 0 || isUnfilled(value)) return;
  // It tells less than a field of its own.
  add(more, { path, depth: place.depth, rank: 1, name: place.name, lists: place.lists, text }, place.askedBy);
}

/** What is beside the record. */
interface Beside {
  readonly texts: string[];
  readonly more: Answers;
}

/** The path of the value of a pair, and under what place it is asked for; else those of the field itself. */
function fieldBeside(path: string, text: string, all: ReadonlyMap<string, string>): readonly [path: string, at: Place] {
  const place = placeOf(path);
  const value = place.pair?.values.find((each) => all.has(each));
  return place.pair === undefined || value === undefined
    ? [path, place]
    : [value, placeOf(pathTo(place.pair.at, text))];
}

/** The fields that a record came wrapped in: their texts come after its own. */
export function namedBeside(around: readonly (readonly [path: string, text: string])[], { texts, more }: Beside): void {
  const all = new Map(around);
  for (const [path, text] of around) {
    const [of, { depth, name, lists, askedBy }] = fieldBeside(path, text, all);
    const value = all.get(of) ?? '';
    if (askedBy.length === 0 || isUnfilled(value)) continue;
    texts.push(value);
    add(more, { path: of, depth: depth + IN_WRAPPING, rank: 2, name, lists, text: texts.length - 1 }, askedBy);
  }
}
