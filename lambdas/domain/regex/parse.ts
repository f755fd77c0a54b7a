import { bracketClass, caseless, escapeAt, isWord, not } from './characters.ts';
import {
  type CharTest,
  type Cursor,
  codeOf,
  type Flags,
  type Node,
  next,
  PatternMistake,
  type PlaceTest,
  take,
  takeUntil,
} from './syntax.ts';

/** As in RE2 (https://github.com/google/re2/wiki/Syntax). */
const REPEAT_MAX = 1_000;
const LENGTH_MAX = 2_000;
const DEPTH_MAX = 50;

interface Reader {
  readonly cursor: Cursor;
  readonly depth: number;
  flags: Flags;
}

const character = (fits: CharTest, { ignoreCase }: Flags): Node => ({
  kind: 'character',
  fits: ignoreCase ? caseless(fits) : fits,
});

const literal = (code: number, flags: Flags): Node => character((each) => each === code, flags);

const isInWord = (code: number | undefined): boolean => code !== undefined && isWord(code);
const isBoundary: PlaceTest = (before, after) => isInWord(before) !== isInWord(after);
const isStart: PlaceTest = (before) => before === undefined;
const isEnd: PlaceTest = (_, after) => after === undefined;

const places: Readonly<Record<string, PlaceTest>> = {
  '^': isStart,
  $: isEnd,
  '\\A': isStart,
  '\\z': isEnd,
  '\\b': isBoundary,
  '\\B': (before, after) => !isBoundary(before, after),
};

const NEWLINE = codeOf('\n');

function quoted(reader: Reader): Node {
  const nodes: Node[] = [];
  const { cursor, flags } = reader;
  while (cursor.at < cursor.points.length && !take(cursor, '\\E'))
    nodes.push(literal(codeOf(next(cursor, '\\Q')), flags));
  return { kind: 'sequence', nodes };
}

function flagsOf(marks: string, { flags }: Reader): Flags {
  const [on = '', off = ''] = marks.split('-');
  if (!/^[is]*$/.test(on + off))
    throw new PatternMistake(`"(?${marks}" is not allowed; allowed: (?:…), (?i), (?s), (?P<name>…); no look around`);
  const has = (mark: string, now: boolean): boolean => (on.includes(mark) || now) && !off.includes(mark);
  return { ignoreCase: has('i', flags.ignoreCase), dotAll: has('s', flags.dotAll) };
}

/** `(?i)` changes the flags up to the end of the group around it; answers nothing but an empty sequence. */
function flagged(reader: Reader): Node {
  const { cursor } = reader;
  let marks = '';
  let mark = next(cursor, 'a group (?');
  while (!/[:)]/.test(mark) && marks.length < 8) {
    marks += mark;
    mark = next(cursor, 'a group (?');
  }
  const flags = flagsOf(marks, reader);
  if (mark === ':') return inner({ ...reader, flags });
  reader.flags = flags;
  return { kind: 'sequence', nodes: [] };
}

function inner(reader: Reader): Node {
  if (reader.depth >= DEPTH_MAX) throw new PatternMistake(`has more than ${DEPTH_MAX} groups within each other`);
  const node = choice({ ...reader, depth: reader.depth + 1 });
  if (!take(reader.cursor, ')')) throw new PatternMistake('has a ( without its )');
  return node;
}

function group(reader: Reader): Node {
  const { cursor } = reader;
  if (take(cursor, '?P<') || (cursor.points[cursor.at + 2]?.match(/\w/) && take(cursor, '?<'))) {
    takeUntil(cursor, '>', 'the name of a group');
    return inner(reader);
  }
  return take(cursor, '?') ? flagged(reader) : inner(reader);
}

function placeAt(cursor: Cursor): Node | undefined {
  const found = Object.keys(places).find((mark) => take(cursor, mark));
  const fits = found === undefined ? undefined : places[found];
  return fits === undefined ? undefined : { kind: 'place', fits };
}

function escaped({ cursor, flags }: Reader): Node {
  const meant = escapeAt(cursor);
  return typeof meant === 'number' ? literal(meant, flags) : character(meant, flags);
}

function atom(reader: Reader): Node {
  const { cursor, flags } = reader;
  const place = placeAt(cursor);
  if (place !== undefined) return place;
  if (take(cursor, '(')) return group(reader);
  if (take(cursor, '\\Q')) return quoted(reader);
  if (take(cursor, '\\')) return escaped(reader);
  if (take(cursor, '[')) return { kind: 'character', fits: bracketClass(cursor, flags) };
  const point = next(cursor, 'itself');
  if (point === '.') return character(flags.dotAll ? () => true : not((code) => code === NEWLINE), flags);
  if (/[*+?]/.test(point)) throw new PatternMistake(`has a ${point} that repeats nothing`);
  return literal(codeOf(point), flags);
}

/** `{2}`, `{2,}`, `{2,5}`; nothing when the brace stands for itself. */
function counted({
  points,
  at,
}: Cursor): { readonly min: number; readonly max: number; readonly length: number } | undefined {
  const text = points.slice(at, at + 12).join('');
  const [whole, least, comma, most] = /^\{(\d{1,4})(?:(,)(\d{0,4}))?\}/.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const min = Number(least);
  const end = most === undefined || most === '' ? Number.POSITIVE_INFINITY : Number(most);
  const max = comma === undefined ? min : end;
  if (min > REPEAT_MAX || (max > REPEAT_MAX && max !== Number.POSITIVE_INFINITY) || max < min)
    throw new PatternMistake(`${whole} is no number of times; allowed: up to ${REPEAT_MAX}, the smaller one first`);
  return { min, max, length: whole.length };
}

const marks: Readonly<Record<string, readonly [number, number]>> = {
  '*': [0, Number.POSITIVE_INFINITY],
  '+': [1, Number.POSITIVE_INFINITY],
  '?': [0, 1],
};

function repeated(cursor: Cursor, node: Node): Node {
  const mark = Object.keys(marks).find((each) => take(cursor, each));
  const count = mark === undefined ? counted(cursor) : undefined;
  if (mark === undefined && count === undefined) return node;
  const [min, max] = mark === undefined ? [count?.min ?? 0, count?.max ?? 0] : (marks[mark] ?? [0, 0]);
  cursor.at += count?.length ?? 0;
  // Whether as much or as little as possible is taken makes no difference for a match of the whole text.
  take(cursor, '?');
  if (/[*+?]/.test(cursor.points[cursor.at] ?? '')) throw new PatternMistake('repeats a repetition');
  return { kind: 'repeat', node, min, max };
}

function sequence(reader: Reader): Node {
  const { cursor } = reader;
  const nodes: Node[] = [];
  while (cursor.at < cursor.points.length && !/[|)]/.test(cursor.points[cursor.at] ?? ''))
    nodes.push(repeated(cursor, atom(reader)));
  return { kind: 'sequence', nodes };
}

function choice(reader: Reader): Node {
  const nodes = [sequence(reader)];
  while (take(reader.cursor, '|')) nodes.push(sequence(reader));
  return nodes.length === 1 && nodes[0] !== undefined ? nodes[0] : { kind: 'choice', nodes };
}

/** Parses a regular expression of RE2's syntax. Throws `PatternMistake`. */
export function parsePattern(source: string): Node {
  if (source.length > LENGTH_MAX) throw new PatternMistake(`is longer than ${LENGTH_MAX} characters`);
  const cursor: Cursor = { points: [...source], at: 0 };
  const node = choice({ cursor, depth: 0, flags: { ignoreCase: false, dotAll: false } });
  if (cursor.at < cursor.points.length) throw new PatternMistake('has a ) without its (');
  return node;
}
