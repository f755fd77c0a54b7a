import type { SyntaxProblem } from './yaml-syntax.ts';

/** Where a bracket or a quote was opened that nothing closes. */

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

interface Opened {
  readonly offset: number;
  readonly mark: string;
}

/** Where a text in quotes ends; nothing when it does not before `end`. */
function quoteEnd(text: string, offset: number, end: number): number | undefined {
  const quote = text.charAt(offset);
  for (let at = offset + 1; at < end; at += 1) {
    if (quote === '"' && text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === quote) return at;
  }
  return undefined;
}

/** A quote begins a text only where a value may begin; elsewhere it is part of one. */
const isQuote = (text: string, at: number): boolean =>
  /["']/.test(text.charAt(at)) && /[\s[{,:]/.test(text.charAt(at - 1) || ' ');

const isComment = (text: string, at: number): boolean =>
  text.charAt(at) === '#' && /\s/.test(text.charAt(at - 1) || ' ');

const problem = ({ offset, mark }: Opened): SyntaxProblem => ({
  offset,
  message: `the ${mark} that begins here is not closed: expected ${closing[mark] ?? mark}`,
});

/** What stands at a place: where reading goes on after it, and what was found not to be closed. */
interface Step {
  readonly next: number;
  readonly found?: Opened;
}

function bracket(text: string, at: number, opened: Opened[]): Step {
  const mark = text.charAt(at);
  const top = opened.at(-1);
  const next = at + 1;
  if (mark in closing) opened.push({ offset: at, mark });
  else if (top !== undefined && (mark === '}' || mark === ']')) {
    if (mark !== closing[top.mark]) return { next, found: top };
    opened.pop();
  }
  return { next };
}

function step(text: string, at: number, end: number, opened: Opened[]): Step {
  if (isComment(text, at)) {
    const line = text.indexOf('\n', at);
    return { next: line < 0 ? end : line };
  }
  if (!isQuote(text, at)) return bracket(text, at, opened);
  const to = quoteEnd(text, at, end);
  return to === undefined ? { next: end, found: { offset: at, mark: text.charAt(at) } } : { next: to + 1 };
}

/** The bracket or quote that is open at a place: one that another closing one met, else the first. */
export function unclosedBefore(text: string, end: number): SyntaxProblem | undefined {
  const opened: Opened[] = [];
  for (let at = 0; at < end; ) {
    const { next, found } = step(text, at, end, opened);
    if (found !== undefined) return problem(found);
    at = next;
  }
  const [first] = opened;
  return first === undefined ? undefined : problem(first);
}
