import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wholeMatch } from '../../lambdas/domain/whole-match.ts';
import { effortMs } from '../effort.ts';

function matches(source: string, text: string): boolean {
  const test = wholeMatch(source);
  if ('wrong' in test) throw new Error(`${source}: ${test.wrong}`);
  return test(text);
}

const wrongOf = (source: string): string => {
  const test = wholeMatch(source);
  return 'wrong' in test ? test.wrong : '';
};

describe('wholeMatch', () => {
  it.each([
    ['high|critical', 'high', true],
    ['high|critical', 'highest', false],
    ['', '', true],
    ['', 'x', false],
    ['.*', 'a\nb', false],
    ['(?s).*', 'a\nb', true],
    ['(?i)PROD-.*', 'prod-1', true],
    ['(?i:a)b', 'Ab', true],
    ['(?i:a)b', 'AB', false],
    ['a(?:b|(?i)c)d', 'aCd', true],
    ['a(?:b|(?i)c)d', 'aCD', false],
    ['(?P<team>[a-z]+)-\\d{2,3}', 'soc-12', true],
    ['(?P<team>[a-z]+)-\\d{2,3}', 'soc-1', false],
    ['[^a-c]+', 'xyz', true],
    ['(?i)[^k]', 'K', false],
    ['[]a]+', ']a]', true],
    ['[a-]+', '-a-', true],
    ['[[:alpha:]_]+', 'a_B', true],
    ['[[:^digit:]]+', 'ab1', false],
    ['\\pL+', 'äß', true],
    ['\\p{Greek}+', 'αβ', true],
    ['\\P{Lu}+', 'aB', false],
    ['\\Qa.b\\E.', 'a.bc', true],
    ['\\Qa.b\\E.', 'axbc', false],
    ['\\x41\\x{1F600}', 'A😀', true],
    ['.', '😀', true],
    ['^a$', 'a', true],
    ['\\bfoo\\b.*', 'foo bar', true],
    ['\\bfoo\\b.*', 'foobar', false],
    ['a{,2}', 'a{,2}', true],
    ['a{2,}', 'aaaa', true],
    ['a{0}b', 'b', true],
    ['a+?b*?', 'aab', true],
    ['(a*)*', 'aaa', true],
    ['(|a)+', 'aa', true],
    ['\\d', '٣', false],
  ] as const)('%s over %j: %s', (source, text, expected) => {
    expect(matches(source, text)).toBe(expected);
  });

  it.each([
    ['(a', 'missing closing ): `(a`'],
    ['a)', 'unexpected )'],
    ['*a', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['[a', 'missing closing ]'],
    ['[z-a]', 'invalid character class range: `z-a`'],
    ['(?=a)', 'unsupported Perl syntax: `(?=`'],
    ['(?<=a)', 'invalid'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['\\y', 'invalid escape sequence: `\\y`'],
    ['\\p{Klingon}', 'invalid character class range'],
    ['[[:letter:]]', 'invalid character class range'],
    ['a{2000}', 'invalid repeat count: `{2000}`'],
    ['(a{100}){100}', 'invalid repeat count'],
    ['a'.repeat(2_001), 'is longer than 2000 characters'],
    ['a\\', 'trailing'],
  ])('refuses %.40s', (source, expected) => {
    expect(wrongOf(source)).toContain(expected);
  });

  it('agrees with the engine of the language on expressions without look around', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      'ab',
      '[ab]',
      '[^a]',
      '.',
      '(a|b)',
      '(?:ab)*',
      'a*',
      'b+',
      'a?',
      '(a|ab){1,2}',
      '|',
      '\\b',
      'ä',
    );
    const pattern = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', ' '), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, given) => {
        expect(matches(source, given)).toBe(new RegExp(`^(?:${source})$`, 'u').test(given));
      }),
    );
  });

  it('takes any text for an expression without throwing anything but a mistake', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.string(), (source, text) => {
        const test = wholeMatch(source);
        if ('wrong' in test) expect(test.wrong).not.toBe('');
        else expect(typeof test(text)).toBe('boolean');
      }),
    );
  });

  it.each(['(a*)*b', '(a|a)*b', '(a|aa)+b', '.*.*.*.*.*b', '(a?){300}a{300}b'])(
    '%s ends soon over a long text',
    (source) => {
      // Backtracking would take longer than the test may.
      expect(effortMs(() => expect(matches(source, `${'a'.repeat(16_000)}!`)).toBe(false))).toBeLessThan(8_000);
    },
  );
});
