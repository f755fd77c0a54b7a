import { functionNames } from '../../../lambdas/domain/expression/functions.ts';

/** An expression that a careless operator could write, over what an attacker could send. */
export interface HostileCase {
  readonly name: string;
  readonly expression: string;
}

const deep = (levels: number): unknown => {
  let value: unknown = 'end';
  for (let i = 0; i < levels; i += 1) value = [value];
  return value;
};

/** Large values of every kind; made once. */
export const hostileInput = () => ({
  text: 'a'.repeat(8_000_000),
  astral: '🚨'.repeat(2_000_000),
  blanks: ' \n'.repeat(2_000_000),
  periodic: 'a'.repeat(1_000_000),
  sought: `${'a'.repeat(500)}b${'a'.repeat(500)}`,
  half: 'a'.repeat(20_000),
  other: 'b'.repeat(20_000),
  short: `${'a'.repeat(60)}!`,
  digits: `${'1'.repeat(900)}x`,
  number: 1e15,
  list: Array.from({ length: 60_000 }, (_, i) => ({ i, s: `item ${i}` })),
  texts: Array.from({ length: 90_000 }, (_, i) => `text ${(i * 7919) % 90_000}`),
  numbers: Array.from({ length: 90_000 }, (_, i) => (i * 7919) % 90_000),
  nested: [Array.from({ length: 400_000 }, () => [])],
  wide: Object.fromEntries(Array.from({ length: 60_000 }, (_, i) => [`field${i}`, [i]])),
  deep: deep(2_000),
});

const texts = ['text', 'astral', 'blanks'];
const lists = ['list', 'texts', 'numbers', 'nested'];
const values = [...texts, ...lists, 'wide', 'deep'];

/** What is written behind the first thing given, for functions that take more of it. */
const more: Readonly<Record<string, readonly string[]>> = {
  append: [', list', ', $$'],
  assert: [', text'],
  contains: [', sought', ', /(a+)+$/', ', /a/'],
  each: [', function($v) { $v }', ', $string'],
  filter: [', function($v) { true }', ', $exists'],
  formatBase: [', 2'],
  formatInteger: [', "I"', ', "w"', ', text'],
  formatNumber: [', text', ', "#", {"zero-digit": "", "decimal-separator": ""}'],
  fromMillis: [', "[H,20000000]"', ', text'],
  join: [', text'],
  lookup: [', "i"'],
  map: [', function($v) { $$.text & $v }', ', $string', ', $substring(?, 1)', ', function($v) { [$$.list] }'],
  match: [', /a/', ', /(a|a)*$/'],
  pad: [', 999999, text', ', 1e9'],
  parseInteger: [', "w"', ', text'],
  power: [', 1e9'],
  reduce: [', function($a, $b) { $append($a, $b) }', ', function($a, $b) { [[$a], [$a]] }'],
  replace: [', "a", text', ', /a/, "$0$0"', ', /(a*)*b/, ""', ', /a/, text'],
  sift: [', function($v) { true }'],
  single: [', function($v) { false }'],
  sort: [''],
  split: [', ""', ', /a/', ', "a"'],
  string: ['', ', true'],
  substring: [', 1', ', -5, 3'],
  substringAfter: [', sought'],
  substringBefore: [', sought'],
  toMillis: [', "[Y][M][D][H][m][s]"', ', "[Yw][Mw][Dw]"', ', text'],
  zip: [', list'],
};

const numeric = [
  'abs',
  'ceil',
  'floor',
  'formatBase',
  'formatInteger',
  'formatNumber',
  'fromMillis',
  'power',
  'round',
  'sqrt',
];
const ofLists = ['average', 'join', 'max', 'min', 'reverse', 'shuffle', 'sort', 'sum', 'zip'];
/** Those that call a function for each item end by their time. */
const ofFunctions = ['filter', 'map', 'reduce', 'single'];
const ofAnything = [
  'append',
  'boolean',
  'clone',
  'count',
  'distinct',
  'each',
  'exists',
  'keys',
  'lookup',
  'merge',
  'not',
  'sift',
  'spread',
  'string',
  'type',
];

function firstsOf(name: string): readonly string[] {
  if (name === 'random') return [''];
  if (numeric.includes(name)) return ['number'];
  if (ofFunctions.includes(name)) return ['list'];
  if (ofLists.includes(name)) return lists;
  return ofAnything.includes(name) ? values : [...texts, 'short', 'digits'];
}

/** Every function of JSONata over every large value of the kind that it takes. */
const calls: readonly HostileCase[] = functionNames.flatMap((name) =>
  firstsOf(name).flatMap((first) =>
    (more[name] ?? ['']).map((rest) => {
      const expression = `$${name}(${first}${rest})`;
      return { name: expression, expression };
    }),
  ),
);

const twice = (body: string, levels = 60) =>
  `($f := function($n, $x) { $n = 0 ? $x : $f($n - 1, ${body}) }; $f(${levels}, "ab"))`;

/** Operators, and functions that are given to functions. */
const others: readonly (readonly [string, string])[] = [
  ['a text that doubles', `$length(${twice('$x & $x')})`],
  ['lists within lists', `$string(${twice('[[$x], [$x]]')})`],
  ['objects within objects', `$string(${twice('{"a": $x, "b": $x}')})`],
  ['lists that are compared', `(${twice('[[$x], [$x]]')}) = (${twice('[[$x], [$x]]')})`],
  ['lists that are true or not', `(${twice('[[$x], [$x]]')}) ? 1 : 2`],
  ['a field of lists within lists', `(${twice('[[$x], [$x]]')}).a`],
  ['lists by map', `$string(${twice('$map([1, 2], function($i) { [$x] })', 40)})`],
  ['lists by zip', `$string(${twice('$zip([$x], [$x])')})`],
  ['descendants', '$count(**)'],
  ['descendants of descendants', '$count(**.**)'],
  ['children', '$count(wide.*)'],
  ['children of nested lists', '$count(*.*)'],
  ['a field of nested lists', 'nested.i'],
  ['a range', '[1..100000].[1..100000]'],
  ['a range for each', '$map([1..100000], function($i) { [1..100000] })'],
  ['all values for each', '[1..100000].($$)'],
  ['all values for each, as a text', '$string([1..100000].($$.list))'],
  ['a group of joined records', 'list@$l.{"all": $l}'],
  ['a group of records by number', 'list#$i{ "all": $i }'],
  ['records joined with records', '$count(list@$a.list@$b[$a.i = $b.i])'],
  ['a group', 'list{ "all": i }'],
  ['an order', 'list^(>i)'],
  ['an order by a function', '$sort(list, function($l, $r) { $l.i < $r.i })'],
  ['a choice of each', 'list[s in $$.texts]'],
  ['a transform', '$ ~> |**|{"again": $}|'],
  ['a transform that grows', `$string(${twice('({"a": $x, "b": $x} ~> |$|{"c": $}|)')})`],
  [
    'a function that is native for each',
    '($f := $substring(?, 0, 7999999); $map([1..100000], function($i) { $f($$.text) }))',
  ],
  ['a search for each', '$map(texts, function($t) { $contains($$.periodic, $$.sought) })'],
  ['a concatenation for each', '$map(texts, function($t) { $$.text & $t })'],
  ['a match without end', '$contains(short, /(a+)+$/)'],
  ['many matches without end', '$map([1..1000], function($i) { $contains($$.short, /(a|a)+$/) })'],
  ['a matcher that is called', '/(a*)*b/(short)'],
  ['a text as a pattern for all', '$length($replace(half, "a", other))'],
  ['an endless loop', '($f := function($x) { $f($x + 1) }; $f(1))'],
  ['endless depth', '($f := function($x) { 1 + $f($x + 1) }; $f(1))'],
  [
    'a chain of functions',
    '($f := $uppercase ~> $lowercase ~> $trim; $map([1..100000], function($i) { $f($$.text) }))',
  ],
];

export const hostileCases: readonly HostileCase[] = [
  ...calls,
  ...others.map(([name, expression]) => ({ name, expression })),
];
