import { spelling } from '../../domain/values/json-fields.ts';
import { remembered } from '../../domain/values/remembered.ts';
import { type Entry, sceneEntries } from './place-names.ts';
import { thingEntries, weaknessEntries } from './place-names-things.ts';
import type { Shape } from './place-shapes.ts';
import { spokenOf } from './place-words.ts';
import { wrappings } from './wrappings.ts';

interface Spec {
  readonly place: readonly string[];
  /** The same as one text. */
  readonly key: string;
  readonly shape: Shape;
  /** Of several names of a place the lowest wins. */
  readonly rank: number;
  readonly isWeakness: boolean;
}

function specsOf(list: readonly Entry[], isWeakness: boolean): [name: string, spec: Spec][] {
  return list.flatMap(([place, shape, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name, rank): [string, Spec] => [name, { place: place.split('.'), key: place, shape, rank, isWeakness }]),
  );
}

/** By whole name; of a name with several places the first whose shape the value has. */
const byName = new Map<string, Spec[]>();
for (const [name, spec] of [...specsOf(weaknessEntries, true), ...specsOf([...sceneEntries, ...thingEntries], false)])
  byName.set(name, [...(byName.get(name) ?? []), spec]);

/** What a path means. */
export interface Meaning {
  readonly specs: readonly Spec[];
  /** The item of a list that the path is in, else the record. */
  readonly group: string;
}

const isIndex = (segment: string): boolean => /^\d+$/.test(segment);
const normal = (segment: string): string => spelling(segment).replace('@', '');

/** At the top, or in one object that wraps the record. */
const isNearTop = ([parent = '', ...others]: readonly string[]): boolean =>
  others.length === 0 || (others.length === 1 && wrappings.has(parent));

/** Behind every whole name. */
const BY_WORDS = 500;
const NAMES_LOOKED = 4;

function specsByWords(names: readonly string[]): Spec[] | undefined {
  const spoken = spokenOf(names.slice(-NAMES_LOOKED));
  if (spoken === undefined) return undefined;
  const [key, shape] = spoken;
  return [{ place: key.split('.'), key, shape, rank: BY_WORDS, isWeakness: false }];
}

/** A bare name around which words speak of a parent process: `PARENT.FILE_PATH`. */
function ofParent(names: readonly string[]): Spec[] | undefined {
  const specs = names.length === 1 ? undefined : specsByWords(names);
  return specs?.[0]?.key.startsWith('actor.process.parent') === true ? specs : undefined;
}

/** The specs of the longest of the names that a path ends with: `process.parent.name` before `parent.name` before `name`; else what its words say. */
function lookUp(path: string): Meaning | null {
  const segments = path.split('.');
  const written = segments.filter((segment) => !isIndex(segment));
  const names = written.map(normal);
  const last = segments.findLastIndex(isIndex);
  const group = segments.slice(0, last + 1).join('.');
  for (let length = Math.min(3, names.length); length > 0; length -= 1) {
    const specs = byName.get(names.slice(-length).join('.'));
    if (specs !== undefined) return { specs: (length === 1 ? ofParent(written) : undefined) ?? specs, group };
  }
  const specs = (isNearTop(names) ? byName.get(`^${names.at(-1)}`) : undefined) ?? specsByWords(written);
  return specs === undefined ? null : { specs, group };
}

/** What a path means, if it means anything. */
export const meaningOf = remembered(lookUp, { most: 20_000, longest: 512 });
