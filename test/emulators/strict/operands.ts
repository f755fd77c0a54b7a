import type { ExpressionKind } from './expression.ts';
import { first, type Token } from './tokens.ts';
import { type Attributes, typeOf } from './values.ts';

/** A value of an expression, what is done with it, and the types that it may have. */
export interface Operand {
  readonly value: string;
  readonly operator: string;
  readonly types: readonly string[];
}

const ordered = ['S', 'N', 'B'];
const sets = ['SS', 'NS', 'BS'];

/** Types of the values beside an operator (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html). */
const beside: Readonly<Record<string, readonly string[]>> = {
  '<': ordered,
  '<=': ordered,
  '>': ordered,
  '>=': ordered,
  '+': ['N'],
  '-': ['N'],
};

/** Types of the values that a function takes. */
const arguments_: Readonly<Record<string, readonly string[]>> = {
  begins_with: ['S', 'B'],
  attribute_type: ['S'],
  list_append: ['L'],
};

/** Functions whose first argument is a document path. */
const ofPaths = new Set(['attribute_exists', 'attribute_not_exists', 'attribute_type', 'size', 'if_not_exists']);

const operand = (token: Token | undefined, operator: string, types: readonly string[]): Operand[] =>
  token?.kind === 'value' ? [{ value: token.text, operator, types }] : [];

/** The arguments of a function that are tokens of their own; another function in it has its own. */
function argumentsFrom(tokens: readonly Token[], open: number): Token[] {
  const found: Token[] = [];
  let depth = 0;
  for (const token of tokens.slice(open)) {
    if (token.text === '(') depth += 1;
    else if (token.text === ')') depth -= 1;
    else if (depth === 1) found.push(token);
    if (depth === 0) break;
  }
  return found;
}

function ofToken(tokens: readonly Token[], i: number): Operand[] {
  const { text = '', kind } = tokens[i] ?? {};
  const types = beside[text];
  if (types !== undefined) return [i - 1, i + 1].flatMap((at) => operand(tokens[at], text, types));
  if (kind !== 'word') return [];
  if (text.toUpperCase() === 'BETWEEN')
    return [i - 1, i + 1, i + 3].flatMap((at) => operand(tokens[at], text, ordered));
  const taken = tokens[i + 1]?.text === '(' ? arguments_[text] : undefined;
  return taken === undefined ? [] : argumentsFrom(tokens, i + 1).flatMap((token) => operand(token, text, taken));
}

/** Values that sections of an update take: `ADD` numbers and sets, `DELETE` sets. */
const ofSections: Readonly<Record<string, readonly string[]>> = { ADD: ['N', ...sets], DELETE: sets };

function inSections(tokens: readonly Token[]): Operand[] {
  let section = '';
  return tokens.flatMap((token) => {
    if (token.kind === 'word' && /^(?:SET|REMOVE|ADD|DELETE)$/i.test(token.text)) section = token.text.toUpperCase();
    return operand(token, section, ofSections[section] ?? []).filter(({ types }) => types.length > 0);
  });
}

/** The values of an expression whose types are restricted. */
export const operandsIn = (kind: ExpressionKind, tokens: readonly Token[]): Operand[] => [
  ...tokens.flatMap((_, i) => ofToken(tokens, i)),
  ...(kind === 'UpdateExpression' ? inSections(tokens) : []),
];

/** Why DynamoDB refuses a value in the place of a document path. */
export const wrongPaths = (tokens: readonly Token[]): string | undefined =>
  first(
    ...tokens.map(({ text }, i) =>
      ofPaths.has(text) && tokens[i + 1]?.text === '(' && tokens[i + 2]?.kind === 'value'
        ? `Operator or function requires a document path; operator or function: ${text}`
        : undefined,
    ),
  );

/** What `attribute_type` may ask for. */
const typeNames = new Set(['S', 'SS', 'N', 'NS', 'B', 'BS', 'BOOL', 'NULL', 'L', 'M']);

/** Why DynamoDB refuses the type of a value. */
export function wrongOperand({ value, operator, types }: Operand, given: Attributes): string | undefined {
  const type = typeOf(given[value]);
  if (!types.includes(type))
    return `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`;
  const name = String(given[value]?.['S']);
  if (operator !== 'attribute_type' || typeNames.has(name)) return undefined;
  return `Invalid attribute type name found; type: ${name}, valid types: {${[...typeNames].join(',')}}`;
}
