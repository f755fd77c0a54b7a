import { type Fields, spelling, textOf } from './json-fields.ts';
import { type PathNode, pathBelow, rootPath } from './paths.ts';
import { ofShape, type Shape, shapeOf } from './shapes.ts';

/** One object in which fields are looked up, and where it stands in the payload (`''` or `Detail.`). */
export type Layer = readonly [path: string, fields: Fields];

/** Finds fields under any of several names in any spelling; earlier names and layers win, blank values never do. */
export interface Lookup {
  value(...names: readonly string[]): unknown;
  /** The text of a field, which stays among the facts. */
  text(...names: readonly string[]): string | undefined;
  /** The text of a field that the alert shows elsewhere word for word: it and its repetitions leave the facts. */
  take(...names: readonly string[]): string | undefined;
  /** Paths that left the facts, with the text that stood there. */
  readonly taken: Map<string, string>;
}

/** A scalar, or a list of scalars as one text. */
function fieldText(value: unknown): string | undefined {
  if (!Array.isArray(value)) return textOf(value);
  const texts = value.flatMap((item) => textOf(item) ?? []);
  return texts.length === 0 ? undefined : texts.join(', ');
}

/** Where the fields of a name stand among the keys of a layer, in any spelling. */
type Places = (name: string) => readonly number[];

/** A layer, and where its fields stand. */
interface Indexed {
  readonly path: string;
  readonly fields: Fields;
  readonly keys: readonly string[];
  readonly places: Places;
}

/** Names that an adapter asks for; more are looked up again. */
const ASKED_MAX = 256;

const placesOf = ofShape((keys): Places => {
  const spelled = new Map<string, number[]>();
  for (const [at, key] of keys.entries()) spelled.set(spelling(key), [...(spelled.get(spelling(key)) ?? []), at]);
  const asked = new Map<string, readonly number[]>();
  return (name) => {
    const known = asked.get(name);
    if (known !== undefined) return known;
    const places = spelled.get(spelling(name)) ?? nowhere;
    if (asked.size < ASKED_MAX) asked.set(name, places);
    return places;
  };
});

const pathAtTop = (key: string): PathNode => pathBelow(rootPath(), key);

/** The shape that keys make at the top of an object. */
export const shapeOfKeys = (keys: readonly string[]): Shape => shapeOf(keys.map(pathAtTop));

function indexed([path, fields]: Layer): Indexed {
  const keys = Object.keys(fields);
  return { path, fields, keys, places: placesOf(shapeOfKeys(keys)) };
}

const nowhere: readonly number[] = [];

type Read<T> = (value: unknown) => T | undefined;

function firstOf<T>({ fields, keys, places }: Indexed, name: string, read: Read<T>): T | undefined {
  for (const at of places(name)) {
    const found = read(fields[keys[at] as string]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is made of the first field that something is made of. */
function firstIn<T>(layers: readonly Indexed[], names: readonly string[], read: Read<T>): T | undefined {
  for (const name of names)
    for (const layer of layers) {
      const found = firstOf(layer, name, read);
      if (found !== undefined) return found;
    }
  return undefined;
}

function takeSame({ path, fields, keys, places }: Indexed, name: string, chosen: string, taken: Map<string, string>) {
  for (const at of places(name)) {
    const key = keys[at] as string;
    if (fieldText(fields[key]) === chosen) taken.set(path + key, chosen);
  }
}

/** Fields of one or more layers, by name. */
export function lookup(...layers: readonly Layer[]): Lookup {
  const all = layers.map(indexed);
  const taken = new Map<string, string>();
  const text = (...names: readonly string[]) => firstIn(all, names, fieldText);
  const take = (...names: readonly string[]) => {
    const chosen = firstIn(all, names, fieldText);
    if (chosen === undefined) return undefined;
    for (const name of names) for (const layer of all) takeSame(layer, name, chosen, taken);
    return chosen;
  };
  return { value: (...names) => firstIn(all, names, saying), text, take, taken };
}

/** A value that says something. */
const saying = (value: unknown): unknown =>
  textOf(value) !== undefined || (typeof value === 'object' && value !== null && Object.keys(value).length > 0)
    ? value
    : undefined;
