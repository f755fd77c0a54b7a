import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyGlob, covers } from '../../lambdas/domain/glob.ts';

/** What a glob means, by a regular expression that backtracks; for small inputs only. */
function reference(glob: string, text: string): boolean {
  const source = glob
    .replace(/[.+^${}()|[\]\\/-]/gu, '\\$&')
    .replaceAll('*', '[\\s\\S]*')
    .replaceAll('?', '[\\s\\S]');
  return new RegExp(`^${source}$`, 'iu').test(text);
}

const small = (alphabet: readonly string[], max: number) =>
  fc.array(fc.constantFrom(...alphabet), { maxLength: max }).map((characters) => characters.join(''));

describe('a glob', () => {
  it('covers what the reference covers', () => {
    const glob = small(['*', '?', 'a', 'A', 'b', '.', '\n', 'é', 'É', 'ß', '🚨', '\ud83d'], 8);
    const text = small(['a', 'A', 'b', 'B', '.', '\n', 'é', 'É', 'ß', 's', '🚨', '\ud83d', '\udea8'], 10);
    fc.assert(
      fc.property(glob, text, (one, other) => {
        expect(anyGlob([one])(other)).toBe(reference(one, other));
      }),
      { numRuns: 5_000 },
    );
  });

  it('covers any text that was made from it', () => {
    const piece = fc.oneof(fc.constant('*'), fc.constant('?'), fc.string({ unit: 'grapheme', maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 5 }), (pieces, any) => {
        const glob = pieces.join('');
        expect(anyGlob([glob])(glob.replaceAll('*', any).replaceAll('?', '🚨'))).toBe(true);
      }),
    );
  });

  it('folds case as a regular expression does, for every character', () => {
    const points = Array.from({ length: 0x1_f0_00 }, (_, code) => String.fromCodePoint(code));
    const pairs = points
      .filter((point) => !/[*?]/.test(point))
      .flatMap((point) => [point.toLowerCase(), point.toUpperCase()].map((other) => [point, other] as const))
      .filter(([point, other]) => point !== other);
    expect(pairs.length).toBeGreaterThan(2_000);
    expect(pairs.filter(([point, other]) => anyGlob([point])(other) !== reference(point, other))).toEqual([]);
  });

  it.each([
    ['one character above U+FFFF', '?', '🚨', true],
    ['no half of one', '??', '🚨', false],
    ['nothing', '', '', true],
    ['not everything by nothing', '', 'a', false],
    ['several * as one', '**a**', 'bab', true],
    ['to the end', 'a*b', 'abab', true],
    ['only to the end', 'a*b', 'ababa', false],
  ])('covers %s', (_, glob, text, expected) => {
    expect(anyGlob([glob])(text)).toBe(expected);
  });
});

/** How often a list is read while a glob is tried on it. */
function readsOf(glob: string, text: string): { reads: number; result: boolean } {
  let reads = 0;
  const counted = new Proxy([...text], {
    get(list, key) {
      if (key !== 'length') reads += 1;
      return Reflect.get(list, key);
    },
  });
  const result = covers([...glob], counted);
  return { reads, result };
}

describe('the steps of a glob', () => {
  it.each([
    ['*foo*bar*baz*', 'foobar', 4096],
    ['*foo*bar*baz*', 'foobarba', 4096],
    ['*a*b*c*d*', 'abc', 4096],
    ['*a*a*a*a*a*a*a*b', 'a', 4096],
    ['*aaaaab*', 'a', 4096],
    ['?*?*?*?*?*b', 'a', 4096],
  ])('grow with the text alone: %s', (glob, piece, size) => {
    const text = piece.repeat(size).slice(0, size);
    const { reads, result } = readsOf(glob, text);
    expect(result).toBe(false);
    const longest = Math.max(...glob.split('*').map(({ length }) => length));
    expect(reads).toBeLessThanOrEqual(size * (longest + 1));
    const twice = readsOf(glob, text + text).reads;
    expect(twice).toBeLessThanOrEqual(reads * 2.1);
  });
});
