import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { mend } from '../../../../lambdas/sources/_kit/body/json-mend.ts';
import { parsePayload } from '../../../../lambdas/sources/_kit/body/payload.ts';
import { leastEffortMs } from '../../../effort.ts';

describe('mends', () => {
  it.each([
    ['line breaks and tabs in a string', '{"a":"x\ny\tz"}', { a: 'x\ny\tz' }],
    ['commas before an end', '{"a":[1,2, ] , }', { a: [1, 2] }],
    ['a comma at the very end', '{"a":1},', { a: 1 }],
    ['what was cut within a string', '{"a":["x","y', { a: ['x', 'y'] }],
    ['what was cut after a backslash', '{"a":"x\\', { a: 'x' }],
    ['what was cut after a colon', '{"a":1,"b": ', { a: 1, b: null }],
    ['what was cut after a comma', '[{"a":1},', [{ a: 1 }]],
    ['commas and ends within strings not at all', '{"a":",}","b":"{[\\",]"}', { a: ',}', b: '{[",]' }],
  ])('%s', (_, text, value) => {
    expect(JSON.parse(mend(text))).toEqual(value);
  });
});

test('valid JSON stays as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(3), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(mend(text)).toBe(text);
    }),
  );
});

test('no text makes it throw', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof mend(text) === 'string'));
});

test('a large body with the slips of a template is read', () => {
  const records = Array.from({ length: 4_000 }, (_, n) => `{"n":${n},"text":"line\nbreak",}`);
  const payload = parsePayload(Buffer.from(`[${records.join(',\n')},]`), '');
  expect(payload).toMatchObject({ kind: 'json', repaired: true });
  if (payload.kind === 'json') expect(payload.value).toHaveLength(4_000);
});

test.each([
  ['brackets in a string that never ends', '["', '{'],
  ['words without quotes', '{"a":', 'x\n'],
  ['quotes alone', '[', '"'],
  ['names without values', '[1,', '"a":'],
  ['minus signs', '[', '- '],
  ['comments', '[', '/* */'],
  ['form fields', '', 'abc=1&'],
  ['different form fields', '', '\u0001=1&'],
])('%s cost no more than their length', (_, head, unit) => {
  const times = Math.floor(1_000_000 / unit.length);
  const text = head + Array.from({ length: times }, (_, n) => unit.replace('\u0001', String(n))).join('');
  const read = () => void parsePayload(Buffer.from(text), head === '' ? 'application/x-www-form-urlencoded' : '');
  expect(leastEffortMs(read, 2)).toBeLessThan(2_000);
});
