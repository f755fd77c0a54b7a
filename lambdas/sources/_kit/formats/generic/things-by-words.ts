import { exact } from '../../../../domain/fingerprint.ts';
import { factTexts, spelling } from '../../../../domain/values/json-fields.ts';
import { type Noted, ofShape } from '../../../../domain/values/shapes.ts';
import { sortTexts } from '../../../../domain/values/sorted-texts.ts';
import { wrappings } from '../../wrappings.ts';
import { beside, changing, drawnAnew, wordsIn, wordsOf } from './changing-words.ts';
import { contentIn, isBare, isDrawn } from './stable-content.ts';
import { dimensions, durable, ids, kinds, units } from './words-of-things.ts';

/** `serial` counts to the letter, `list` when it is of one item, `name` without words of the course, and `id` unless it looks as if it was drawn anew. */
type Kind = 'name' | 'list' | 'id' | 'serial';

const isFree = (words: readonly string[]): boolean => !words.some((word) => changing.has(word) || beside.has(word));
const singular = (word: string): string => (/[^su]s$/.test(word) ? word.slice(0, -1) : word);

/** What a field may be by its own words and those of what it belongs to: `zone_name`, `fault.id`, `device_hostname`. */
function kindOf(words: readonly string[]): Kind | undefined {
  const before = words.slice(0, -1).filter((word) => !ids.has(word));
  const last = singular(words.at(-1) ?? '');
  if (ids.has(last)) return idKind(before);
  const isListed = last !== words.at(-1);
  // The only one of a list: `hostnames: ["web-1"]`.
  if (before.length === 0) return isListed && units.has(last) ? 'list' : undefined;
  return isFree(before) ? nameKind(last, isListed ? last : '', before) : undefined;
}

function nameKind(last: string, listed: string, before: readonly string[]): Kind | undefined {
  if (last === 'name' || units.has(last)) return last === listed ? 'list' : 'name';
  return kinds.has(last) && before.some((word) => word === 'exception' || word === 'error') ? 'serial' : undefined;
}

/** A machine and a user keep their ids; those of a request or a report are drawn anew. */
function idKind(before: readonly string[]): Kind | undefined {
  if (before.length === 0 || !isFree(before) || before.some((word) => drawnAnew.has(word))) return undefined;
  return durable.has(before.at(-1) ?? '') ? 'serial' : 'id';
}

const DEPTH_MAX = 5;

/** The segments of a path that say what a field belongs to. */
const tellingOf = (segments: readonly string[]): string[] =>
  segments.filter((segment, i) => i === segments.length - 1 || !isWrapping(segment));

const others = new Set(['metadata', 'object', 'info', 'custom', 'additional', 'extra']);
const isWrapping = (segment: string): boolean =>
  wrappings.has(spelling(segment)) ||
  wordsIn(segment).every((word) => word === '' || wrappings.has(word) || others.has(word));

/** What a field by its path may name, and as what. */
interface Naming {
  readonly kind: Kind;
  readonly name: string;
}

const wordsOfAll = (segments: readonly string[]): string[] => segments.flatMap((segment) => wordsOf(segment));

/** How a dimension is called by which a monitor tells its alerts apart: `dimensions.unInstanceId`. */
function dimensionOf(segments: readonly string[]): Naming | undefined {
  const at = segments.findIndex((segment) => dimensions.has(spelling(segment)));
  const inside = segments.slice(at + 1);
  if (at < 0 || inside.length === 0 || !isFree(wordsOfAll(inside))) return undefined;
  return { kind: 'serial', name: inside.map(spelling).join('.') };
}

function namingOf(path: string): Naming | undefined {
  const all = path.split('.', 2 * DEPTH_MAX).filter((segment) => !/^\d+$/.test(segment));
  const dimension = dimensionOf(all);
  if (dimension !== undefined) return dimension;
  const segments = tellingOf(all);
  const own = segments.slice(-2);
  if (segments.length > DEPTH_MAX || wordsOfAll(segments.slice(0, -2)).some((word) => beside.has(word)))
    return undefined;
  const kind = kindOf(wordsOfAll(own));
  return kind === undefined ? undefined : { kind, name: own.map(spelling).join('.') };
}

/** The lists of a shape that hold more than one item, by their paths. */
function longLists(paths: readonly string[]): ReadonlySet<string> {
  const long = new Set<string>();
  for (const path of paths) {
    const segments = path.split('.');
    for (const [i, segment] of segments.entries())
      if (/^[1-9]\d*$/.test(segment)) long.add(segments.slice(0, i).join('.'));
  }
  return long;
}

/** Items of lists come and go; the only one of its list is what the record is about. */
const isInLong = (path: string, long: ReadonlySet<string>): boolean => {
  const segments = path.split('.');
  return segments.some((segment, i) => /^\d+$/.test(segment) && long.has(segments.slice(0, i).join('.')));
};

const namingsIn = ofShape((paths): readonly Noted<Naming>[] => {
  const long = longLists(paths);
  return paths.flatMap((path, at) => {
    const note = isInLong(path, long) ? undefined : namingOf(path);
    return note === undefined ? [] : [{ at, note }];
  });
});

const LONG_NUMBER = 9;
/** Eight hex digits and more are drawn too, where nothing says whose id it is. */
const isHex = (text: string): boolean => /^(?=[\d-]*[a-f])(?=[a-f-]*\d)[\da-f-]{8,}$/i.test(text);
const isDrawnAnew = (text: string): boolean =>
  isDrawn(text) || isHex(text) || (/^\d+$/.test(text) && text.length > LONG_NUMBER);

/** What tells it from others: a name that is no number or flag, an id that does not look as if it was drawn anew. */
function thingIn(kind: Kind, text: string): string {
  if (kind === 'serial') return exact(text);
  if (kind === 'list' && /[\s,;]/.test(text)) return '';
  if (kind === 'id') return isDrawnAnew(text) ? '' : exact(text);
  return isBare(text) ? '' : contentIn(text);
}

const MOST = 32;

const none: readonly string[] = [];

/** Names and ids of things under names that nobody listed, told by the words of the names; in order. */
export function thingsByWords(record: unknown): readonly string[] {
  const { shape, texts } = factTexts(record);
  const namings = namingsIn(shape);
  if (namings.length === 0) return none;
  const found: string[] = [];
  for (const { at, note } of namings) {
    const thing = thingIn(note.kind, texts[at] as string);
    const named = `${note.name}=${thing}`;
    if (thing !== '' && !found.includes(named)) found.push(named);
    if (found.length === MOST) break;
  }
  return sortTexts(found);
}
