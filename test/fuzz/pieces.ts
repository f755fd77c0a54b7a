import type { Dice } from './dice.ts';
import { type Sample, samples } from './samples.ts';
import { attack, hostile } from './texts.ts';
import { type Fields, fieldsOf, listOf, placesIn, raw, type Tree, toTree, valueAt, write } from './tree.ts';

const parsed = new Map<Sample, unknown>();

/** The sample as a tree of its own; nothing when it is not JSON. */
export function treeOf(sample: Sample): Tree | undefined {
  if (!parsed.has(sample)) parsed.set(sample, tryParse(sample.text));
  const value = parsed.get(sample);
  return value === undefined ? undefined : toTree(value);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names that some reader looks for, from all samples. */
const names: readonly string[] = [
  ...new Set(
    samples.flatMap((sample) =>
      placesIn(treeOf(sample) ?? null).flatMap(({ branch, at }) =>
        branch.kind === 'fields' ? [branch.pairs[at]?.[0] ?? ''] : [],
      ),
    ),
  ),
  ...['type', 'Type', 'TopicArn', 'Message', 'MessageId', 'detail', 'detail-type', 'payload', 'alerts', 'labels'],
  ...['Records', 'findings', 'Findings', 'specversion', 'data', 'body', 'event', 'message', 'text', 'id', 'severity'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'then', 'toJSON', '', ' ', '0'],
];

const spellings: readonly ((name: string) => string)[] = [
  (name) => name.toUpperCase(),
  (name) => name.toLowerCase(),
  (name) => name.replace(/(?=[A-Z])/g, '_'),
  (name) => name.replace(/[_-]/g, ''),
  (name) => ` ${name} `,
  (name) => `${name}.${name}`,
  (name) => `${name} (2)`,
];

/** Another name for a field. */
export const nameFor = (name: string, dice: Dice): string => {
  if (dice.chance(0.4)) return dice.any(spellings)?.(name) ?? name;
  return dice.chance(0.75) ? (dice.any(names) ?? name) : hostile(dice);
};

/** A branch of a sample, perhaps of another sender. */
export function foreign(dice: Dice): Tree {
  const sample = dice.any(samples);
  const tree = (sample === undefined ? undefined : treeOf(sample)) ?? null;
  const place = dice.any(placesIn(tree));
  return place === undefined || dice.chance(0.2) ? tree : valueAt(place);
}

const depthFor = (dice: Dice): number => (dice.chance(0.9) ? 1 + dice.below(40) : 200 + dice.below(6_000));

/** The text within brackets, few or very many. */
export const nested = (inner: string, dice: Dice): Tree => {
  const depth = depthFor(dice);
  const [before, after] = dice.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"Detail":', '}]'],
    ['{"":[', ']}'],
  ]);
  return raw(before.repeat(depth) + inner + after.repeat(depth));
};

/** How many of something: mostly few. */
export const many = (dice: Dice): number =>
  dice.chance(0.97) ? 2 + dice.below(40) : 40 + dice.below(dice.chance(0.9) ? 400 : 4_000);

/** An object of many fields, whose names may be the same, or nearly. */
export function manyNames(dice: Dice): Fields {
  const [name, value, count] = [dice.any(names) ?? 'a', attack(dice), many(dice) * (dice.chance(0.02) ? 40 : 1)];
  const nameOf = dice.pick<(n: number) => string>([
    (n) => `${name}${n}`,
    () => name,
    (n) => '_'.repeat(n % 50) + name + '-'.repeat(n / 50),
    (n) => `${name}.${n}`,
    (n) => `${name} (${n})`,
    (n) => String(n),
  ]);
  return { kind: 'fields', pairs: Array.from({ length: count }, (_, n) => [nameOf(n), value]) };
}

/** The same in another type. */
export function retyped(value: Tree, dice: Dice): Tree {
  const text = typeof value === 'string' ? value : write(value);
  return dice.pick<() => Tree>([
    () => null,
    () => dice.chance(0.5),
    () => text,
    () => listOf(value),
    () => listOf(),
    () => fieldsOf(),
    () => fieldsOf(['value', value]),
    () => raw(JSON.stringify(JSON.stringify(text))),
    () => listOf(value, value),
    () => Number(text.length),
    () => '',
    () => raw(text.slice(0, 200)),
  ])();
}
