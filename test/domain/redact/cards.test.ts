/** Numbers of payment cards: every network and length, in the writings in which they are seen. */
import { describe, expect, it, test } from 'vitest';
import { redact, redactNamed } from '../../../lambdas/domain/redact/redact.ts';
import { cardOf } from './credentials.ts';

const networks: readonly (readonly [start: string, lengths: readonly number[]])[] = [
  ['4', [13, 16, 18, 19]],
  ['51', [16]],
  ['2221', [16]],
  ['37', [15]],
  ['305', [14]],
  ['36', [14, 15, 16, 17, 18, 19]],
  ['6011', [16, 17, 18, 19]],
  ['3589', [16, 17, 18, 19]],
  ['62', [16, 17, 18, 19]],
  ['2204', [16, 17, 18, 19]],
  ['5018', [12, 13, 14, 15, 16, 17, 18, 19]],
  ['6759', [12, 13, 14, 15, 16, 17, 18, 19]],
  ['9792', [16]],
  ['8600', [16]],
];
const cards = networks.flatMap(([start, lengths]) => lengths.map((length) => cardOf(start, length)));

/** In the groups of its network, joined by a sign. */
function grouped(card: string, sign: string): string {
  const isThree = card.length === 14 || /^3[47]/.test(card);
  const ends = isThree ? [4, 10] : [4, 8, 12, 16];
  return [0, ...ends]
    .map((from, i) => card.slice(from, ends[i] ?? card.length))
    .filter(Boolean)
    .join(sign);
}

const writings: readonly (readonly [name: string, text: (card: string) => string])[] = [
  ['with blanks', (card) => grouped(card, ' ')],
  ['with dashes', (card) => grouped(card, '-')],
  ['with dots', (card) => grouped(card, '.')],
  ['with hard blanks', (card) => grouped(card, '\u00a0')],
  ['in a form', (card) => `n=${grouped(card, '+')}&x=1`],
  ['encoded', (card) => `n=${grouped(card, '%20')}&x=1`],
  ['as a field', (card) => `{"cardNumber":"${card}"}`],
  ['as a number', (card) => `{"pan":${card},"x":1}`],
  ['as a parameter', (card) => `card=${card}&exp=1225`],
  ['in prose', (card) => `Paid with card ${card}.`],
  ['behind a name', (card) => `Card number: ${grouped(card, ' ')}, exp 12/27`],
  ['on the first track', (card) => `%B${card}^DOE/J^2512101`],
  ['on the second track', (card) => `;${card}=25121010000?`],
  ['in XML', (card) => `<pan>${card}</pan>`],
];

describe.each(writings)('%s', (_, write) => {
  it.each(cards)('%s goes', (card) => {
    for (const text of [write(card), JSON.stringify({ log: JSON.stringify({ message: write(card) }) })])
      expect(redact(text).replace(/\D/g, '')).not.toContain(card.slice(2, -2));
  });
});

test.each(['612345678901', 'account 612345678901', 'arn:aws:iam::501800000009:root', 'trace 501891631423'])(
  'twelve digits that nothing calls a card stay: %s',
  (text) => {
    expect(redact(text)).toBe(text);
  },
);

test.each(['request.cardNumber', 'payment.card_number', 'pan', 'ccNumber', 'body.card'])(
  'the value of %s is a card, of whatever network',
  (name) => {
    const card = cardOf('99', 16);
    expect(redactNamed(name, card)).toBe('[removed: card number]');
    expect(redactNamed(name, '612345678902')).toBe('612345678902');
    expect(redactNamed('japan', card)).toBe(card);
  },
);
