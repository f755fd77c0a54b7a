import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyntaxKind } from 'typescript/unstable/ast';
import { type Token, tokensOf } from '../docs/glossary/tokens.ts';

/** A regular expression, and where it is written. */
export interface Expression {
  readonly file: string;
  readonly line: number;
  readonly source: string;
  readonly flags: string;
}

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The product's source files. */
const sourceFiles = (): string[] =>
  globSync('{lambdas,infra}/**/*.ts', { cwd: root, exclude: (name) => name === 'node_modules' }).sort();

const read = (file: string): Token[] => tokensOf(readFileSync(path.join(root, file), 'utf8'));

function expressionOf(file: string, { text, line }: Token): Expression {
  const end = text.lastIndexOf('/');
  return { file, line, source: text.slice(1, end), flags: text.slice(end + 1) };
}

/** All regular expression literals of the product, read by TypeScript's scanner. */
export const literals = (): Expression[] =>
  sourceFiles().flatMap((file) =>
    read(file)
      .filter(({ kind }) => kind === SyntaxKind.RegularExpressionLiteral)
      .map((token) => expressionOf(file, token)),
  );

/** Places where a regular expression is made of a text, as `file:line`. */
export const built = (): string[] =>
  sourceFiles().flatMap((file) =>
    read(file)
      .filter(({ text }, i, all) => text === 'RegExp' && all[i + 1]?.kind === SyntaxKind.OpenParenToken)
      .map(() => file),
  );
