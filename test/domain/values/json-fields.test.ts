import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsBut, factsOf, jsonOf, mergeFacts, textOf } from '../../../lambdas/domain/values/json-fields.ts';
import { lookup } from '../../../lambdas/domain/values/lookup.ts';

const scalars = (value: unknown): string[] => {
  const text = textOf(value);
  if (text !== undefined) return [text];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalars) : [];
};

test('every scalar is among the facts, whatever the keys', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
      const texts = Object.values(factsOf(value));
      for (const scalar of scalars(value)) expect(texts.some((text) => text.includes(scalar))).toBe(true);
    }),
  );
});

test('paths, lists and keys without a name read well', () => {
  expect(
    factsOf({ a: { b: 1 }, list: ['x', 'y'], odd: ['x,y', { c: true }], '': 'z', none: null, blank: ' ' }),
  ).toEqual({
    'a.b': '1',
    list: 'x, y',
    'odd.0': 'x,y',
    'odd.1.c': 'true',
    '(no name)': 'z',
  });
});

test('two fields that flatten to one name are both kept', () => {
  expect(factsOf({ 'a.b': 1, a: { b: 2 } })).toEqual({ 'a.b': '1', 'a.b (2)': '2' });
});

test('nesting beyond every bound neither throws nor vanishes', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`);
  expect(Object.values(factsOf(deep))).toHaveLength(1);
  expect(() => jsonOf(deep)).not.toThrow();
});

test('hostile keys are data', () => {
  const facts = factsOf(JSON.parse('{"__proto__":{"x":1},"constructor":"c"}'));
  expect(facts['constructor']).toBe('c');
  expect(Object.entries(facts)).toContainEqual(['__proto__.x', '1']);
});

test('fields are found in any spelling, earlier layers and names first, blanks never', () => {
  const said = lookup(['Detail.', { HostName: ' ', pod_name: 'p' }], ['', { Hostname: 'h', PodName: 'q' }]);
  expect(said.text('hostname')).toBe('h');
  expect(said.text('nothing', 'podName')).toBe('p');
  expect(said.value('missing')).toBeUndefined();
});

test('what is taken leaves the facts, its other meanings stay', () => {
  const record = { Name: 'x', other: 'x', nested: { Name: 'x' } };
  const said = lookup(['', record]);
  expect(said.take('name')).toBe('x');
  expect(factsBut(record, said)).toEqual({ other: 'x', 'nested.Name': 'x' });
});

test('merging loses neither side', () => {
  expect(mergeFacts({ a: '1', b: '2' }, { a: '1', b: '3' })).toEqual({ a: '1', b: '2', 'envelope.b': '3' });
});
