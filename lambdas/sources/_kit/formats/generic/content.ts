import { isIP } from 'node:net';
import { factTexts, spelling } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { beside, changing, wordsIn } from './changing-words.ts';
import { contentIn, isBare, isDrawn, mayStay, namesInside } from './stable-content.ts';

const SENTENCE = 4;

const isSentence = (text: string): boolean => text.split(/\s/, SENTENCE).length === SENTENCE;

const CONTENT_MAX = 200;

/** The fields that by their names may stay as they are while a problem stays. */
const staying = notesOf((path) => {
  const own = path.slice(path.lastIndexOf('.') + 1);
  const isOfOthers = path
    .split('.')
    .flatMap(wordsIn)
    .some((word) => beside.has(word));
  return mayStay(own) ? { name: spelling(path), isOfOthers } : undefined;
});

/** The address of what a link leads to, without what is signed anew each time. */
const unsigned = (text: string): string => (text.includes('://') ? (text.split('?', 1)[0] ?? '') : text);

/** Beside a title, of a sentence only what it names. */
function partIn(text: string, hasTitle: boolean): string {
  if (isBare(text)) return '';
  return hasTitle && isSentence(text) ? namesInside(text) : contentIn(unsigned(text));
}

/** All that a record says but for times, counts, states and ids of requests; sentences where nothing else is the title. */
export function contentOf(record: unknown, hasTitle: boolean): string[] {
  const parts: string[] = [];
  const { shape, texts } = factTexts(record);
  for (const { at, note } of staying(shape)) {
    const text = texts[at] as string;
    const content = note.isOfOthers && isIP(text) !== 0 ? '' : partIn(text, hasTitle);
    if (content !== '') parts.push(`${note.name}=${content}`);
    if (parts.length === CONTENT_MAX) break;
  }
  return parts.sort();
}

const written = new Set(['message', 'msg', 'description', 'desc', 'details', 'text', 'summary', 'body']);
const DEPTH_MAX = 4;

const isWritten = (path: string): boolean => {
  const segments = path.split('.', DEPTH_MAX + 1);
  return segments.length <= DEPTH_MAX && written.has(wordsIn(segments.at(-1) ?? '').at(-1) ?? '');
};
const writing = notesOf((path) => (isWritten(path) ? true : undefined));

/** What was written of it, by a person or a template. */
export function writtenIn(record: unknown): string[] {
  const { shape, texts } = factTexts(record);
  return writing(shape).map(({ at }) => texts[at] as string);
}

/** Last words in the names of what is shown around an alert, of what was written of it, and of kinds, which may tell how it stands. */
const aside = new Set(
  `color colour icon emoji footer fallback url uri link href html markdown image img avatar logo thumbnail title subject headline
  message text description summary body details detail type kind class category cause error reason action operation status
  comparator operator unit direction trend quality mode theme format encoding id guid uuid`.split(/\s+/),
);
const OTHERS_DEPTH = 4;
const OTHERS_MAX = 48;
const TEXT_MAX = 100;

const singular = (word: string): string => (/[^su]s$/.test(word) ? word.slice(0, -1) : word);
const isSteady = (word: string): boolean => !changing.has(word) && !beside.has(word) && !volatile.has(word);

/** Words in the names of what is measured, and of what was built or drawn anew. */
const volatile = new Set(
  'revision commit build rate speed load usage size percent ratio bytes bandwidth throughput latency reading current cursor signature nonce etag checksum offset'.split(
    ' ',
  ),
);

function otherName(path: string): string | undefined {
  const segments = path.split('.', 2 * OTHERS_DEPTH);
  if (segments.length > OTHERS_DEPTH || segments.some((segment) => /^\d+$/.test(segment))) return undefined;
  const words = wordsIn(segments.at(-1) ?? '')
    .filter((word) => word !== '')
    .map(singular);
  const above = segments.slice(0, -1).flatMap(wordsIn);
  const isKept = words.every(isSteady) && !aside.has(words.at(-1) ?? '') && !above.some((word) => beside.has(word));
  return isKept ? spelling(segments.at(-1) ?? '') : undefined;
}

const otherNames = notesOf(otherName);

const isName = (text: string): boolean =>
  text.length <= TEXT_MAX && !text.includes('://') && !isSentence(text) && !isDrawn(text) && !isBare(text);

/** Short texts under names that nobody listed: any of them may be what tells it from another problem. */
export function othersIn(record: unknown): string[] {
  const parts = new Set<string>();
  const { shape, texts } = factTexts(record);
  for (const { at, note: name } of otherNames(shape)) {
    const text = texts[at] as string;
    const content = isName(text) ? contentIn(text) : '';
    if (content !== '') parts.add(`${name}=${content}`);
    if (parts.size === OTHERS_MAX) break;
  }
  return [...parts].sort();
}
