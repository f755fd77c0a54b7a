import { type Document, isCollection, isScalar, visit } from 'yaml';
import { unclosedBefore } from './unclosed.ts';

/** What is not valid YAML, in words that say what to do: those of the parser name its own tokens. */
export interface SyntaxProblem {
  readonly offset: number;
  readonly message: string;
}

interface ParserError {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

const lineAt = (text: string, offset: number): string => {
  const begin = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text.slice(begin, end < 0 ? undefined : end).trimEnd();
};

/** The word at a place: a name or a mark, since anything else may be a secret. */
function wordAt(text: string, offset: number): string {
  const rest = lineAt(text, offset).slice(offset - text.lastIndexOf('\n', offset - 1) - 1);
  return /^[\w.-]{1,40}:(?=\s|$)/.exec(rest)?.[0] ?? rest.slice(0, 2).trim();
}

const inQuotes = (found: string): string => `a text that begins with "${found.charAt(0)}" has to be in quotes`;

/** By the parser's code; more than one thing has the code `UNEXPECTED_TOKEN`. */
const words: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'a text that begins with "*" or "&" has to be in quotes',
  BAD_INDENT:
    'this line begins at another column than the names or items beside it: those of one map or list begin at the same column',
  BLOCK_IN_FLOW: 'a comma is missing between two entries of { } or [ ], or a closing bracket before this line',
  DUPLICATE_KEY: 'this name stands twice in the same map: remove one of them, or put both together',
  KEY_OVER_1024_CHARS: 'this name has more than 1,024 characters: put the text in quotes',
  MULTILINE_IMPLICIT_KEY:
    'expected a name with a colon and a blank behind it, "name: value", or "- " at the column of the other items',
  MULTIPLE_DOCS: 'a second document begins here: remove the line "---"',
  RESOURCE_EXHAUSTION: 'brackets are nested too deeply here',
  TAB_AS_INDENT: 'a tab stands where a line is indented: use blanks',
};

/** The first words that fit what the parser found and the text there. */
const patterns: readonly (readonly [RegExp, (found: string, line: string) => string])[] = [
  [/Block scalar header/, () => 'a text that begins with ">" or "|" has to be in quotes'],
  [/BAD_SCALAR_START/, inQuotes],
  [
    /flow-(?:map|seq)-end|token in YAML stream/,
    (found) => `"${found.charAt(0)}" closes nothing: remove it, or put the text in quotes`,
  ],
  [/Unexpected , in flow/, () => 'there is nothing between two commas: remove one'],
  [/block-seq-ind/, () => 'a list begins on a line of its own, or is written as [one, two]'],
  [/Nested mappings|compact mappings/, () => 'a second colon with a blank behind it: put the text in quotes'],
  [/block sequence may not/i, () => '"- " stands at another column than the list that it belongs to'],
  [
    /BAD_DQ_ESCAPE/,
    (found) => `"${found.slice(0, 2)}" is no escape of a text in double quotes: use single quotes, or write "\\\\"`,
  ],
  [/MISSING_CHAR/, () => 'expected a name with a colon behind it, "name: value"'],
  [
    /UNEXPECTED_TOKEN/,
    (found) =>
      `found ${JSON.stringify(found)}, which cannot stand here: put the text in quotes, or look for a missing comma before it`,
  ],
];

function wordsFor({ code, message, pos: [offset] }: ParserError, text: string): string {
  const known = words[code];
  if (known !== undefined) return known;
  const find = patterns.find(([pattern]) => pattern.test(`${code} ${message}`));
  return (
    find?.[1](wordAt(text, offset), lineAt(text, offset)) ??
    'this cannot be read: put texts in quotes, and leave out anchors and tags'
  );
}

/** Quotes as word processors write them, on the line of an error. */
function typographic(text: string, offset: number): SyntaxProblem | undefined {
  const begin = text.lastIndexOf('\n', offset - 1) + 1;
  const at = lineAt(text, offset).search(/[\u2018-\u201f]/);
  if (at < 0) return undefined;
  return {
    offset: begin + at,
    message: `${text.charAt(begin + at)} is no quote in YAML: write "…" with straight quotes`,
  };
}

/** The one thing about `${NAME}` that YAML does not forgive. */
function bareBraces(text: string, offset: number): SyntaxProblem | undefined {
  const written = /[{,]\s*[\w-]+:\s*(\$\{\w+\})/.exec(lineAt(text, offset))?.[1];
  return written === undefined ? undefined : { offset, message: `inside { } a placeholder needs quotes: "${written}"` };
}

const isOfBrackets = ({ code, message }: ParserError): boolean =>
  /^(?:BAD_INDENT|MISSING_CHAR)$/.test(code) && /flow|quote/i.test(message);

function problemOf(error: ParserError, text: string): SyntaxProblem {
  const [offset] = error.pos;
  const own = typographic(text, offset) ?? bareBraces(text, offset);
  if (own !== undefined) return own;
  const unclosed = isOfBrackets(error) ? unclosedBefore(text, offset) : undefined;
  return unclosed ?? { offset, message: wordsFor(error, text) };
}

/** Errors up to the first that throws the parser off; what follows that one is its echo. */
function parserProblems({ errors }: Document.Parsed, text: string): SyntaxProblem[] {
  const first = errors.findIndex(({ code }) => code !== 'DUPLICATE_KEY');
  return errors.slice(0, first < 0 ? errors.length : first + 1).map((error) => problemOf(error, text));
}

/** A glob without quotes, `*_FILTER`, is an alias to YAML. */
function aliasProblems(document: Document.Parsed): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Node(_, node) {
      if ('anchor' in node && typeof node.anchor === 'string') anchors.add(node.anchor);
    },
  });
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      const { source } = alias;
      const message = anchors.has(source)
        ? `*${source} stands before its anchor &${source}: move the anchor up`
        : `a text that begins with * has to be in quotes: "*${source}"`;
      found.push({ offset: alias.range?.[0] ?? 0, message });
    },
  });
  return found;
}

/** `channel: {{ labels.team }}` is a map with a map as its name. */
function nameProblems(document: Document.Parsed, text: string): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (!isCollection(key)) return undefined;
      const offset = key.range?.[0] ?? 0;
      const isTemplate = text.startsWith('{{', offset - 1);
      const message = isTemplate
        ? 'an expression in {{ }} has to be in quotes: "{{ … }}"'
        : 'a map or a list cannot be a name: put the text in quotes';
      found.push({ offset: isTemplate ? offset - 1 : offset, message });
      return visit.SKIP;
    },
  });
  return found;
}

const tagProblems = ({ warnings }: Document.Parsed): SyntaxProblem[] =>
  warnings.map(({ code, message, pos: [offset] }) => ({
    offset,
    message:
      code === 'TAG_RESOLVE_FAILED'
        ? `the tag ${/!\S*/.exec(message)?.[0] ?? '!'} means nothing here: a secret is written "\${NAME}", other texts without a tag`
        : 'this cannot be read: put the text in quotes',
  }));

/** A name that is no text, such as an empty one. */
function emptyNames(document: Document.Parsed): SyntaxProblem[] {
  const found: SyntaxProblem[] = [];
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === null)
        found.push({ offset: key.range?.[0] ?? 0, message: 'a name is missing before the colon' });
    },
  });
  return found;
}

/** Everything that keeps a file from being read. */
export function syntaxProblems(document: Document.Parsed, text: string): SyntaxProblem[] {
  const broken = parserProblems(document, text);
  if (broken.some(({ message }) => message !== words['DUPLICATE_KEY'])) return broken;
  return [
    ...broken,
    ...aliasProblems(document),
    ...nameProblems(document, text),
    ...tagProblems(document),
    ...emptyNames(document),
  ];
}
