import { jsonBytes } from '../_kit/chat/clip.ts';
import type { TextRun as OwnRun } from '../_kit/wording.ts';
import { clipped, openUrl, run, type TextRun } from './elements.ts';

interface Piece {
  readonly text: string;
  readonly url?: string | undefined;
}

/** A text with links as its lines: clients disagree about line breaks inside a run. */
function linesOf(text: readonly OwnRun[]): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const { text: words, url } of text) {
    const [first = '', ...rest] = words.split('\n');
    lines.at(-1)?.push({ text: first, url });
    for (const line of rest) lines.push([{ text: line, url }]);
  }
  return lines;
}

const drawn = ({ text, url }: Piece, max: number): TextRun[] => {
  const [action] = url === undefined ? [] : openUrl({ label: text, url });
  const words = clipped(text, max);
  if (words === '') return [];
  return [action === undefined ? run(words) : run(words, { selectAction: action })];
};

/** The operator's text of at most `max` bytes of JSON, line by line; empty lines are left out. */
export function linesOfText(text: readonly OwnRun[], max: number): TextRun[][] {
  let left = max;
  const lines = linesOf(text).map((pieces) =>
    pieces.flatMap((piece) => {
      const runs = left > 0 ? drawn(piece, left) : [];
      left -= jsonBytes(piece.text) + jsonBytes(piece.url ?? '') + LINE_OVERHEAD;
      return runs;
    }),
  );
  return lines.filter((runs) => runs.some(({ text: words }) => words.trim() !== ''));
}

const LINE_OVERHEAD = 100;
