/** DynamoDB's expressions, as far as the table functions use them: conditions, key conditions and updates. */

export type Item = Record<string, unknown>;

export interface Names {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  readonly ExpressionAttributeValues?: Readonly<Record<string, unknown>> | undefined;
}

type Value = (item: Item, names: Names) => unknown;
type Test = (item: Item, names: Names) => boolean;
type Path = (names: Names) => string;
/** Reads the item as it was, writes the item as it becomes. */
type Change = (before: Item, after: Item, names: Names) => void;

const token = /\s*(<>|<=|>=|[=<>(),+-]|[:#]?[A-Za-z_][\w.]*)/y;

function tokensOf(text: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (match?.[1] === undefined) throw new Error(`no DynamoDB expression: ${text}`);
    found.push(match[1]);
  }
  return found;
}

/** Tokens with a place in them. */
function reader(text: string) {
  const tokens = tokensOf(text);
  let place = 0;
  const peek = (): string => tokens[place] ?? '';
  const next = (): string => {
    place += 1;
    return tokens[place - 1] ?? '';
  };
  return {
    peek,
    next,
    isWord: (word: string): boolean => peek().toUpperCase() === word,
    take(wanted: string): boolean {
      if (peek().toUpperCase() !== wanted) return false;
      place += 1;
      return true;
    },
    expect(wanted: string): void {
      if (next().toUpperCase() !== wanted) throw new Error(`expected ${wanted} in: ${text}`);
    },
    isOver: (): boolean => place >= tokens.length,
  };
}
type Reader = ReturnType<typeof reader>;

const pathOf = (text: string): Path => {
  if (!text.startsWith('#')) return () => text;
  return ({ ExpressionAttributeNames: known = {} }) => {
    const name = known[text];
    if (name === undefined) throw new Error(`${text} is not in ExpressionAttributeNames`);
    return name;
  };
};

const termOf = (text: string): Value => {
  if (!text.startsWith(':')) {
    const path = pathOf(text);
    return (item, names) => item[path(names)];
  }
  return (_, { ExpressionAttributeValues: known = {} }) => {
    if (!(text in known)) throw new Error(`${text} is not in ExpressionAttributeValues`);
    return known[text];
  };
};

const isBelow = (a: unknown, b: unknown): boolean =>
  (typeof a === 'number' && typeof b === 'number' && a < b) ||
  (typeof a === 'string' && typeof b === 'string' && a < b);

// What is missing compares with nothing: every comparison with it is false, save that it differs.
const comparisons: Readonly<Record<string, (a: unknown, b: unknown) => boolean>> = {
  '=': (a, b) => a !== undefined && a === b,
  '<>': (a, b) => a !== b,
  '<': isBelow,
  '>': (a, b) => isBelow(b, a),
  '<=': (a, b) => isBelow(a, b) || (a !== undefined && a === b),
  '>=': (a, b) => isBelow(b, a) || (a !== undefined && a === b),
};

const contains = (a: unknown, b: unknown): boolean =>
  a instanceof Set ? a.has(b) : Array.isArray(a) ? a.includes(b) : typeof a === 'string' && a.includes(String(b));

function operand(from: Reader): Value {
  const text = from.next();
  if (text.toLowerCase() !== 'size' || !from.take('(')) return termOf(text);
  const inner = termOf(from.next());
  from.expect(')');
  return (item, names) => {
    const value = inner(item, names);
    if (value instanceof Set) return value.size;
    return typeof value === 'string' || Array.isArray(value) ? value.length : undefined;
  };
}

function called(name: string, from: Reader): Test {
  from.expect('(');
  const first = from.next();
  if (name === 'ATTRIBUTE_EXISTS' || name === 'ATTRIBUTE_NOT_EXISTS') {
    from.expect(')');
    const path = pathOf(first);
    return (item, names) => (item[path(names)] !== undefined) === (name === 'ATTRIBUTE_EXISTS');
  }
  from.expect(',');
  const [subject, sought] = [termOf(first), termOf(from.next())];
  from.expect(')');
  if (name === 'CONTAINS') return (item, names) => contains(subject(item, names), sought(item, names));
  return (item, names) => String(subject(item, names) ?? '').startsWith(String(sought(item, names)));
}

const functions = new Set(['ATTRIBUTE_EXISTS', 'ATTRIBUTE_NOT_EXISTS', 'BEGINS_WITH', 'CONTAINS']);

function comparison(from: Reader): Test {
  if (functions.has(from.peek().toUpperCase())) return called(from.next().toUpperCase(), from);
  const left = operand(from);
  if (from.take('BETWEEN')) {
    const low = operand(from);
    from.expect('AND');
    const high = operand(from);
    return (item, names) => {
      const value = left(item, names);
      return !isBelow(value, low(item, names)) && !isBelow(high(item, names), value) && value !== undefined;
    };
  }
  const compare = comparisons[from.next()];
  if (compare === undefined) throw new Error('a comparison was expected');
  const right = operand(from);
  return (item, names) => compare(left(item, names), right(item, names));
}

function negation(from: Reader): Test {
  if (from.take('NOT')) {
    const inner = negation(from);
    return (item, names) => !inner(item, names);
  }
  if (!from.take('(')) return comparison(from);
  const inner = disjunction(from);
  from.expect(')');
  return inner;
}

function conjunction(from: Reader): Test {
  const all = [negation(from)];
  while (from.take('AND')) all.push(negation(from));
  return (item, names) => all.every((test) => test(item, names));
}

function disjunction(from: Reader): Test {
  const all = [conjunction(from)];
  while (from.take('OR')) all.push(conjunction(from));
  return (item, names) => all.some((test) => test(item, names));
}

function term(from: Reader): Value {
  const name = from.peek().toLowerCase();
  if (name !== 'if_not_exists' && name !== 'list_append') return termOf(from.next());
  from.next();
  from.expect('(');
  const [first] = [term(from)];
  from.expect(',');
  const second = term(from);
  from.expect(')');
  if (name === 'if_not_exists') return (item, names) => first(item, names) ?? second(item, names);
  return (item, names) => [first(item, names), second(item, names)].flat();
}

function assignment(from: Reader): Change {
  const path = pathOf(from.next());
  from.expect('=');
  const left = term(from);
  const sign = from.take('+') ? 1 : from.take('-') ? -1 : 0;
  const right = sign === 0 ? undefined : term(from);
  return (before, after, names) => {
    const value = left(before, names);
    if (value === undefined) throw new Error('an update from an attribute that is not there');
    after[path(names)] = right === undefined ? value : Number(value) + sign * Number(right(before, names));
  };
}

function removal(from: Reader): Change {
  const path = pathOf(from.next());
  return (_, after, names) => {
    delete after[path(names)];
  };
}

function addition(from: Reader): Change {
  const [path, value] = [pathOf(from.next()), termOf(from.next())];
  return (before, after, names) => {
    const [old, more] = [before[path(names)], value(before, names)];
    after[path(names)] =
      more instanceof Set
        ? new Set([...(old instanceof Set ? old : []), ...more])
        : (typeof old === 'number' ? old : 0) + Number(more);
  };
}

function subtraction(from: Reader): Change {
  const [path, value] = [pathOf(from.next()), termOf(from.next())];
  return (before, after, names) => {
    const [old, less] = [before[path(names)], value(before, names)];
    if (!(old instanceof Set) || !(less instanceof Set)) return;
    const left = new Set([...old].filter((each) => !less.has(each)));
    if (left.size === 0) delete after[path(names)];
    else after[path(names)] = left;
  };
}

const sections: Readonly<Record<string, (from: Reader) => Change>> = {
  SET: assignment,
  REMOVE: removal,
  ADD: addition,
  DELETE: subtraction,
};

function changes(from: Reader): Change {
  const all: Change[] = [];
  while (!from.isOver()) {
    const section = sections[from.next().toUpperCase()];
    if (section === undefined) throw new Error('an update has the sections SET, REMOVE, ADD and DELETE');
    do all.push(section(from));
    while (from.take(','));
  }
  return (before, after, names) => {
    for (const change of all) change(before, after, names);
  };
}

const kept = <T>(parse: (from: Reader) => T): ((text: string) => T) => {
  const known = new Map<string, T>();
  return (text) => {
    const found = known.get(text) ?? parse(reader(text));
    known.set(text, found);
    return found;
  };
};

export const conditionOf = kept(disjunction);
export const updateOf = kept(changes);
