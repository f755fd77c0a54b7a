import { factTexts, type Texts } from '../../domain/values/json-fields.ts';
import { ofShape, type Shape } from '../../domain/values/shapes.ts';
import { type Answer, byWorth, type Named, namedBeside, namedByPair } from './named-answers.ts';
import { type Asking, listsMade, type Names, placeOf } from './named-places.ts';
import { unfilledIn } from './unfilled.ts';

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
  /** Which texts of the record are placeholders that nobody filled in: facts and nothing else. */
  readonly unfilled: ReadonlySet<number>;
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

const ABSENT = -1;

/** What all records of a shape have in common. */
interface Plan {
  /** By the number of a list: the fields that it asks for, the most telling first. */
  readonly answers: readonly (readonly Answer[])[];
  /** By the number of a list: which text is the most telling field's, or `ABSENT`. */
  readonly firsts: Int16Array;
  /** By the number of a text: the lists that ask for it. */
  readonly askedBy: readonly (readonly Asking[])[];
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
  const askedOf: (readonly Asking[])[] = paths.map(() => []);
  for (const [text, path] of paths.entries()) {
    const { depth, rank, name, lists, askedBy } = placeOf(path);
    if (path === '' || askedBy.length === 0 || names.has(text)) continue;
    const field: Named = { path, depth, rank, name, lists, text };
    for (const { list, position } of askedBy) answers[list]?.push({ field, position });
    askedOf[text] = askedBy;
  }
  for (const list of answers) list.sort(byWorth);
  const firsts = Int16Array.from(answers, ([best]) => best?.field.text ?? ABSENT);
  return { answers, firsts, askedBy: askedOf, pairs };
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
  /** The numbers of the lists that ask for fields that nobody filled in. */
  readonly emptied: ReadonlySet<number>;
  readonly pairs: Readonly<Record<string, string>>;
}

const noPairs = {};

const emptiedBy = ({ askedBy }: Plan, unfilled: ReadonlySet<number>): ReadonlySet<number> =>
  unfilled.size === 0 ? unfilled : new Set([...unfilled].flatMap((at) => (askedBy[at] ?? []).map(({ list }) => list)));

function particularOf(
  plan: Plan,
  own: readonly string[],
  unfilled: ReadonlySet<number>,
  wrapping: Readonly<Record<string, string>>,
): Particular | undefined {
  const around = Object.entries(wrapping);
  const { pairs } = plan;
  if (unfilled.size === 0 && pairs.length === 0 && around.length === 0) return undefined;
  const [texts, more, named]: [string[], Answer[][], Record<string, string>] = [[...own], [], {}];
  for (const { name, value, at, path } of pairs)
    namedByPair({ at, name: own[name] ?? '', value: own[value] ?? '', path, text: value }, { named, more });
  if (around.length > 0) namedBeside(around, { texts, more });
  return { texts, unfilled, more, emptied: emptiedBy(plan, unfilled), pairs: named };
}

/** The fields of a record, then those of what it came wrapped in. */
export function namedFields(record: unknown, wrapping: Readonly<Record<string, string>>): NamedFields {
  const all: Texts = factTexts(record);
  const { shape, texts: own } = all;
  const [plan, unfilled] = [planOf(shape), unfilledIn(all)];
  const particular = particularOf(plan, own, unfilled, wrapping);
  const texts = particular?.texts ?? own;
  const fields = { plan, particular, texts, merged: [], taken: new Map() };
  return reader(fields, unfilled, particular?.pairs ?? noPairs);
}

/** The fields of one record. */
interface FieldsOfRecord {
  readonly plan: Plan;
  readonly particular: Particular | undefined;
  readonly texts: readonly string[];
  /** Answers that are others than those of the plan, as they are asked for. */
  readonly merged: (readonly Answer[])[];
  readonly taken: Map<string, string>;
}

/** Whether a list has other answers than in other records of the shape. */
const isParticular = (particular: Particular | undefined, list: number): particular is Particular =>
  particular !== undefined && (particular.more[list] !== undefined || particular.emptied.has(list));

function answersOf({ plan, particular, merged }: FieldsOfRecord, { id }: Names): readonly Answer[] {
  const own = plan.answers[id] ?? none;
  if (!isParticular(particular, id)) return own;
  merged[id] ??= mergedAnswers(own, particular, id);
  return merged[id];
}

function mergedAnswers(own: readonly Answer[], { unfilled, more }: Particular, id: number): readonly Answer[] {
  const filled = unfilled.size === 0 ? own : own.filter(({ field }) => !unfilled.has(field.text));
  const others = more[id];
  return others === undefined ? filled : [...filled, ...others].sort(byWorth);
}

const textIn = (texts: readonly string[], { field }: Answer): string => texts[field.text] as string;

/** Most lists ask for nothing that a record has: that takes one look. */
function textOf(fields: FieldsOfRecord, names: Names): string | undefined {
  const { plan, particular, texts } = fields;
  if (!isParticular(particular, names.id)) {
    const at = plan.firsts[names.id] ?? ABSENT;
    return at === ABSENT ? undefined : texts[at];
  }
  const [best] = answersOf(fields, names);
  return best === undefined ? undefined : textIn(texts, best);
}

function firstOf<T>(fields: FieldsOfRecord, read: (text: string) => T | undefined, names: Names): T | undefined {
  const answers = answersOf(fields, names);
  for (let i = 0; i < answers.length; i += 1) {
    const value = read(textIn(fields.texts, answers[i] as Answer));
    if (value !== undefined) return value;
  }
  return undefined;
}

function taken(fields: FieldsOfRecord, names: Names): string | undefined {
  const [best] = answersOf(fields, names);
  if (best === undefined) return undefined;
  const text = textIn(fields.texts, best);
  if (best.field.rank !== 2) fields.taken.set(best.field.path, text);
  return text;
}

const allOf = (fields: FieldsOfRecord, names: Names): ReturnType<NamedFields['all']> =>
  answersOf(fields, names).flatMap((answer) => {
    const { path, name, lists, rank } = answer.field;
    return rank === 2 ? [] : { path, name, lists, text: textIn(fields.texts, answer) };
  });

const reader = (
  fields: FieldsOfRecord,
  unfilled: NamedFields['unfilled'],
  pairs: NamedFields['pairs'],
): NamedFields => ({
  taken: fields.taken,
  unfilled,
  pairs,
  text: (names) => textOf(fields, names),
  all: (names) => allOf(fields, names),
  first: (read, names) => firstOf(fields, read, names),
  take: (names) => taken(fields, names),
});

const none: readonly Answer[] = [];
