import { corpus } from '../conformance/corpus.ts';
import type { Dice } from './dice.ts';

/** Words that some rule of Tocsin looks for, and what a pattern may stumble over when it is repeated. */
const atoms = [
  ...' \t\n\r\v\f0179aeAZ_-.,:;/\\|@=&%#"\'`*+~^$!?()[]{}<>',
  '\r\n',
  '\u0000',
  '\u001e',
  '\u2028',
  '\u00a0',
  '\ud83d',
  '\uffff',
  'é',
  '👩‍👩‍👧‍👦',
  '%2',
  '%00',
  '\\"',
  '\\\\',
  '\\n',
  '\\u00',
  '://',
  'http://',
  'https://a.b/',
  'a:b@',
  'a=b ',
  'a=b&',
  '"a":',
  '{"a":',
  '[[',
  '],[',
  '{}',
  '/*',
  '*/',
  '//',
  '```',
  'password=',
  'secret":"',
  'authorization: ',
  'cookie:',
  'bearer ',
  'eyJaaaaaaaa.',
  'AKIA',
  '-----BEGIN ',
  'PRIVATE KEY-----',
  '4111 1111 ',
  '1.',
  '1:',
  '10.0.0.1 ',
  '2026-',
  'T00:',
  '1h',
  'null,',
  'true',
  'e+1',
  '-1',
  'Source=',
  'Operation:',
  'PolicyName',
  '<b>',
  '&lt;',
  '__proto__',
  'web-6d6f8cc7d5-',
  'SampleData(',
  'uuid=',
] as const;

const attacks = Object.values(corpus);

export const attack = (dice: Dice): string => dice.any(attacks) ?? '';

/** Most are short, few are long enough for the square of their length to be felt. */
export function lengthFor(dice: Dice): number {
  if (dice.chance(0.9)) return 1 + dice.below(600);
  if (dice.chance(0.8)) return 600 + dice.below(8_000);
  return dice.chance(0.85) ? 8_000 + dice.below(60_000) : 60_000 + dice.below(400_000);
}

const some = (dice: Dice, most: number): string =>
  Array.from({ length: dice.below(most + 1) }, () => dice.any(atoms) ?? '').join('');

/** Prefix, one thing again and again, suffix: what quadratic patterns are slow on. */
export function pumped(dice: Dice): string {
  const unit = `${dice.any(atoms) ?? 'a'}${dice.chance(0.6) ? '' : some(dice, 2)}`;
  return `${some(dice, 2)}${unit.repeat(Math.ceil(lengthFor(dice) / unit.length))}${some(dice, 2)}`;
}

/** Words at random, told apart by their length alone. */
export const noise = (dice: Dice): string => Array.from({ length: dice.below(60) }, () => dice.any(atoms)).join('');

export function hostile(dice: Dice): string {
  if (dice.chance(0.45)) return attack(dice);
  return dice.chance(0.75) ? pumped(dice) : noise(dice);
}

/** Numbers as they may be written, the last ones not in JSON. */
export const numbers = [
  '0',
  '-0',
  '-1',
  '1e400',
  '-1e400',
  '1e-400',
  '0.1e1',
  '9007199254740993',
  '-9007199254740993',
  '99999999999999999999999999999999999999',
  '1788190010',
  '1788190010000',
  '1788190010000000',
  '1788190010000000000',
  '253402300800000',
  '8640000000000001',
  '-62135596800',
  '1.7976931348623157e308',
  '5e-324',
  '2147483648',
  `1${'0'.repeat(400)}`,
  `0.${'3'.repeat(400)}`,
  'NaN',
  'Infinity',
  '-Infinity',
  '0x10',
  '01',
  '.5',
  '1.',
  '+1',
  '1_000',
] as const;

export const times = [
  '2026-11-21T20:17:00Z',
  '2026-11-21T20:17:00.123456789Z',
  '2026-11-21 20:17:00',
  '2026-11-21T20:17:00+05:30',
  '0000-00-00T00:00:00Z',
  '2026-13-45T99:99:99Z',
  '+275760-09-13T00:00:00.001Z',
  '-000001-01-01T00:00:00Z',
  '9999-12-31T23:59:60Z',
  'Sat, 21 Nov 2026 20:17:00 GMT',
  'Sat Nov 21 20:17:00 UTC 2026',
  '0001-01-01T00:00:00Z',
  'yesterday',
] as const;
