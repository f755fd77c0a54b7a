import { type Dice, diceOf } from './dice.ts';
import { treeOf } from './pieces.ts';
import { type Sample, samplesOf, types } from './samples.ts';
import { forms, spoil } from './spoil.ts';
import { type Mutated, mutateTree } from './structure.ts';
import { attack, hostile, noise, pumped } from './texts.ts';
import { bomb, encode, type Packed, pack } from './wire.ts';

/** A request to a source, but for its proof. Header names are lower-case. */
export interface Body {
  readonly type: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly bytes: Uint8Array;
  /** How many bytes it has when it is not compressed. */
  readonly size: number;
  /** Whether it comes with the source's credential. */
  readonly isProven: boolean;
  readonly mutations: readonly string[];
}

const types_ = [
  'application/json; charset=utf-8',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/x-ndjson',
  'application/jsonl',
  'application/json-seq',
  'application/cloudevents+json',
  'application/octet-stream',
  'multipart/form-data; boundary=x',
  'text/html; charset=iso-8859-1',
  'application/json; charset=utf-16le',
  'application/json; charset=utf-16be',
  'application/json; charset=shift_jis',
  'application/json; charset=none-such',
  'application/json; charset="',
  '',
  '*/*',
] as const;

function randomBytes(dice: Dice): Mutated {
  const bytes = Uint8Array.from({ length: dice.below(400) }, () => dice.below(256));
  return { text: Buffer.from(bytes).toString('latin1'), mutations: ['random bytes'] };
}

const NOTHING: Sample = { type: '', text: '' };

/** A sample, changed where it says something, how it says it, or both. */
function mutated(sample: Sample, other: Sample, dice: Dice): Mutated {
  const tree = treeOf(sample);
  if (tree === undefined || dice.chance(0.25)) return spoil(sample.text, dice, other.text);
  const changed = mutateTree(tree, dice);
  if (dice.chance(0.85)) return changed;
  const spoilt = spoil(changed.text, dice, other.text);
  return { text: spoilt.text, mutations: [...changed.mutations, ...spoilt.mutations] };
}

const FORM = 'form';

/** What is said, before it is bytes. */
function say(type: string, dice: Dice): Mutated {
  const sample = dice.any(samplesOf(type)) ?? NOTHING;
  const other = dice.any(samplesOf(dice.any(types) ?? type)) ?? NOTHING;
  if (dice.chance(0.025)) return randomBytes(dice);
  if (dice.chance(0.025)) return { text: noise(dice), mutations: ['noise'] };
  if (dice.chance(0.04)) return { text: pumped(dice), mutations: ['pump alone'] };
  if (dice.chance(0.06)) return { text: dice.any(forms)?.(sample.text, dice) ?? '', mutations: [FORM] };
  return mutated(sample, other, dice);
}

function headersFor(isForm: boolean, coding: string | undefined, dice: Dice): Record<string, string> {
  const declared = isForm && dice.chance(0.9) ? 'application/x-www-form-urlencoded' : 'application/json';
  const contentType = dice.chance(0.88) ? declared : dice.pick(types_);
  const odd = dice.chance(0.02)
    ? { [attack(dice).toLowerCase() || 'x']: hostile(dice), 'x-github-event': attack(dice), __proto__x: 'y' }
    : {};
  return {
    ...odd,
    ...(contentType === '' ? {} : { 'content-type': contentType }),
    ...(coding === undefined ? {} : { 'content-encoding': coding }),
  };
}

const queryFor = (dice: Dice): Body['query'] =>
  Object.fromEntries(
    Array.from({ length: dice.below(6) }, () => [
      dice.pick(['PolicyName', 'Severity', 'a', '__proto__', 'validationToken', attack(dice)]),
      dice.chance(0.8) ? hostile(dice) : [attack(dice), attack(dice)],
    ]),
  );

/** What carries the content: the body, or now and then the query. */
function carried(content: Packed, size: number, dice: Dice): Pick<Body, 'method' | 'bytes' | 'query' | 'size'> {
  const method = dice.chance(0.97) ? 'POST' : dice.pick(['PUT', 'GET', 'GET', 'DELETE', 'OPTIONS', 'post', '']);
  if (method === 'GET' && dice.chance(0.7)) return { method, bytes: new Uint8Array(), query: queryFor(dice), size: 0 };
  const query = dice.chance(0.01) ? queryFor(dice) : {};
  return { method, bytes: content.bytes, query, size: content.size ?? size };
}

/** Body `n` of a seed, made of the samples that there are. */
export function bodyOf(seed: number, n: number): Body {
  const dice = diceOf(seed, n);
  // Now and then what was sent before comes once more: a sender repeats what it got no answer for.
  if (n > 20 && dice.chance(0.03)) return bodyOf(seed, n - 1 - dice.below(20));
  const type = dice.any(types) ?? '';
  const { text, mutations } = say(dice.chance(0.9) ? type : (dice.any(types) ?? type), dice);
  const encoded = encode(text, dice);
  // One in twenty thousand decompresses to more than is taken, or almost.
  const packed = dice.chance(0.00005) ? bomb(dice) : pack(encoded.bytes, dice);
  return {
    type,
    headers: headersFor(mutations.includes(FORM), packed.coding, dice),
    ...carried(packed, encoded.bytes.length, dice),
    isProven: dice.chance(0.98),
    mutations: [...mutations, encoded.how, packed.how].filter((how) => how !== undefined),
  };
}
