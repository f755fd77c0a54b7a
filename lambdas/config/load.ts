import { type Document, isMap, isNode, isScalar, LineCounter, type Pair, parseDocument } from 'yaml';
import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import type { Path, Problem } from '../domain/values/problem.ts';
import { checkFile } from './check-file.ts';
import { type Mistake, showPath } from './mistakes.ts';
import type { Config } from './schema.ts';
import type { Surroundings } from './surroundings.ts';
import { type SyntaxProblem, syntaxProblems } from './yaml-syntax.ts';

z.config(en());

export type Loaded =
  | {
      readonly kind: 'config';
      readonly config: Config;
      /** What works, and should not stay as it is. */
      readonly warnings: readonly Mistake[];
    }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

/** Where a key stands in its map, for problems with the key itself. */
function keyOffset(document: Document, path: Path): number | undefined {
  const parent = path.length < 2 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  const isMeant = (item: Pair) => isScalar(item.key) && String(item.key.value) === String(path.at(-1));
  const key = parent.items.find(isMeant)?.key;
  return isNode(key) ? key.range?.[0] : undefined;
}

/** Where the value of a path stands, or the nearest one above it that exists. */
function valueOffset(document: Document, path: Path): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : valueOffset(document, path.slice(0, -1));
}

function locate(document: Document, lines: LineCounter, problem: Problem): Mistake {
  const atKey = problem.atKey === true ? keyOffset(document, problem.path) : undefined;
  const offset = atKey ?? valueOffset(document, problem.path);
  const { line, col } = lines.linePos(offset);
  return { line, column: col, where: showPath(problem.path), message: problem.message };
}

const byPlace = (a: Mistake, b: Mistake): number => a.line - b.line || a.column - b.column;

const commentHint = ': what follows # on this line is a comment, so a text with # has to be in quotes';

/** `channel: #soc` is a channel without a value. */
function withHint(message: string, text: string, line: number): string {
  const isComment = message.startsWith('is empty') && /:\s+#\S/.test(text.split('\n')[line - 1] ?? '');
  return isComment ? message + commentHint : message;
}

/** What the file says, or why it cannot be read. Aliases that repeat without an end are refused by the parser. */
function valuesIn(
  document: Document.Parsed,
  text: string,
): { readonly values: unknown } | { readonly broken: readonly SyntaxProblem[] } {
  const broken = syntaxProblems(document, text);
  if (broken.length > 0) return { broken };
  try {
    const values: unknown = document.toJS();
    return { values };
  } catch {
    return { broken: [{ offset: 0, message: 'aliases (*name) repeat too much: write the values out' }] };
  }
}

/**
 * Reads `tocsin.yaml`. All mistakes are found at once, each with its line and column, what was found, what is allowed
 * and the nearest valid name. Secrets stay `${NAME}`: this runs where no secret is known.
 */
export function loadConfig(text: string, surroundings: Surroundings): Loaded {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const read = valuesIn(document, text);
  if ('broken' in read) {
    const mistakes = read.broken.map(({ offset, message }) => {
      const { line, col } = lines.linePos(offset);
      return { line, column: col, where: '', message: `not valid YAML: ${message}` };
    });
    return { kind: 'mistakes', mistakes: mistakes.sort(byPlace) };
  }
  const { config, problems, warnings } = checkFile(read.values, surroundings);
  const hinted = (mistake: Mistake): Mistake => ({
    ...mistake,
    message: withHint(mistake.message, text, mistake.line),
  });
  const located = (all: readonly Problem[]) =>
    all.map((problem) => hinted(locate(document, lines, problem))).sort(byPlace);
  return problems.length === 0 && config !== undefined
    ? { kind: 'config', config, warnings: located(warnings) }
    : { kind: 'mistakes', mistakes: located(problems) };
}
