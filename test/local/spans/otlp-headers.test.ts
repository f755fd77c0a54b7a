import fc from 'fast-check';
import { expect, it } from 'vitest';
import { otlpHeaders } from '../../../infra/local/spans/otlp-headers.ts';

it.each([
  ['', {}],
  ['x-key=a%20b', { 'x-key': 'a b' }],
  [' api-key = secret%2C1 , x=a=b,', { 'api-key': 'secret,1', x: 'a=b' }],
])('"%s" is read', (text, headers) => {
  expect(otlpHeaders(text)).toEqual(headers);
});

it.each([
  [
    'authorization=Bearer hunter2%',
    'a "%" in the value of authorization that is not followed by two hexadecimal digits',
  ],
  ['x=1,authorization=hunter2%zz', 'a "%" in the value of authorization that is not followed'],
  ['authorization=hunter2%ff', 'a "%" in the value of authorization that is not followed'],
  ['authorization=hunter2%0d%0ax: y', 'a character in the value of authorization that no HTTP header can have'],
  ['x=1,hunter2', 'no "=" in pair 2'],
  ['authorization: Bearer hunter2=', 'no name of an HTTP header before the "=" of pair 1'],
])('"%s" is refused with what was found and what is allowed, without the credential', (text, found) => {
  expect(() => otlpHeaders(text)).toThrow(`OTEL_EXPORTER_OTLP_HEADERS: found ${found}`);
  expect(() => otlpHeaders(text)).toThrow(/; allowed: name=value,name=value, where a value is percent-encoded/);
  expect(() => otlpHeaders(text)).not.toThrow(/hunter2/);
});

it('any text is headers that fetch takes, or a mistake', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.string().map((text) => `x=${text}`),
      ),
      (text) => {
        let headers: Record<string, string>;
        try {
          headers = otlpHeaders(text);
        } catch (error) {
          expect(String(error)).toContain('; allowed: ');
          return;
        }
        expect(() => new Headers(headers)).not.toThrow();
      },
    ),
  );
});
