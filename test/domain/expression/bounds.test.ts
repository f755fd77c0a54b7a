import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { unitsUsed } from '../../../lambdas/domain/expression/meter.ts';
import { run } from '../../../lambdas/domain/expression/run.ts';
import { watch } from '../../../lambdas/domain/expression/watched.ts';

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

const input = {
  text: 'Too many 4xx, or a "few"; twice twice',
  astral: 'a🚨b🚨c',
  empty: '',
  numbers: [3, 1, 2, 2],
  words: ['pear', 'apple', 'fig', 'apple'],
  items: [
    { id: 1, name: 'x', tags: ['a', 'b'], at: { b: 1, a: 2 } },
    { id: 2, name: 'y', tags: ['c'], at: { a: 2, b: 1 } },
    { id: 3, name: 'x', tags: [] },
  ],
  one: [{ a: 1 }],
  none: [],
  nothing: null,
  nest: [[1, [2, 3]], { a: [4, [5]] }],
  mixed: { a: [1], b: 2, c: { d: [[3], 4] }, e: [] },
};

const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(plain, (error: unknown) => ({ code: Reflect.get(Object(error), 'code') }));

describe('a function in place of JSONata’s own gives what that gives', () => {
  it.each([
    ...['text', 'astral', 'empty', 'missing'].flatMap((name) => [
      `$length(${name})`,
      ...['2', '-3', '-99', '99', '1.7'].flatMap((start) => [
        `$substring(${name}, ${start})`,
        ...['0', '2', '-1', '99'].map((size) => `$substring(${name}, ${start}, ${size})`),
      ]),
      `$pad(${name}, 50) & "|"`,
      `$pad(${name}, -50, "#?")`,
      `$split(${name}, " ")`,
      `$split(${name}, "", 3)`,
      `$split(${name}, " ", 1.5)`,
      `$split(${name}, " ", -1)`,
      `$split(${name}, /t/)`,
      `$replace(${name}, "twice", "$0$$")`,
      `$replace(${name}, "t", "T", 1)`,
      `$replace(${name}, "t", "T", 0)`,
      `$replace(${name}, "t", "T", 1.5)`,
      `$replace(${name}, "t", "T", -1)`,
      `$replace(${name}, "", "T")`,
      `$replace(${name}, /(t)(w)/, "$2$1")`,
      `$replace(${name}, /t/, function($m) { $uppercase($m.match) })`,
      `$contains(${name}, "many")`,
      `$contains(${name}, /m.ny/)`,
      `$match(${name}, /t\\w+/).match`,
      `$string(${name})`,
    ]),
    ...['numbers', 'words', 'items', 'one', 'none', 'nothing', 'nest', 'mixed', 'missing', '$'].flatMap((name) => [
      `$string(${name})`,
      `$string(${name}, true)`,
      `$clone(${name})`,
      `$spread(${name})`,
      `$append(${name}, numbers)`,
      `$append(numbers, ${name})`,
      `$append(${name}, missing)`,
      `$sort(${name})`,
      `$sort(${name}, function($l, $r) { $l.name < $r.name })`,
      `$join(${name}, ", ")`,
      `${name}.*`,
      `${name}.*.*`,
      `${name}.*[0]`,
      `[${name}.*]`,
      `$count(${name}.*)`,
      `${name}.**`,
      `$keys(${name})`,
      `$lookup(${name}, "id")`,
      `$boolean(${name})`,
      `${name} = items`,
      `${name} in words`,
      `${name} & ""`,
      `$distinct(${name})`,
      `$reverse(${name})`,
      `$merge(${name})`,
      `$zip(${name}, numbers)`,
      `$map(${name}, $string)`,
      `$reduce(${name}, $append)`,
    ]),
    '$distinct(items.at)',
    '$distinct(items.tags)',
    '$distinct([{"a": 1, "b": 2}, {"b": 2, "a": 1}, 1, "1"])',
    'items@$i.tags@$t.{ "id": $i.id, "tag": $t }',
    'items@$i{ $i.name: $i.id }',
    'items#$n{ name: $n }',
    'items{ name: id }',
    'items^(>id).name',
    'items.{ "p": %.text }',
    '$map(words, $substring(?, 1))',
    '$map(words, $substring(?, 0, 2))',
    '($first := $substringBefore(?, "e"); words.$first($))',
    '$substringAfter("x-y", ?)("-")',
    '$ ~> |items|{"id": id + 1}, ["tags"]|',
    '[1..5].($ * $)',
    '$sum([1..100])',
    '($f := $uppercase ~> $trim; $f(" a "))',
    '$formatNumber(1234.5, "#,##0.00")',
    '$formatNumber(0.5, "00%", {"percent": "%"})',
    '$formatInteger(1999, "I")',
    '$formatInteger(12, "w")',
    '$parseInteger("twelve", "w")',
    '$fromMillis(1510067557121)',
    '$fromMillis(1510067557121, "[M01]/[D01]/[Y0001] [h#1]:[m01][P]")',
    '$toMillis("2017-11-07T15:07:54.972Z")',
    '$toMillis("11/07/2017", "[M01]/[D01]/[Y0001]")',
    '$toMillis("20171107", "[Y0001][M01][D01]")',
    '$toMillis("one", "[Yw]")',
    '$error("no")',
    '$assert(false, "no")',
    '$now() ~> $type',
    '$fromMillis($millis()) = $now()',
  ])('%s', async (expression) => {
    const expected = await outcome(jsonata(expression).evaluate(structuredClone(input)));
    expect(await outcome(run(expression, structuredClone(input)))).toEqual(expected);
    if (!expression.includes('$ ~>') && !expression.startsWith('$.')) return;
    expect(await outcome(run(expression, watch(structuredClone(input)).value))).toEqual(expected);
  });
});

/** Units that an evaluation uses over so many records, or so long a text. */
async function unitsOf(expression: string, size: number): Promise<number> {
  const text = 'ab'.repeat(size);
  const list = Array.from({ length: size }, (_, i) => ({ i, s: `n${i}` }));
  const fields = Object.fromEntries(list.map((item) => [item.s, [item]]));
  await run(expression, watch({ text, list, fields }).value);
  return unitsUsed();
}

describe('the work of a function grows with what it is given, not with its square', () => {
  it.each([
    '$count($spread(list))',
    '$count($distinct(list))',
    '$count($sort(list.i))',
    '$count(fields.*)',
    '$count(**)',
    '$length(text)',
    '$length($replace(text, "a", "cc"))',
    '$count($split(text, "a"))',
    '$length($join(list.s, ", "))',
    '$length($string(list))',
    '$contains(text, "abb")',
    '$count($keys(list))',
  ])('%s', async (expression) => {
    const [once, twice] = [await unitsOf(expression, 1_000), await unitsOf(expression, 2_000)];
    expect(once).toBeGreaterThan(100);
    expect(twice).toBeLessThan(once * 2.2);
  });
});
