import { endOfString } from './json-scan.ts';

const escaped = (control: string): string => JSON.stringify(control).slice(1, -1);

/** A string as JSON wants it: line breaks and other controls escaped, and an end where the text stopped within. */
function mendedString(text: string, start: number, end: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are exactly what JSON does not allow
  const inner = text.slice(start + 1, end).replace(/[\u0000-\u001f]/g, escaped);
  // The text stopped after a backslash.
  return `"${end > text.length ? inner.slice(0, -1) : inner}"`;
}

const closers: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** The text from one mark to the next, and what is open there. */
interface Progress {
  readonly pieces: string[];
  readonly open: string[];
  copied: number;
}

/** A comma goes that nothing comes after. */
function pass(between: string, mark: string, { pieces, open }: Progress): void {
  const isEnd = mark === '' || mark === '}' || mark === ']';
  pieces.push(isEnd ? between.replace(/^,(?=\s*$)/, '') : between);
  if (mark === '}' || mark === ']') open.pop();
  const closer = closers[mark];
  if (closer !== undefined) open.push(closer);
}

/**
 * Mends what templates and cut connections do to large JSON, in one pass over it: controls within strings, commas before
 * an end, and ends that are missing. Anything else stays as it is.
 */
export function mend(text: string): string {
  const marks = /["{}[\],]/g;
  const progress: Progress = { pieces: [], open: [], copied: 0 };
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    const { index } = found;
    const mark = text.charAt(index);
    pass(text.slice(progress.copied, index), mark, progress);
    progress.copied = index;
    if (mark !== '"') continue;
    const end = endOfString(text, index);
    progress.pieces.push(mendedString(text, index, end));
    progress.copied = end + 1;
    marks.lastIndex = end + 1;
  }
  const last = text.slice(progress.copied);
  pass(last, '', progress);
  const { pieces, open } = progress;
  return pieces.join('') + (/:\s*$/.test(last) ? 'null' : '') + open.toReversed().join('');
}
