import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonIn, parsePayload } from '../../../../lambdas/sources/_kit/body/payload.ts';
import { effortMs } from '../../../effort.ts';

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

test('only whole numbers that need it become texts', () => {
  const text = String.raw`{"9\"12345678901234567":9007199254740991,"l":[-12345678901234567,1234567890123456e2,0.1234567890123456]}`;
  expect(parse(text)).toEqual({
    kind: 'json',
    repaired: false,
    value: {
      '9"12345678901234567': 9007199254740991,
      l: ['-12345678901234567', 123456789012345600, 0.1234567890123456],
    },
  });
  expect(parse('{12345678901234567 :1}')).not.toMatchObject({ repaired: false });
});

test.each([
  ['raw line breaks in a string', '{"a":"x\ny"}', { a: 'x\ny' }],
  ['trailing commas', '{"a":[1,2,],}', { a: [1, 2] }],
  ['escaped apostrophes', `{"a":"it\\'s"}`, { a: "it's" }],
  ['objects over several lines each', '{\n"a":1\n}\n{\n"a":2\n}\n', [{ a: 1 }, { a: 2 }]],
  ['a document that was cut off', '{"a":1,"b":{"c":"d', { a: 1, b: { c: 'd' } }],
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

const form = 'application/x-www-form-urlencoded';

test.each<[string, string, string, unknown]>([
  ['an object a line', '{"a":1}\n{"a":2}\n', 'application/json', [{ a: 1 }, { a: 2 }]],
  ['an object a line, with line ends of another system', '{"a":1}\r\n\r\n{"a":2}', '', [{ a: 1 }, { a: 2 }]],
  ['one line', '{"a":1}\n', 'application/x-ndjson', { a: 1 }],
  ['a text sequence (RFC 7464)', '\u001e{"a":1}\n\u001e{"a":2}\n', 'application/json-seq', [{ a: 1 }, { a: 2 }]],
  ['large integers a line', '{"a":1788190010829165123}\n{"a":1}', '', [{ a: '1788190010829165123' }, { a: 1 }]],
  ['JSON in a form field, as GitHub posts it', `payload=${encodeURIComponent('{"a":"b c+d"}')}`, form, { a: 'b c+d' }],
  ['form fields', 'title=Two+words&tag=a&tag=b&empty=', form, { title: 'Two words', tag: ['a', 'b'], empty: '' }],
  ['form fields beside a payload', 'payload=x&a=1', form, { payload: 'x', a: '1' }],
  ['JSON that curl calls a form', '{"a":"b=c"}', form, { a: 'b=c' }],
  ['JSON in a JSON text', JSON.stringify('{"a":1}'), 'application/json', { a: 1 }],
  ['a byte order mark', '\ufeff{"a":1}', 'application/json', { a: 1 }],
  ['a name that stands twice', '{"a":1,"b":{"a":2,"a":3,"a":4}}', '', { a: 1, b: { a: 2, 'a (2)': 3, 'a (3)': 4 } }],
  ['a name that stands twice, written differently', '{"a":1,"\\u0061":2}', '', { a: 1, 'a (2)': 2 }],
  [
    'a name that stands twice beside a large integer',
    '{"a":1,"a":1788190010829165123}',
    '',
    { a: 1, 'a (2)': '1788190010829165123' },
  ],
])('reads %s', (_, text, type, value) => {
  expect(parse(text, type)).toEqual({ kind: 'json', value, repaired: false });
});

test('a broken line spoils no other', () => {
  expect(parse('{"a":1}\nnot json\n{"a":3}')).toEqual({
    kind: 'json',
    value: [{ a: 1 }, { a: 3 }],
    repaired: false,
    unread: [{ text: 'not json', reason: 'not JSON' }],
  });
  expect(parse('{"a":1}\n{"a":2,}')).toEqual({ kind: 'json', value: [{ a: 1 }, { a: 2 }], repaired: true });
});

test('much noise between lines is one piece', () => {
  const noise = Array.from({ length: 500 }, (_, i) => `noise ${i}`).join('\n');
  const payload = parse(`{"a":1}\n${noise}`);
  expect(payload).toMatchObject({ value: { a: 1 }, unread: [{ reason: '500 lines are not JSON', text: noise }] });
});

test.each([
  ['deep', '['.repeat(300) + ']'.repeat(300), 'nested 300 deep, more than 250'],
  ['wide', `[${'0,'.repeat(1_000_000)}0]`, 'more than 1000000 values'],
  ['deep and broken', '{"a":'.repeat(100_000), 'nested 100000 deep, more than 250'],
])('what is too %s to be read safely is kept as text', (_, text, reason) => {
  expect(parse(text)).toEqual({ kind: 'text', text, reason });
});

test('no member is lost, whatever the names are', () => {
  const name = fc.constantFrom('a', 'b', 'a (2)', '__proto__', '');
  const object = fc.array(fc.tuple(name, fc.integer()), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(object, { maxLength: 4 }), (objects) => {
      const text = `[${objects.map((one) => `{${one.map(([k, v]) => `${JSON.stringify(k)}: ${v}`).join(' , ')}}`).join(',')}]`;
      const payload = parse(text);
      const values = payload.kind === 'json' && Array.isArray(payload.value) ? payload.value.map(Object.values) : [];
      expect(values.map((list) => list.sort())).toEqual(objects.map((one) => one.map(([, v]) => v).sort()));
    }),
  );
});

test('hostile text takes no long time to be refused', () => {
  const hostile = [
    '{"a":"'.repeat(200_000),
    `{${'"a":1,'.repeat(400_000)}`,
    '[{'.repeat(120) + '\\"'.repeat(500_000),
    `{"a":${'\n'.repeat(1_000_000)}`,
    `{"a":1}\n${'{"b":\n'.repeat(100_000)}`,
    `{${"'a':1,".repeat(300_000)}`,
    `[${'/* */'.repeat(100_000)}`,
  ];
  for (const text of hostile) {
    expect(effortMs(() => parse(text))).toBeLessThan(20_000);
  }
});
