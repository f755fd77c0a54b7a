import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bearerToken, isOneOf } from '../../lambdas/engine/constant-time.ts';

describe('an offered secret', () => {
  it.each<[string, readonly string[], boolean]>([
    ['a', ['a'], true],
    ['b', ['a', 'b'], true],
    ['a', ['a', 'b'], true],
    ['c', ['a', 'b'], false],
    ['a', [], false],
    ['', [''], false],
    ['', ['', 'a'], false],
    ['a', ['', 'a'], true],
    ['A', ['a'], false],
    ['a ', ['a'], false],
    ['a', ['a', 'a'], true],
  ])('%j among %j: %s', (offered, secrets, expected) => {
    expect(isOneOf(offered, secrets)).toBe(expected);
  });

  it('fits exactly when it is one of them and not empty', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }),
        (offered, secrets) => {
          expect(isOneOf(offered, secrets)).toBe(offered !== '' && secrets.includes(offered));
          expect(isOneOf(offered, [...secrets, offered])).toBe(offered !== '');
        },
      ),
    );
  });
});

describe('the token of an authorization header', () => {
  it.each<[string | undefined, string]>([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['BEARER   abc  ', 'abc'],
    ['Bearer', ''],
    ['Bearer ', ''],
    ['Bearer a b', ''],
    ['Basic abc', ''],
    ['abc', ''],
    ['', ''],
    [undefined, ''],
  ])('%j is %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});
