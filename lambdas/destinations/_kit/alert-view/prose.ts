import { defang, trimOf, visible } from '../../../domain/values/text.ts';

/** A piece of a longer text: prose, or code that must keep its lines and spaces. */
export interface Part {
  readonly kind: 'prose' | 'code';
  readonly text: string;
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Takes away the margin that all lines share; the first may have lost its own to the fence before it. */
function dedent(code: string): string {
  const lines = code.split('\n').map((line) => line.replaceAll('\t', '    ').trimEnd());
  const margins = lines.filter((line) => line !== '').map(indentOf);
  const margin = margins.reduce((least, size) => Math.min(least, size), Number.POSITIVE_INFINITY);
  return trimOf(lines.map((line) => line.slice(margin)).join('\n'), '\n');
}

/** Without Markdown heading marks, margins, and more than one empty line in a row. */
const tidy = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim().replace(/^#{1,6}\s+/, ''))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();

/** Splits a text at its code fences (three backticks), named or not, closed or not, on lines of their own or not. */
export function partsOf(text: string): Part[] {
  const pieces = visible(text).split('```');
  return pieces.flatMap((piece, i): Part[] => {
    const isCode = i % 2 === 1;
    const shown = isCode ? dedent(piece.replace(/^[ \t]*(?:[\w+#.-]+[ \t]*)?(?=\n)/, '')) : tidy(defang(piece));
    return shown.trim() === '' ? [] : [{ kind: isCode ? 'code' : 'prose', text: shown }];
  });
}
