import { expressionMistake, routeDialect } from './check.ts';

/** A text of the operator's in which expressions over the alert stand in `{{ … }}` (JSONata, https://docs.jsonata.org). */
export type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'value'; readonly expression: string };

const OPEN = '{{';
const CLOSE = '}}';
const UNCLOSED = -1;

/** The end of a quoted text that begins at `at`; a backslash keeps a quote from ending it. */
function afterQuote(text: string, at: number): number {
  const quote = text[at];
  let end = at + 1;
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1;
  return end + 1;
}

const depthChange: Readonly<Record<string, number>> = { '{': 1, '}': -1 };

/** Where `}}` closes the expression that begins at `from`: not within quotes, and not within braces of the expression. */
function closingOf(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    if (depth === 0 && text.startsWith(CLOSE, at)) return at;
    const character = text[at] ?? '';
    depth += depthChange[character] ?? 0;
    at = `"'\``.includes(character) ? afterQuote(text, at) : at + 1;
  }
  return UNCLOSED;
}

interface Read {
  readonly pieces: readonly Piece[];
  /** Where an expression begins that never ends. */
  readonly unclosedAt?: number;
}

const literal = (text: string): Piece[] => (text === '' ? [] : [{ kind: 'literal', text }]);

function read(text: string): Read {
  const pieces: Piece[] = [];
  let done = 0;
  for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, done)) {
    const close = closingOf(text, open + OPEN.length);
    if (close === UNCLOSED) return { pieces: [...pieces, ...literal(text.slice(done))], unclosedAt: open };
    const expression = text.slice(open + OPEN.length, close).trim();
    pieces.push(...literal(text.slice(done, open)), { kind: 'value', expression });
    done = close + CLOSE.length;
  }
  return { pieces: [...pieces, ...literal(text.slice(done))] };
}

/** What is written and what is asked of the alert, in order. What is not closed is a literal. */
export const piecesOf = (text: string): readonly Piece[] => read(text).pieces;

/** What is wrong with the expressions in a text; nothing when all of them can be run. */
export function textTemplateMistake(text: string): string | undefined {
  const { pieces, unclosedAt } = read(text);
  if (unclosedAt !== undefined)
    return `the expression that begins at character ${unclosedAt + 1} has no end: write {{ … }}, each with two braces`;
  for (const piece of pieces) {
    if (piece.kind === 'literal') continue;
    const { expression } = piece;
    if (expression === '') return 'has an empty {{ }}: write an expression in it, such as {{ title }}, or remove it';
    const mistake = expressionMistake(expression, routeDialect);
    if (mistake !== undefined) return `{{ ${expression} }} ${mistake}`;
  }
  return undefined;
}
