import { SyntaxKind } from 'typescript/unstable/ast';
import { createScanner } from 'typescript/unstable/ast/scanner';

/** A token of TypeScript: its kind, its text without quotes, and the line that it begins in. */
export interface Token {
  readonly kind: SyntaxKind;
  readonly text: string;
  readonly line: number;
}

const endsExpression = new Set([
  SyntaxKind.Identifier,
  SyntaxKind.NumericLiteral,
  SyntaxKind.StringLiteral,
  SyntaxKind.NoSubstitutionTemplateLiteral,
  SyntaxKind.TemplateTail,
  SyntaxKind.RegularExpressionLiteral,
  SyntaxKind.CloseParenToken,
  SyntaxKind.CloseBracketToken,
  SyntaxKind.CloseBraceToken,
  SyntaxKind.ThisKeyword,
]);
const opens = new Set([SyntaxKind.OpenBraceToken, SyntaxKind.TemplateHead]);
const closes = new Set([SyntaxKind.CloseBraceToken, SyntaxKind.TemplateTail]);
const isSlash = (kind: SyntaxKind): boolean => kind === SyntaxKind.SlashToken || kind === SyntaxKind.SlashEqualsToken;

const isText = (kind: SyntaxKind): boolean =>
  kind === SyntaxKind.StringLiteral || kind === SyntaxKind.NoSubstitutionTemplateLiteral;

/** All tokens of a source text. A slash begins a regular expression unless it follows an expression. */
export function tokensOf(source: string): Token[] {
  const scanner = createScanner(true, undefined, source);
  const tokens: Token[] = [];
  /** The braces and templates that are open: a brace that closes within a template goes on with the template. */
  const open: SyntaxKind[] = [];
  let last = SyntaxKind.Unknown;
  let [line, countedTo] = [1, 0];

  function rescanned(kind: SyntaxKind): SyntaxKind {
    if (isSlash(kind) && !endsExpression.has(last)) return scanner.reScanSlashToken();
    if (kind !== SyntaxKind.CloseBraceToken || open.at(-1) !== SyntaxKind.TemplateHead) return kind;
    return scanner.reScanTemplateToken(false);
  }

  for (let kind = scanner.scan(); kind !== SyntaxKind.EndOfFile; kind = scanner.scan()) {
    kind = rescanned(kind);
    if (opens.has(kind)) open.push(kind);
    if (closes.has(kind)) open.pop();
    const start = scanner.getTokenStart();
    line += source.slice(countedTo, start).split('\n').length - 1;
    countedTo = start;
    tokens.push({ kind, text: isText(kind) ? scanner.getTokenValue() : scanner.getTokenText(), line });
    last = kind;
  }
  return tokens;
}
