import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Piece, piecesOf, textTemplateMistake } from '../../lambdas/domain/expression/text-template.ts';

const literal = (text: string): Piece => ({ kind: 'literal', text });
const value = (expression: string): Piece => ({ kind: 'value', expression });

const cases: readonly (readonly [string, readonly Piece[]])[] = [
  ['plain', [literal('plain')]],
  ['', []],
  ['{{ title }}', [value('title')]],
  ['a {{title}} b {{ labels.team }}', [literal('a '), value('title'), literal(' b '), value('labels.team')]],
  ['{{ {"a": {"b": 1}}.a.b }}!', [value('{"a": {"b": 1}}.a.b'), literal('!')]],
  ['{{ "}}" & title }}', [value('"}}" & title')]],
  [`{{ '\\'}}' }}x`, [value(`'\\'}}'`), literal('x')]],
  ['{{ `a}}b` }}', [value('`a}}b`')]],
  ['open {{ title', [literal('open {{ title')]],
  ['one } two }} three', [literal('one } two }} three')]],
];

describe('a text with expressions', () => {
  it.each(cases)('is taken apart: %s', (text, pieces) => {
    expect(piecesOf(text)).toEqual(pieces);
  });

  it('loses nothing of any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('{', '}', '{{', '}}', '"', "'", '`', '\\', 'a', ' ', '\n')), (parts) => {
        const text = parts.join('');
        const without = (all: string): string => all.replace(/[{}\s]/g, '');
        const kept = piecesOf(text).map((piece) => (piece.kind === 'literal' ? piece.text : piece.expression));
        expect(without(kept.join(''))).toBe(without(text));
      }),
    );
  });

  it.each([
    ['a {{ b', /begins at character 3 has no end/],
    ['{{ $foo }}', /unknown function or variable "\$foo"/],
    ['{{ title( }}', /is not a JSONata expression/],
    ['{{}}', /empty/],
  ])('says what is wrong: %s', (text, said) => {
    expect(textTemplateMistake(text)).toMatch(said);
  });
});
