import { factTexts, spelling } from '../../../../domain/values/json-fields.ts';
import { notesOf } from '../../../../domain/values/shapes.ts';
import { wordsIn } from './changing-words.ts';
import { contentIn, isBare, mayStay, namesInside } from './stable-content.ts';

const SENTENCE = 4;

const isSentence = (text: string): boolean => text.split(/\s/, SENTENCE).length === SENTENCE;

const CONTENT_MAX = 200;

/** The fields that by their names may stay as they are while a problem stays. */
const staying = notesOf((path) => (mayStay(path.slice(path.lastIndexOf('.') + 1)) ? spelling(path) : undefined));

/** Beside a title, of a sentence only what it names. */
function partIn(text: string, hasTitle: boolean): string {
  if (isBare(text)) return '';
  return hasTitle && isSentence(text) ? namesInside(text) : contentIn(text);
}

/** All that a record says but for times, counts, states and ids of requests; sentences where nothing else is the title. */
export function contentOf(record: unknown, hasTitle: boolean): string[] {
  const parts: string[] = [];
  const { shape, texts } = factTexts(record);
  for (const { at, note: name } of staying(shape)) {
    const content = partIn(texts[at] as string, hasTitle);
    if (content !== '') parts.push(`${name}=${content}`);
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
