import { exact } from '../../../../domain/fingerprint.ts';
import { factTexts, spelling } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { wrappings } from '../../wrappings.ts';
import { beside, changing, drawnAnew, wordsIn } from './changing-words.ts';
import { contentIn, isBare, isDrawn } from './stable-content.ts';

type Kind = 'name' | 'id';

const isFree = (words: readonly string[]): boolean => !words.some((word) => changing.has(word) || beside.has(word));

/** The name of a thing, by the last word of its field: `zone_name`, `involvedObject.name`; not that of a status, or of who works on it. */
const isName = (words: readonly string[]): boolean =>
  words.length > 1 && words.at(-1) === 'name' && isFree(words.slice(0, -1));

/** The id of a thing, `zone_id`, `fault.id`; not one of a request or a report. */
function isId(words: readonly string[]): boolean {
  const before = words.slice(0, -1);
  return before.length > 0 && words.at(-1) === 'id' && isFree(before) && !before.some((word) => drawnAnew.has(word));
}

const DEPTH_MAX = 5;

/** The segments of a path that say what a field belongs to. */
const tellingOf = (path: string): string[] =>
  path.split('.', 2 * DEPTH_MAX).filter((segment) => !(wrappings.has(spelling(segment)) || segment === 'metadata'));

/** What a field by its path may name, and as what. */
interface Naming {
  readonly kind: Kind;
  readonly name: string;
}

/** Nothing of lists, for their items come and go. */
function namingOf(path: string): Naming | undefined {
  const segments = tellingOf(path);
  if (segments.length > DEPTH_MAX || segments.some((segment) => /^\d+$/.test(segment))) return undefined;
  const words = segments.flatMap(wordsIn).filter((word) => word !== '');
  const kind = isName(words) ? 'name' : isId(words) ? 'id' : undefined;
  return kind === undefined ? undefined : { kind, name: segments.slice(-2).map(spelling).join('.') };
}

const namingsIn = notesOf(namingOf);

const LONG_NUMBER = 9;
const isDrawnAnew = (text: string): boolean => isDrawn(text) || (/^\d+$/.test(text) && text.length > LONG_NUMBER);

/** What tells it from others: a name that is no number or flag, an id that does not look as if it was drawn anew. */
function thingIn(kind: Kind, text: string): string {
  if (kind === 'id') return isDrawnAnew(text) ? '' : exact(text);
  return isBare(text) ? '' : contentIn(text);
}

const MOST = 32;

/** Names and ids of things under names that nobody listed, told by the words of the names. */
export function thingsByWords(record: unknown): string[] {
  const found: string[] = [];
  const { shape, texts } = factTexts(record);
  for (const { at, note } of namingsIn(shape)) {
    const thing = thingIn(note.kind, texts[at] as string);
    if (thing !== '') found.push(`${note.name}=${thing}`);
    if (found.length === MOST) break;
  }
  return found;
}
