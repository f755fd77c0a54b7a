/** Whether a character (code point) fits. */
export type CharTest = (code: number) => boolean;

/** Whether a place in a text fits: the code points before and after it, `undefined` at the ends of the text. */
export type PlaceTest = (before: number | undefined, after: number | undefined) => boolean;

/** A regular expression as a tree. */
export type Node =
  | { readonly kind: 'character'; readonly fits: CharTest }
  | { readonly kind: 'place'; readonly fits: PlaceTest }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly Node[] }
  | { readonly kind: 'repeat'; readonly node: Node; readonly min: number; readonly max: number };

/** Flags that hold at a place of the expression: `(?i)` and `(?s)`. */
export interface Flags {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
}

/** What is wrong with an expression, in words for its author. */
export class PatternMistake extends Error {}

/** The characters of an expression and how far they are read. */
export interface Cursor {
  readonly points: readonly string[];
  at: number;
}

/** Whether the text stands at the cursor; moves behind it when it does. */
export function take(cursor: Cursor, text: string): boolean {
  const points = [...text];
  if (!points.every((point, i) => cursor.points[cursor.at + i] === point)) return false;
  cursor.at += points.length;
  return true;
}

/** The next character; a mistake at the end of the expression. */
export function next(cursor: Cursor, within: string): string {
  const point = cursor.points[cursor.at];
  if (point === undefined) throw new PatternMistake(`ends within ${within}`);
  cursor.at += 1;
  return point;
}

/** The characters up to a mark, which is passed. */
export function takeUntil(cursor: Cursor, mark: string, within: string): string {
  let text = '';
  for (let point = next(cursor, within); point !== mark; point = next(cursor, within)) text += point;
  return text;
}

export const codeOf = (point: string): number => point.codePointAt(0) ?? 0;
