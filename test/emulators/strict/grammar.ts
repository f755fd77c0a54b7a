import type { ExpressionKind } from './expression.ts';
import type { Token } from './tokens.ts';

/** The grammar of expressions (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html). */

class WrongSyntax extends Error {}

/** Goes through the tokens of an expression, and throws where one is not what the grammar wants. */
function readerOf(tokens: readonly Token[]) {
  let at = 0;
  const is = (text: string, ahead = 0): boolean => {
    const token = tokens[at + ahead];
    return token !== undefined && token.kind !== 'name' && token.text.toUpperCase() === text.toUpperCase();
  };
  const fail = (): never => {
    throw new WrongSyntax(`Syntax error; token: "${tokens[at]?.text ?? '<EOF>'}"`);
  };
  const takes = (text: string): boolean => {
    const isThere = is(text);
    if (isThere) at += 1;
    return isThere;
  };
  return {
    is,
    takes,
    fail,
    kind: (): Token['kind'] | undefined => tokens[at]?.kind,
    text: (): string => tokens[at]?.text ?? '',
    skip(): void {
      at += 1;
    },
    wants: (text: string): void => void (takes(text) || fail()),
    isOver: (): boolean => at >= tokens.length,
  };
}
type Reader = ReturnType<typeof readerOf>;
type Rule = (reader: Reader) => void;

/** One or more, with commas between. */
function list(rule: Rule, reader: Reader): void {
  do rule(reader);
  while (reader.takes(','));
}

const name: Rule = (reader) => (reader.kind() === 'name' || reader.kind() === 'word' ? reader.skip() : reader.fail());
const value: Rule = (reader) => (reader.kind() === 'value' ? reader.skip() : reader.fail());

/** `name.name[0]` */
const path: Rule = (reader) => {
  name(reader);
  for (;;) {
    if (reader.takes('.')) name(reader);
    else if (reader.takes('[')) {
      if (!/^\d+$/.test(reader.text())) reader.fail();
      reader.skip();
      reader.wants(']');
    } else return;
  }
};

/** The arguments of a function in brackets. */
function call(rules: readonly Rule[], reader: Reader): void {
  reader.skip();
  reader.wants('(');
  for (const [i, rule] of rules.entries()) {
    if (i > 0) reader.wants(',');
    rule(reader);
  }
  reader.wants(')');
}

const isCall = (reader: Reader): boolean => reader.kind() === 'word' && reader.is('(', 1);

/** What is compared: a path, a value, or the size of something. */
const operand: Rule = (reader) => {
  if (isCall(reader)) return reader.is('size') ? call([operand], reader) : reader.fail();
  return reader.kind() === 'value' ? reader.skip() : path(reader);
};

/** Functions that are conditions of their own. */
const conditions: Readonly<Record<string, readonly Rule[]>> = {
  attribute_exists: [path],
  attribute_not_exists: [path],
  attribute_type: [path, value],
  begins_with: [operand, operand],
  contains: [operand, operand],
};

const comparators = ['=', '<>', '<', '<=', '>', '>='];

const comparison: Rule = (reader) => {
  operand(reader);
  if (comparators.some((sign) => reader.takes(sign))) return operand(reader);
  if (reader.takes('BETWEEN')) {
    operand(reader);
    reader.wants('AND');
    return operand(reader);
  }
  reader.wants('IN');
  reader.wants('(');
  list(operand, reader);
  reader.wants(')');
};

const single: Rule = (reader) => {
  if (reader.takes('NOT')) return single(reader);
  if (reader.takes('(')) {
    condition(reader);
    return reader.wants(')');
  }
  const rules = isCall(reader) ? conditions[reader.text()] : undefined;
  return rules === undefined ? comparison(reader) : call(rules, reader);
};

const condition: Rule = (reader) => {
  do single(reader);
  while (reader.takes('AND') || reader.takes('OR'));
};

/** What `SET` assigns: an operand, or two of them with a sign between. */
const assigned: Rule = (reader) => {
  summand(reader);
  if (reader.takes('+') || reader.takes('-')) summand(reader);
};

const changes: Readonly<Record<string, readonly Rule[]>> = {
  if_not_exists: [path, assigned],
  list_append: [assigned, assigned],
};

const summand: Rule = (reader) => {
  if (reader.takes('(')) {
    assigned(reader);
    return reader.wants(')');
  }
  const rules = isCall(reader) ? changes[reader.text()] : undefined;
  if (rules !== undefined) return call(rules, reader);
  return reader.kind() === 'value' ? reader.skip() : path(reader);
};

const withValue: Rule = (reader) => {
  path(reader);
  value(reader);
};

const sections: Readonly<Record<string, Rule>> = {
  SET: (reader) => {
    path(reader);
    reader.wants('=');
    assigned(reader);
  },
  REMOVE: path,
  ADD: withValue,
  DELETE: withValue,
};

const update: Rule = (reader) => {
  do {
    const rule = reader.kind() === 'word' ? sections[reader.text().toUpperCase()] : undefined;
    if (rule === undefined) reader.fail();
    reader.skip();
    if (rule !== undefined) list(rule, reader);
  } while (!reader.isOver());
};

const grammars: Readonly<Record<ExpressionKind, Rule>> = {
  ConditionExpression: condition,
  FilterExpression: condition,
  KeyConditionExpression: condition,
  ProjectionExpression: (reader) => list(path, reader),
  UpdateExpression: update,
};

/** Why DynamoDB cannot read an expression; nothing when it can. */
export function wrongSyntax(kind: ExpressionKind, tokens: readonly Token[]): string | undefined {
  const reader = readerOf(tokens);
  try {
    grammars[kind](reader);
    return reader.isOver() ? undefined : reader.fail();
  } catch (error) {
    if (error instanceof WrongSyntax) return error.message;
    throw error;
  }
}

/** The paths of a projection, each as its parts. */
export function pathsIn(tokens: readonly Token[], nameOf: (text: string) => string): string[][] {
  const paths: string[][] = [[]];
  for (const { kind, text } of tokens) {
    if (text === ',') paths.push([]);
    else if (kind !== 'sign' || /^\d+$/.test(text)) paths.at(-1)?.push(kind === 'sign' ? `[${text}]` : nameOf(text));
  }
  return paths;
}

/** A path that holds another, or is it. */
export const overlapOf = (paths: readonly (readonly string[])[]): string | undefined =>
  paths.find((one, i) => paths.some((other, j) => i !== j && one.every((part, at) => other[at] === part)))?.join('.');
