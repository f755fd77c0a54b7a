import path from 'node:path';
import { namesIn } from './names.ts';
import { type Exception, type Glossary, type Replaced, wordsIn } from './tables.ts';

/** What is wrong, as `file:line word → use instead`. */
export type Mistake = string;

const contains = (words: readonly string[], wanted: readonly string[]): boolean =>
  words.some((_, at) => wanted.every((word, i) => words[at + i] === word));

const isAllowed = (exceptions: readonly Exception[], file: string, name: string, { words }: Replaced): boolean =>
  exceptions.some(
    ({ word, where }) =>
      (word === name || wordsIn(word).join() === words.join()) && where.some((glob) => path.matchesGlob(file, glob)),
  );

function wordMistakes({ names, exceptions }: Glossary, file: string, line: number, name: string): Mistake[] {
  const words = wordsIn(name);
  return names
    .filter((each) => contains(words, each.words) && !isAllowed(exceptions, file, name, each))
    .map(({ words: found, use }) => `${file}:${line} ${name} (${found.join(' ')}) → ${use}`);
}

const irregular = new Set(['begun', 'found', 'kept', 'left', 'lost', 'put', 'read', 'sent', 'set', 'taken', 'written']);
const isPast = (word: string): boolean => word.endsWith('ed') || irregular.has(word);

/** A log event is `noun.verb_past`, or named in the exceptions. */
function eventMistakes({ exceptions }: Glossary, file: string, line: number, event: string): Mistake[] {
  const isEvent = /^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/.test(event) && isPast(event.split(/[._]/).at(-1) ?? '');
  const isFine = isEvent || exceptions.some(({ word }) => word === event);
  return isFine ? [] : [`${file}:${line} ${event} → a log event is noun.verb_past, such as delivery.attempted`];
}

/** The words of a source file and of its path. */
export function checkSource(glossary: Glossary, file: string, source: string): Mistake[] {
  const ofPath = wordMistakes(glossary, file, 1, file.replace(/\.ts$/, ''));
  const ofNames = namesIn(source).flatMap(({ kind, text, line }) => [
    ...wordMistakes(glossary, file, line, text),
    ...(kind === 'log event' ? eventMistakes(glossary, file, line, text) : []),
  ]);
  return [...ofPath, ...ofNames];
}

/** Prose alone: code and the targets of links become blanks, so that lines stay where they are. */
const proseOf = (markdown: string): string =>
  markdown.replace(/^```[\s\S]*?^```|`[^`]*`|\]\([^)]*\)|https?:\S+/gm, (code) => code.replace(/[^\n]/g, ' '));

/** The phrases of a page of Markdown. */
export function checkProse({ phrases, exceptions }: Glossary, file: string, markdown: string): Mistake[] {
  const words = proseOf(markdown)
    .split('\n')
    .flatMap((text, i) =>
      (text.toLowerCase().match(/[\p{L}\d]+(-[\p{L}\d]+)*/gu) ?? []).map((word) => ({ word, line: i + 1 })),
    );
  return words.flatMap(({ line }, at) =>
    phrases
      .filter((each) => each.words.every((word, i) => words[at + i]?.word === word))
      .filter((each) => !isAllowed(exceptions, file, '', each))
      .map(({ words: found, use }) => `${file}:${line} "${found.join(' ')}" → ${use}`),
  );
}
