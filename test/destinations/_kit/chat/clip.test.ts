import fc from 'fast-check';
import { expect, it } from 'vitest';
import { clip, jsonBytes, partsWithin } from '../../../../lambdas/destinations/_kit/chat/clip.ts';
import { escapeMrkdwn } from '../../../../lambdas/domain/values/text.ts';

const escaped = (text: string): number => escapeMrkdwn(text).length;

it.each([
  ['fits', 4, 'fits'],
  ['a && b', 9, 'a…'],
  ['&&&&', 10, '&…'],
  ['one two three', 10, 'one two…'],
  ['one two three', 7, 'one…'],
  ['unbrokenwordthatisverylongindeed', 10, 'unbrokenw…'],
  ['😀😀😀', 4, '😀…'],
  ['ab', 0, ''],
])('clips %s to %i: %s', (text, max, clipped) => expect(clip(text, max, escaped)).toBe(clipped));

it('never costs more than allowed, nor cuts a character in two', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[&<> a😀ö"\\]{0,80}$/u));
  fc.assert(
    fc.property(text, fc.nat(60), fc.constantFrom(escaped, jsonBytes), (whole, max, cost) => {
      const clipped = clip(whole, max, cost);
      expect(cost(clipped)).toBeLessThanOrEqual(max);
      expect(clipped.isWellFormed()).toBe(true);
      if (cost(whole) <= max) expect(clipped).toBe(whole);
    }),
  );
});

it('leaves out the parts for which there is no room', () => {
  const parts = ['a', 'b', 'c'].map((letter) => ({ kind: 'prose' as const, text: letter.repeat(60) }));
  expect(partsWithin(parts, 110, jsonBytes, 10).map(({ text }) => text.length)).toEqual([60, 28]);
});
