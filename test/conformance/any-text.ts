import fc from 'fast-check';

const FIRST_SURROGATE = 0xd800;
const SURROGATES = 0x800;
const LAST = 0x10_ffff;

const characterAt = (n: number): string => String.fromCodePoint(n < FIRST_SURROGATE ? n : n + SURROGATES);

/** The inverse, by which fast-check tries its list of dangerous strings. */
function numberOf(character: unknown): number {
  const point = typeof character === 'string' && [...character].length === 1 ? character.codePointAt(0) : undefined;
  if (point === undefined || (point >= FIRST_SURROGATE && point < FIRST_SURROGATE + SURROGATES)) {
    throw new Error('not a character');
  }
  return point < FIRST_SURROGATE ? point : point - SURROGATES;
}

/** Any character: as fast-check's unit `binary`, whose table of 1.1 million characters takes most of a second to make. */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: LAST - SURROGATES }).map(characterAt, numberOf);

/** What a path may hold: characters, encoded where a URL wants it, and those that are left as they are. */
const inPath = fc.oneof(anyCharacter.map(encodeURIComponent), fc.constantFrom(...`abcXYZ019-._~!$&'()*+,;=:@`));
const segment = fc.array(inPath, { maxLength: 10 }).map((parts) => parts.join(''));

/** Any web address; fast-check's own `webUrl` makes the same large table. */
export const anyWebUrl: fc.Arbitrary<string> = fc
  .tuple(fc.constantFrom('http', 'https'), fc.domain(), fc.array(segment, { maxLength: 6 }))
  .map(([scheme, domain, segments]) => [`${scheme}://${domain}`, ...segments].join('/'));
