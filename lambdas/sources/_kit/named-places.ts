import { spelling } from '../../domain/values/json-fields.ts';
import { remembered } from '../../domain/values/remembered.ts';
import { wrappings } from './wrappings.ts';

/** Names of one thing in the order in which they tell it. */
export interface Names {
  readonly id: number;
}

/** A list of names that asks for a field, and how early the name stands in it. */
export interface Asking {
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

/** How many lists have been made so far. */
export const listsMade = (): number => lists;

const SHALLOW = 2;

/** What a path says of its field. */
export interface Place {
  /** 1 at the top. */
  readonly depth: number;
  /** 0: at the top or in one wrapping; 1: deeper. */
  readonly rank: 0 | 1;
  /** The field's own name in plain spelling, and how many lists it stands in. */
  readonly name: string;
  readonly lists: number;
  readonly askedBy: readonly Asking[];
  /** Of the name in a pair of a list (`tags.3.key`): where the list stands, and where the value does. */
  readonly pair?: { readonly at: string; readonly values: readonly string[] };
}

const isIndex = (segment: string | undefined): boolean => segment !== undefined && /^\d+$/.test(segment);

const pairNames = new Set(['key', 'name', 'label', 'field', 'fieldname', 'tag', 'title']);
const pairValues = ['value', 'Value', 'val', 'values', 'Values', 'text', 'value.stringValue', 'value.intValue'];
/** A title with a text below it is a headline. */
const titledValues = ['value', 'Value'];

/** What the first card of a chat message says, it says of the whole. */
const firstCard = /^(?:attachments|embeds|sections)\.0$/i;

function pairAt(all: readonly string[]): Place['pair'] {
  const [name = '', index, list] = all.toReversed();
  if (!(isIndex(index) && list !== undefined && pairNames.has(spelling(name)))) return undefined;
  const before = all.slice(0, -1).join('.');
  // The name of the list says nothing: `tags`, `labels`, `dimensions`, `fields`.
  return {
    at: all.slice(0, -3).join('.').replace(firstCard, ''),
    values: (spelling(name) === 'title' ? titledValues : pairValues).map((value) => `${before}.${value}`),
  };
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

export const placeOf = remembered(placeAt, { most: 10_000, longest: 200 });
