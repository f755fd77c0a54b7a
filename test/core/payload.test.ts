import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonIn, parsePayload } from '../../lambdas/core/payload.ts';

const parse = (text: string, type = 'application/json') => parsePayload(Buffer.from(text), type);

test('blank bodies are empty', () => {
  for (const text of ['', ' ', '\n\t']) expect(parse(text)).toEqual({ kind: 'empty' });
});

test('valid JSON is what JSON.parse says', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      fc.pre(!/\d{16}/.test(text));
      expect(parse(text)).toEqual({ kind: 'json', value: JSON.parse(text), repaired: false });
    }),
  );
});

test('integers beyond 2^53 keep their digits', () => {
  expect(parse('{"t":1788190010829165123,"n":12,"f":1.5}')).toMatchObject({
    value: { t: '1788190010829165123', n: 12, f: 1.5 },
  });
});

test.each([
  ['raw line breaks in a string', '{"a":"x\ny"}', { a: 'x\ny' }],
  ['trailing commas', '{"a":[1,2,],}', { a: [1, 2] }],
  ['escaped apostrophes', `{"a":"it\\'s"}`, { a: "it's" }],
  ['one object a line', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
])('repairs %s', (_, text, value) => {
  expect(parse(text)).toEqual({ kind: 'json', value, repaired: true });
});

test.each(['hello', 'Test message Please ignore !!', '<xml/>', '['.repeat(50_000)])(
  'keeps what is no JSON as text',
  (text) => {
    expect(parse(text)).toMatchObject({ kind: 'text', text });
  },
);

test('UTF-16 with a byte order mark and Latin-1 by its charset are read', () => {
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a":"é"}', 'utf16le')]);
  expect(parsePayload(utf16, '')).toMatchObject({ value: { a: 'é' } });
  expect(parsePayload(Buffer.from('{"a":"é"}', 'latin1'), 'application/json; charset=iso-8859-1')).toMatchObject({
    value: { a: 'é' },
  });
});

test('no bytes make it throw', () => {
  fc.assert(fc.property(fc.uint8Array(), fc.string(), (bytes, type) => void parsePayload(bytes, type)));
  expect(parsePayload(gzipSync('{}'), 'application/json').kind).toBe('text');
});

test('JSON in a text is opened only when nothing of it is lost', () => {
  expect(jsonIn('{"a":{"b":[1,"x:y"]}}')).toEqual({ a: { b: [1, 'x:y'] } });
  expect(jsonIn('{"a":1,"a":2}')).toBeUndefined();
  expect(jsonIn('12')).toBeUndefined();
  expect(jsonIn('{broken')).toBeUndefined();
});
