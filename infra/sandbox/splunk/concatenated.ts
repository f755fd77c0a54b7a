import { parseJson } from '../_kit/json.ts';

const marks = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/gs;
const depthOf: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

/** Where the object that starts at `start` ends, or nothing when it does not end. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  marks.lastIndex = start;
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    depth += depthOf[mark[0]] ?? 0;
    if (depth === 0) return marks.lastIndex;
  }
  return undefined;
}

function objectAt(text: string, start: number): { readonly value: unknown; readonly end: number } | undefined {
  const end = text[start] === '{' ? endOfObject(text, start) : undefined;
  if (end === undefined) return undefined;
  const parsed = parseJson(text.slice(start, end));
  return parsed === undefined ? undefined : { value: parsed.value, end };
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (/\s/.test(text.charAt(at))) at += 1;
  return at;
}

/**
 * Splits JSON objects that follow each other with or without white space between them. `complete` is false when
 * something that is no object comes after the values.
 */
export function concatenated(text: string): { readonly values: readonly unknown[]; readonly complete: boolean } {
  const values: unknown[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const found = objectAt(text, at);
    if (found === undefined) return { values, complete: false };
    values.push(found.value);
    at = skipSpace(text, found.end);
  }
  return { values, complete: true };
}
