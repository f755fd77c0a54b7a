import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonLine } from '../../../../lambdas/destinations/_kit/siem/json-line.ts';

it('shows half of a character, and leaves a text alone that only looks like one', () => {
  expect(JSON.parse(jsonLine({ a: 'x\ud800y', b: '\\ud800', c: '\\\\ud800', d: '😀\\' }))).toEqual({
    a: 'x\\u{d800}y',
    b: '\\ud800',
    c: '\\\\ud800',
    d: '😀\\',
  });
});

it('changes nothing in a text that is well-formed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const back = JSON.parse(jsonLine(text));
      expect(back.isWellFormed()).toBe(true);
      if (text.isWellFormed()) expect(back).toBe(text);
    }),
  );
});
