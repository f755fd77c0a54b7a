import { factTexts, type Texts } from '../../domain/values/json-fields.ts';
import { ofShape, type Shape } from '../../domain/values/shapes.ts';
import { type Answer, byWorth, type Named, namedBeside, namedByPair } from './named-answers.ts';
import { listsMade, type Names, placeOf } from './named-places.ts';
import { isUnfilled } from './unfilled.ts';

export { type Names, namesOf } from './named-places.ts';

/** Finds fields by the lists of names that `namesOf` makes, the least deep first. */
export interface NamedFields {
  text(names: Names): string | undefined;
  /** All fields of the record itself that a list asks for, the most telling first. */
  all(names: Names): readonly (Pick<Named, 'path' | 'name' | 'lists'> & { readonly text: string })[];
  /** The first that a reading makes something of. */
  first<T>(read: (text: string) => T | undefined, names: Names): T | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it leaves the facts. */
  take(names: Names): string | undefined;
  readonly taken: Map<string, string>;
  /** What the pairs of lists say, as if each were a field: `source_ip` of `meta: [{ key: 'source_ip', value: … }]`. */
  readonly pairs: Readonly<Record<string, string>>;
}

/** Of a pair in a list, where its name and its value stand. */
interface Pair {
  readonly name: number;
  readonly value: number;
  /** The path of its value, and where the list stands. */
  readonly path: string;
  readonly at: string;
}

/** What all records of a shape have in common. */
interface Plan {
  /** By the number of a list: the fields that it asks for, the most telling first. */
  readonly answers: readonly (readonly Answer[])[];
  /** The fields that a list asks for. */
  readonly asked: readonly number[];
  readonly pairs: readonly Pair[];
}

function pairsIn(paths: readonly string[]): Pair[] {
  return paths.flatMap((path, name): Pair[] => {
    const { pair } = placeOf(path);
    const value = pair?.values.find((each) => paths.includes(each));
    return pair === undefined || value === undefined
      ? []
      : [{ name, value: paths.indexOf(value), path: value, at: pair.at }];
  });
}

/** Of a pair the value is asked for, under the name that the pair gives it. */
function planAt(paths: readonly string[]): Plan {
  const pairs = pairsIn(paths);
  const names = new Set(pairs.map(({ name }) => name));
  const answers: Answer[][] = Array.from({ length: listsMade() }, () => []);
  const asked: number[] = [];
  for (const [text, path] of paths.entries()) {
    const { depth, rank, name, lists, askedBy } = placeOf(path);
    if (path === '' || askedBy.length === 0 || names.has(text)) continue;
    const field: Named = { path, depth, rank, name, lists, text };
    asked.push(text);
    for (const { list, position } of askedBy) answers[list]?.push({ field, position });
  }
  for (const list of answers) list.sort(byWorth);
  return { answers, asked, pairs };
}

const planFor = ofShape(planAt);
let lists = 0;

function planOf(shape: Shape): Plan {
  if (lists !== listsMade()) planFor.forget();
  lists = listsMade();
  return planFor(shape);
}

/** What tells a record from others of its shape: fields that nobody filled in, pairs, and what it came wrapped in. */
interface Particular {
  readonly texts: readonly string[];
  readonly unfilled: ReadonlySet<number>;
  readonly more: readonly (readonly Answer[] | undefined)[];
  readonly pairs: Readonly<Record<string, string>>;
}

const noPairs = {};

function particularOf(
  { pairs, asked }: Plan,
  own: readonly string[],
  wrapping: Readonly<Record<string, string>>,
): Particular | undefined {
  const unfilled = asked.filter((at) => isUnfilled(own[at] as string));
  const around = Object.entries(wrapping);
  if (unfilled.length === 0 && pairs.length === 0 && around.length === 0) return undefined;
  const [texts, more, named]: [string[], Answer[][], Record<string, string>] = [[...own], [], {}];
  for (const { name, value, at, path } of pairs)
    namedByPair({ at, name: own[name] ?? '', value: own[value] ?? '', path, text: value }, { named, more });
  if (around.length > 0) namedBeside(around, { texts, more });
  return { texts, unfilled: new Set(unfilled), more, pairs: named };
}

/** The fields of a record, then those of what it came wrapped in. */
export function namedFields(record: unknown, wrapping: Readonly<Record<string, string>>): NamedFields {
  const { shape, texts: own }: Texts = factTexts(record);
  const plan = planOf(shape);
  const particular = particularOf(plan, own, wrapping);
  const texts = particular?.texts ?? own;
  const merged: (readonly Answer[])[] = [];
  const answersOf = ({ id }: Names): readonly Answer[] => {
    if (particular === undefined) return plan.answers[id] ?? none;
    merged[id] ??= mergedAnswers(plan.answers[id] ?? none, particular, id);
    return merged[id];
  };
  return reader(answersOf, texts, particular?.pairs ?? noPairs);
}

function mergedAnswers(own: readonly Answer[], { unfilled, more }: Particular, id: number): readonly Answer[] {
  const filled = unfilled.size === 0 ? own : own.filter(({ field }) => !unfilled.has(field.text));
  const others = more[id];
  return others === undefined ? filled : [...filled, ...others].sort(byWorth);
}

const textIn = (texts: readonly string[], { field }: Answer): string => texts[field.text] as string;

function reader(
  answersOf: (names: Names) => readonly Answer[],
  texts: readonly string[],
  pairs: NamedFields['pairs'],
): NamedFields {
  const taken = new Map<string, string>();
  const text = (names: Names): string | undefined => {
    const [best] = answersOf(names);
    return best === undefined ? undefined : textIn(texts, best);
  };
  return {
    taken,
    pairs,
    text,
    all: (names) =>
      answersOf(names).flatMap((answer) =>
        answer.field.rank === 2 ? [] : [{ ...answer.field, text: textIn(texts, answer) }],
      ),
    first(read, names) {
      for (const answer of answersOf(names)) {
        const value = read(textIn(texts, answer));
        if (value !== undefined) return value;
      }
      return undefined;
    },
    take(names) {
      const [best] = answersOf(names);
      if (best === undefined) return undefined;
      if (best.field.rank !== 2) taken.set(best.field.path, textIn(texts, best));
      return textIn(texts, best);
    },
  };
}

const none: readonly Answer[] = [];
