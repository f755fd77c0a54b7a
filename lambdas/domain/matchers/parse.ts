import { unquote } from './unquote.ts';

export const operators = ['=~', '!~', '!=', '='] as const;
export type Operator = (typeof operators)[number];

/** One condition as it is written: `severity=~"high|critical"`. */
export interface Written {
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
}

/** What is wrong with a text of matchers. */
export interface Wrong {
  readonly wrong: string;
}

interface Cursor {
  readonly text: string;
  at: number;
}

class Mistake extends Error {}

const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;
/** What may stand without quotes (https://prometheus.io/docs/alerting/latest/configuration/#matcher). */
const BARE = /[^\s{}!=~,\\"'`]+/y;
const OPERATOR = /=~|!~|!=|=/y;
const SPACE = /\s*/y;

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match !== null) cursor.at = pattern.lastIndex;
  return match;
}

function mark(cursor: Cursor, text: string): boolean {
  take(cursor, SPACE);
  if (!cursor.text.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}

const foundAt = ({ text, at }: Cursor): string => {
  const rest = text.slice(at, at + 20);
  return rest === '' ? 'the end' : `"${rest}"`;
};

function token(cursor: Cursor, what: string): string {
  take(cursor, SPACE);
  const quoted = take(cursor, QUOTED);
  if (quoted === null) {
    const bare = take(cursor, BARE);
    if (bare === null) throw new Mistake(`found ${foundAt(cursor)} where ${what} is expected`);
    return bare[0];
  }
  const said = unquote(quoted[1] ?? '');
  if (said === undefined) throw new Mistake(`${quoted[0]} is no UTF-8`);
  return said;
}

const ALLOWED = 'allowed: =, !=, =~, !~';

/** No name that is written without quotes has these; an order is what they are for in `match`. */
function refuseOrder(name: string, isQuoted: boolean): void {
  const [sign] = /[<>]/.exec(name) ?? [];
  if (sign !== undefined && !isQuoted)
    throw new Mistake(
      `found "${sign}" where an operator is expected; ${ALLOWED}; to compare write match: { severity: ">=high" }`,
    );
}

function operatorAt(cursor: Cursor): Operator {
  take(cursor, SPACE);
  const [found] = take(cursor, OPERATOR) ?? [];
  const operator = operators.find((each) => each === found);
  if (operator === undefined) throw new Mistake(`found ${foundAt(cursor)} where an operator is expected; ${ALLOWED}`);
  if (/[=~]/.test(cursor.text[cursor.at] ?? ''))
    throw new Mistake(
      `found "${operator}${cursor.text[cursor.at]}" where an operator is expected; ${ALLOWED}, such as team="soc"`,
    );
  return operator;
}

function matcherAt(cursor: Cursor): Written {
  take(cursor, SPACE);
  const isQuoted = cursor.text[cursor.at] === '"';
  const name = token(cursor, 'a name');
  if (name === '') throw new Mistake('a name is empty');
  refuseOrder(name, isQuoted);
  const operator = operatorAt(cursor);
  // `name=` asks for an empty value.
  take(cursor, SPACE);
  const isEmpty = cursor.at === cursor.text.length;
  return { name, operator, value: isEmpty ? '' : token(cursor, 'a value') };
}

function endOf(cursor: Cursor, isOpen: boolean): void {
  if (isOpen && !mark(cursor, '}')) throw new Mistake(`found ${foundAt(cursor)} where "," or "}" is expected`);
  take(cursor, SPACE);
  if (cursor.at < cursor.text.length)
    throw new Mistake(
      `found ${foundAt(cursor)} where "," or the end is expected; put a value with blanks or with one of {}!=~,\\'\` in double quotes`,
    );
}

function all(cursor: Cursor): Written[] {
  const isOpen = mark(cursor, '{');
  const found: Written[] = [];
  do {
    take(cursor, SPACE);
    if (cursor.at === cursor.text.length || cursor.text[cursor.at] === '}') break;
    found.push(matcherAt(cursor));
  } while (mark(cursor, ','));
  endOf(cursor, isOpen);
  return found;
}

/**
 * The matchers in one text, in Alertmanager's syntax since 0.27: `name operator value`, several with `,`, with or without
 * braces around them; names and values in double quotes or, without reserved characters, bare.
 */
export function parseMatchers(text: string): readonly Written[] | Wrong {
  try {
    const found = all({ text, at: 0 });
    return found.length === 0 ? { wrong: 'found no matcher; expected one such as team="soc"' } : found;
  } catch (error) {
    if (error instanceof Mistake) return { wrong: error.message };
    throw error;
  }
}
