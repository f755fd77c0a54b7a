import { wrongSyntax } from './grammar.ts';
import { MAX_EXPRESSION_BYTES, MAX_IN, MAX_OPERATORS, MAX_PLACEHOLDER_BYTES } from './limits.ts';
import { isReserved } from './reserved-words.ts';
import { byText, first, type Token, tokensOf } from './tokens.ts';

/** The parameters of a request that hold expressions. */
export const expressionKinds = [
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
] as const;
export type ExpressionKind = (typeof expressionKinds)[number];

const logic = ['AND', 'OR', 'NOT', 'BETWEEN', 'IN'];
const tests = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains', 'size'];

/** What is no attribute in an expression: its keywords in any case, its functions in lower case. */
const grammar: Readonly<Record<ExpressionKind, { readonly keywords: string[]; readonly functions: string[] }>> = {
  ConditionExpression: { keywords: logic, functions: tests },
  FilterExpression: { keywords: logic, functions: tests },
  KeyConditionExpression: { keywords: ['AND', 'BETWEEN'], functions: ['begins_with'] },
  ProjectionExpression: { keywords: [], functions: [] },
  UpdateExpression: { keywords: ['SET', 'REMOVE', 'ADD', 'DELETE'], functions: ['if_not_exists', 'list_append'] },
};

/** An expression, and the placeholders that it uses. */
export interface Parsed {
  readonly tokens: readonly Token[];
  readonly names: readonly string[];
  readonly values: readonly string[];
  /** Why DynamoDB refuses it, whatever the request gives beside it. */
  readonly wrong: string | undefined;
}

const isCall = (tokens: readonly Token[], i: number): boolean => tokens[i + 1]?.text === '(';
const operators = new Set(['=', '<>', '<', '<=', '>', '>=', '+', '-']);

function wrongWords(kind: ExpressionKind, tokens: readonly Token[]): string | undefined {
  const { keywords, functions } = grammar[kind];
  const wrong = tokens.map(({ kind: found, text }, i) => {
    if (found !== 'word' || keywords.includes(text.toUpperCase())) return undefined;
    if (isCall(tokens, i)) return functions.includes(text) ? undefined : `Invalid function name; function: ${text}`;
    return isReserved(text) ? `Attribute name is a reserved keyword; reserved keyword: ${text}` : undefined;
  });
  return first(...wrong);
}

function operatorsIn(kind: ExpressionKind, tokens: readonly Token[]): number {
  const { keywords } = grammar[kind];
  return tokens.filter(
    ({ kind: found, text }, i) =>
      operators.has(text) ||
      (found === 'word' &&
        (isCall(tokens, i) || (kind !== 'UpdateExpression' && keywords.includes(text.toUpperCase())))),
  ).length;
}

/** The places of brackets that belong together. */
function brackets(tokens: readonly Token[]): Map<number, number> | undefined {
  const [open, pairs] = [[] as number[], new Map<number, number>()];
  for (const [i, { text }] of tokens.entries()) {
    if (text === '(') open.push(i);
    if (text !== ')') continue;
    const from = open.pop();
    if (from === undefined) return undefined;
    pairs.set(from, i);
  }
  return open.length === 0 ? pairs : undefined;
}

function wrongBrackets(tokens: readonly Token[]): string | undefined {
  const pairs = brackets(tokens);
  if (pairs === undefined) return 'Syntax error; a bracket has no other one';
  for (const [from, to] of pairs) if (pairs.get(from + 1) === to - 1) return 'The expression has redundant parentheses';
  return undefined;
}

function wrongIn(tokens: readonly Token[]): string | undefined {
  const pairs = brackets(tokens);
  const wrong = tokens.map(({ text }, i) => {
    if (text.toUpperCase() !== 'IN') return undefined;
    const list = tokens.slice(i + 1, pairs?.get(i + 1));
    const operands = list.filter((token) => token.text === ',').length + 1;
    return operands > MAX_IN ? `IN has ${operands} operands, more than ${MAX_IN}` : undefined;
  });
  return first(...wrong);
}

/** DynamoDB refuses a comparison of an attribute with itself. */
const wrongOperands = (tokens: readonly Token[]): string | undefined =>
  first(
    ...tokens.map(({ kind, text }, i) =>
      (kind === 'name' || kind === 'word') && operators.has(tokens[i + 1]?.text ?? '') && tokens[i + 2]?.text === text
        ? `The first operand must be distinct from the remaining operands: ${text}`
        : undefined,
    ),
  );

const used = (tokens: readonly Token[], wanted: Token['kind']): string[] => [
  ...new Set(tokens.filter(({ kind }) => kind === wanted).map(({ text }) => text)),
];

function parse(kind: ExpressionKind, text: string): Parsed {
  const tokens = tokensOf(text);
  const bytes = Buffer.byteLength(text);
  if (tokens === undefined) return { tokens: [], names: [], values: [], wrong: `Syntax error in: ${text}` };
  const longest = tokens.find((token) => token.text.length > MAX_PLACEHOLDER_BYTES && token.kind !== 'word');
  const count = operatorsIn(kind, tokens);
  const wrong = first(
    tokens.length === 0 ? 'The expression can not be empty' : undefined,
    bytes > MAX_EXPRESSION_BYTES ? `Expression size has exceeded the maximum allowed size: ${bytes} bytes` : undefined,
    count > MAX_OPERATORS ? `The expression has ${count} operators, more than ${MAX_OPERATORS}` : undefined,
    longest === undefined ? undefined : `${longest.text.slice(0, 20)}… is longer than ${MAX_PLACEHOLDER_BYTES}`,
    wrongWords(kind, tokens),
    wrongBrackets(tokens),
    wrongSyntax(kind, tokens),
    kind === 'UpdateExpression' ? undefined : first(wrongIn(tokens), wrongOperands(tokens)),
  );
  return {
    tokens,
    names: used(tokens, 'name'),
    values: used(tokens, 'value'),
    wrong: wrong && `Invalid ${kind}: ${wrong}`,
  };
}

const parsers = new Map(expressionKinds.map((kind) => [kind, byText((text) => parse(kind, text))]));

/** What an expression says, and what is wrong with it by itself. */
export const parsed = (kind: ExpressionKind, text: string): Parsed => parsers.get(kind)?.(text) ?? parse(kind, text);
