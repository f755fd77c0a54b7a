import { SyntaxKind } from 'typescript/unstable/ast';
import { type Token, tokensOf } from './tokens.ts';

/** A name of ours in a source file. */
export interface Name {
  readonly kind: 'identifier' | 'log event' | 'code';
  readonly text: string;
  readonly line: number;
}

const isText = ({ kind }: Token): boolean =>
  kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral;

/** The tokens of an import between its keyword and where it imports from. */
function importClause(tokens: readonly Token[], at: number): readonly Token[] {
  const next = tokens[at + 1]?.kind;
  if (next === SyntaxKind.DotToken || next === SyntaxKind.OpenParenToken) return [];
  const end = tokens.findIndex((token, i) => i > at && isText(token));
  return tokens.slice(at, Math.max(at, end));
}

/** The names that a file imports: those of ours are checked in the file that declares them. */
function importedNames(tokens: readonly Token[]): ReadonlySet<string> {
  const clauses = tokens.map(({ kind }, at) => (kind === SyntaxKind.ImportKeyword ? importClause(tokens, at) : []));
  const names = clauses.flat().filter(({ kind }) => kind === SyntaxKind.Identifier);
  return new Set(names.map(({ text }) => text));
}

const isAccess = (before: Token | undefined): boolean =>
  before?.kind === SyntaxKind.DotToken || before?.kind === SyntaxKind.QuestionDotToken;

function textName(tokens: readonly Token[], at: number): Name | undefined {
  const { text, line } = tokens[at] ?? { text: '', line: 0 };
  const [callee, bracket, before] = [tokens[at - 2], tokens[at - 1], tokens[at - 2]];
  const isLogged = callee?.text === 'log' && bracket?.kind === SyntaxKind.OpenParenToken;
  // What has a blank is a line for people.
  if (isLogged && !text.includes(' ')) return { kind: 'log event', text, line };
  const isReason = before?.text === 'reason' && /^[a-z]+$/.test(text);
  return isReason || /^[a-z\d]+(_[a-z\d]+)+$/.test(text) ? { kind: 'code', text, line } : undefined;
}

/**
 * The names that a file declares, each once: identifiers that neither follow a dot nor are imported, the events that it
 * logs, and texts in snake_case.
 */
export function namesIn(source: string): Name[] {
  const tokens = tokensOf(source);
  const imported = importedNames(tokens);
  const names = new Map<string, Name>();
  for (const [at, token] of tokens.entries()) {
    const { kind, text, line } = token;
    const isDeclared = kind === SyntaxKind.Identifier && !isAccess(tokens[at - 1]) && !imported.has(text);
    const name: Name | undefined = isDeclared
      ? { kind: 'identifier', text, line }
      : isText(token)
        ? textName(tokens, at)
        : undefined;
    if (name !== undefined && !names.has(`${name.kind} ${text}`)) names.set(`${name.kind} ${text}`, name);
  }
  return [...names.values()];
}
