import type { Dice } from './dice.ts';
import { envelopes } from './envelopes.ts';
import { foreign, many, manyNames, nameFor, nested, retyped } from './pieces.ts';
import { attack, hostile, lengthFor, numbers, pumped, times } from './texts.ts';
import { type Fields, lengthOf, listOf, type Place, placesIn, putAt, raw, type Tree, valueAt, write } from './tree.ts';

/** Changes one place of a payload. */
type Mutation = (place: Place, dice: Dice) => void;

function inFields(change: (fields: Fields, at: number, dice: Dice) => void, otherwise: Mutation): Mutation {
  return (place, dice) => {
    if (place.branch.kind === 'fields') change(place.branch, place.at, dice);
    else otherwise(place, dice);
  };
}

const put =
  (make: (value: Tree, dice: Dice) => Tree): Mutation =>
  (place, dice) =>
    putAt(place, make(valueAt(place), dice));

const retype = put(retyped);

/** Ways to change what a sample says, by name. */
const mutations: Readonly<Record<string, Mutation>> = {
  drop: ({ branch, at }) => {
    (branch.kind === 'list' ? branch.items : branch.pairs).splice(at, 1);
  },
  repeat: ({ branch, at }, dice) => {
    const times = many(dice);
    if (branch.kind === 'list') branch.items.push(...Array.from({ length: times }, () => branch.items[at] ?? null));
    else
      branch.pairs.push(
        ...Array.from({ length: Math.min(times, 30) }, () => branch.pairs[at] ?? (['', null] as const)).map(
          ([name, value]): [string, Tree] => [name, value],
        ),
      );
  },
  'same name twice': inFields((fields, at, dice) => {
    const name = fields.pairs[at]?.[0] ?? '';
    fields.pairs.splice(dice.below(fields.pairs.length + 1), 0, [name, hostile(dice)]);
  }, retype),
  rename: inFields((fields, at, dice) => {
    const [name = '', value = null] = fields.pairs[at] ?? [];
    fields.pairs[at] = [nameFor(name, dice), value];
  }, retype),
  add: inFields(
    (fields, _, dice) => {
      fields.pairs.push([nameFor('field', dice), dice.chance(0.5) ? hostile(dice) : foreign(dice)]);
    },
    put((value, dice) => listOf(value, foreign(dice))),
  ),
  reorder: inFields((fields) => {
    fields.pairs = fields.pairs.toReversed();
  }, retype),
  retype,
  number: put((_, dice) => raw(dice.pick(numbers))),
  time: put((_, dice) => dice.pick(times)),
  'long text': put(
    (value, dice) =>
      (typeof value === 'string' && value !== '' ? value : 'x').repeat(1 + dice.below(20)) +
      'x'.repeat(lengthFor(dice)),
  ),
  attack: put((value, dice) =>
    dice.chance(0.5) ? attack(dice) : `${typeof value === 'string' ? value : ''}${attack(dice)}`,
  ),
  pump: put((_, dice) => pumped(dice)),
  'pump within': put((value, dice) => {
    const text = typeof value === 'string' ? value : write(value);
    const at = dice.below(text.length + 1);
    return text.slice(0, at) + hostile(dice) + text.slice(at);
  }),
  cut: put((value, dice) => (typeof value === 'string' ? value.slice(0, dice.below(value.length + 1)) : null)),
  nest: put((value, dice) => nested(write(value), dice)),
  'many items': put((value, dice) => listOf(...Array.from({ length: many(dice) }, () => value))),
  'many names': put((_, dice) => manyNames(dice)),
  exchange: put((_, dice) => foreign(dice)),
  'JSON in a text': put((value) => write(value)),
  'broken text': put((_, dice) =>
    raw(`"${dice.pick(['\\x', '\\u12', '\\ud800', '\\ud800\\ud800', '\n', '\t', '\\', '\u0000', '"', '\\u0000'])}"`),
  ),
};

const mutationNames = Object.keys(mutations);

export interface Mutated {
  readonly text: string;
  readonly mutations: readonly string[];
}

/** What was made large is not made larger. */
const isHuge = (box: Tree): boolean => lengthOf(box) > 4_000_000 || placesIn(box).length > 20_000;

/** More than is taken is refused before it is read: a few of those are enough. */
const MOST_CHARACTERS = 70 * 1024 * 1024;

function changeSome(box: Tree, dice: Dice): string[] {
  const done: string[] = [];
  for (let left = 1 + dice.below(dice.chance(0.8) ? 3 : 12); left > 0 && !isHuge(box); left -= 1) {
    const name = dice.any(mutationNames) ?? 'drop';
    const place = dice.any(placesIn(box));
    if (place === undefined) break;
    mutations[name]?.(place, dice);
    done.push(name);
  }
  return done;
}

/** A sample with some of its places changed, perhaps in an envelope. */
export function mutateTree(root: Tree, dice: Dice): Mutated {
  const box = listOf(root);
  const done = changeSome(box, dice);
  const [inner = null] = lengthOf(box) > MOST_CHARACTERS ? [null] : box.items;
  const envelope = dice.chance(0.15) ? dice.any(envelopes) : undefined;
  if (envelope === undefined) return { text: write(inner), mutations: done };
  return { text: write(envelope(inner, dice)), mutations: [...done, 'envelope'] };
}
