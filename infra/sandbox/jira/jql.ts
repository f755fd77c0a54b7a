/** What a search can ask of an issue. */
export interface Searchable {
  readonly key: string;
  readonly project: string;
  readonly issuetype: string;
  readonly status: string;
  readonly statuscategory: string;
  readonly resolution: string | undefined;
  readonly labels: readonly string[];
  /** Epoch ms. */
  readonly created: number;
}

type Test = (issue: Searchable) => boolean;
export type Query = { readonly matches: Test; readonly bounded: boolean } | { readonly error: string };

const token = /\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|!=|>=|<=|[=<>(),]|[^\s"'=<>!(),]+)/y;

function tokens(jql: string): string[] | undefined {
  const found: string[] = [];
  const text = jql.trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match?.[1] === undefined) return undefined;
    found.push(match[1]);
  }
  return found;
}

const unquoted = (word: string): string => (/^["']/.test(word) ? word.slice(1, -1).replace(/\\(.)/g, '$1') : word);

const fields = {
  key: (issue) => [issue.key],
  issuekey: (issue) => [issue.key],
  project: (issue) => [issue.project],
  issuetype: (issue) => [issue.issuetype],
  status: (issue) => [issue.status],
  statuscategory: (issue) => [issue.statuscategory],
  resolution: (issue) => (issue.resolution === undefined ? [] : [issue.resolution]),
  labels: (issue) => issue.labels,
} as const satisfies Record<string, (issue: Searchable) => readonly string[]>;

const isField = (name: string): name is keyof typeof fields => Object.hasOwn(fields, name);

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

function instant(word: string, now: number): number {
  const [, count, unit] = /^-(\d+)([mhdw])$/.exec(word) ?? [];
  return unit === undefined ? Date.parse(word.replaceAll('/', '-')) : now - Number(count) * (unitMs[unit] ?? 0);
}

class Unreadable extends Error {}

/** Reads the words of a query one after the other. */
function reader(words: readonly string[]) {
  let next = 0;
  const take = (): string => {
    const word = words[next];
    if (word === undefined) throw new Unreadable('Error in the JQL Query: the query ends too early.');
    next += 1;
    return word;
  };
  const takeIf = (wanted: string): boolean => {
    if (words[next]?.toLowerCase() !== wanted) return false;
    next += 1;
    return true;
  };
  return { take, takeIf, ended: () => next >= words.length };
}
type Reader = ReturnType<typeof reader>;

function list({ take, takeIf }: Reader): string[] {
  if (!takeIf('(')) throw new Unreadable("Error in the JQL Query: Expecting '(' after in.");
  const values = [unquoted(take())];
  while (takeIf(',')) values.push(unquoted(take()));
  if (!takeIf(')')) throw new Unreadable("Error in the JQL Query: Expecting ')' or ','.");
  return values;
}

const sameWord = (a: string) => (b: string) => a.toLowerCase() === b.toLowerCase();
const isEmpty = (word: string): boolean => /^(empty|null)$/i.test(word);

function createdTest(words: Reader, now: number): Test {
  const operator = words.take();
  const when = instant(unquoted(words.take()), now);
  if (Number.isNaN(when) || !/^[<>]=?$/.test(operator)) throw new Unreadable('Error in the JQL Query: bad date.');
  return ({ created }) => (operator.startsWith('>') ? created >= when : created <= when);
}

type Read = (issue: Searchable) => readonly string[];

function emptyTest(words: Reader, read: Read): Test {
  const not = words.takeIf('not');
  if (!isEmpty(words.take())) throw new Unreadable("Error in the JQL Query: Expecting EMPTY after 'is'.");
  return (issue) => (read(issue).length === 0) !== not;
}

function valueTest(words: Reader, read: Read): Test {
  const operator = words.take().toLowerCase();
  if (operator === 'is') return emptyTest(words, read);
  if (operator === 'in' || (operator === 'not' && words.takeIf('in'))) {
    const values = list(words);
    const any: Test = (issue) => read(issue).some((have) => values.some(sameWord(have)));
    return operator === 'in' ? any : (issue) => read(issue).length > 0 && !any(issue);
  }
  if (operator !== '=' && operator !== '!=') throw new Unreadable(`Error in the JQL Query: operator '${operator}'.`);
  const value = unquoted(words.take());
  const same: Test = (issue) => (isEmpty(value) ? read(issue).length === 0 : read(issue).some(sameWord(value)));
  return operator === '=' ? same : (issue) => read(issue).length > 0 && !same(issue);
}

function clause(words: Reader, now: number): Test {
  const name = unquoted(words.take()).toLowerCase();
  if (name === 'created') return createdTest(words, now);
  if (!isField(name)) throw new Unreadable(`Field '${name}' does not exist or you do not have permission to view it.`);
  return valueTest(words, fields[name]);
}

function conjunction(words: Reader, now: number): Test[] {
  const tests: Test[] = [];
  while (!words.ended() && !words.takeIf('order')) {
    tests.push(clause(words, now));
    if (words.ended() || words.takeIf('order')) return tests;
    if (!words.takeIf('and'))
      throw new Unreadable(`Error in the JQL Query: Expecting 'AND' but got '${words.take()}'.`);
    if (words.ended()) words.take();
  }
  return tests;
}

/** Understands clauses joined by AND, with an ORDER BY that is read over: newest first is the only order. */
export function parseJql(jql: string, now: number): Query {
  const words = tokens(jql);
  if (words === undefined) return { error: 'Error in the JQL Query: a quoted text is not closed.' };
  try {
    const tests = conjunction(reader(words), now);
    return { matches: (issue) => tests.every((test) => test(issue)), bounded: tests.length > 0 };
  } catch (error) {
    if (error instanceof Unreadable) return { error: error.message };
    throw error;
  }
}
