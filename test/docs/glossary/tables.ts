/** A word that is not ours any more, and what to use instead. */
export interface Replaced {
  /** Its parts in lower case: `putDown` and `put down` are both `['put', 'down']`. */
  readonly words: readonly string[];
  readonly use: string;
}

/** A place where a word, or one identifier that has it, is allowed. */
export interface Exception {
  readonly word: string;
  /** Globs of files. */
  readonly where: readonly string[];
}

export interface Glossary {
  /** For identifiers, file names, log events and reason codes. */
  readonly names: readonly Replaced[];
  /** For the prose of README and docs. */
  readonly phrases: readonly Replaced[];
  readonly exceptions: readonly Exception[];
}

/** `putDown`, `put_down`, `put-down`, `PUT_DOWN` and `put down` are the same words. */
export const wordsIn = (name: string): string[] =>
  name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');

const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);
const quotedIn = (cell: string): string[] => [...cell.matchAll(/"([^"]+)"/g)].map(([, phrase = '']) => phrase);

/** The rows of the table under a heading, without its head. */
function rowsUnder(markdown: string, heading: string): string[][] {
  const section = markdown.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Reads the two tables of `docs/glossary.md`. */
export function parseGlossary(markdown: string): Glossary {
  const words = rowsUnder(markdown, 'Words');
  const replacedBy = (find: (cell: string) => string[], split: (name: string) => string[]): Replaced[] =>
    words.flatMap(([use = '', , not = '']) => find(not).map((name) => ({ words: split(name), use })));
  return {
    names: replacedBy(codeIn, wordsIn),
    phrases: replacedBy(quotedIn, (phrase) => phrase.split(' ')),
    exceptions: rowsUnder(markdown, 'Exceptions').flatMap(([words = '', where = '']) =>
      codeIn(words).map((word) => ({ word, where: codeIn(where) })),
    ),
  };
}
