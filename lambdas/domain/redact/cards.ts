import { endOf, isDigit, lengthAt, type Span } from './span.ts';

/** Digits, in groups or not; what is longer or shorter than a card number is looked at and left. */
const digits = /\d(?:(?:[ .+\u00a0\u2011-\u2013-]|%20)?\d){11}/g;
const furtherDigits = /(?:(?:[ .+\u00a0\u2011-\u2013-]|%20)?\d)*/y;

/**
 * Beginnings and lengths of the card networks (ISO/IEC 7812; Visa 13, 16, 18 and 19, Mastercard 16, American Express 15,
 * Diners 14 to 19, Discover and UnionPay 16 to 19, JCB 16 to 19, Maestro 12 to 19, Mir 16 to 19, RuPay 16, Verve 16 to 19,
 * Troy, Uzcard and Humo 16).
 */
const networks: readonly (readonly [start: RegExp, lengths: readonly number[]])[] = [
  [/^4/, [13, 16, 18, 19]],
  [/^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|095|6|8|9)/, [14, 15, 16, 17, 18, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^(?:6011|64[4-9]|65|62|81)/, [16, 17, 18, 19]],
  [/^220[0-4]/, [16, 17, 18, 19]],
  [/^(?:50|5[6-8]|6)/, [12, 13, 14, 15, 16, 17, 18, 19]],
  [/^(?:9792|8600|9860)/, [16]],
];

/** The groups in which cards are written: fours, and those of American Express and Diners. */
const grouping = /^(?:4(?:,4){2,3}(?:,[1-4])?|4,4,5|4,6,[45]|6,13)$/;

function isGrouped(text: string): boolean {
  const signs = new Set(text.replace(/\d/g, ''));
  const groups = text.split(/\D/).map(({ length }) => length);
  return signs.size === 1 && grouping.test(groups.join(','));
}

/** ISO/IEC 7812-1 check digit. */
function passesLuhn(number: string): boolean {
  let sum = 0;
  for (let i = 0; i < number.length; i += 1) {
    const digit = number.charCodeAt(number.length - 1 - i) - 48;
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

const isOfNetwork = (number: string): boolean =>
  networks.some(([start, lengths]) => start.test(number) && lengths.includes(number.length));

const LONGEST = 24;
/** The shortest cards have as many digits as an account of AWS. */
const SHORTEST = 12;

const isPlain = (text: string): boolean => endOf(text, 0, isDigit) === text.length;

/** Digits that are grouped as on cards, of a network and its length, with the right check digit. */
function isCard(text: string): boolean {
  if (text.length > LONGEST) return false;
  const number = isPlain(text) ? text : text.replace(/\D/g, '');
  if (number.length < SHORTEST || number.length > 19 || !passesLuhn(number)) return false;
  return isOfNetwork(number) && (number.length === text.length || isGrouped(text));
}

/** Whether a value is the number of a card, where its name says so: of any network. */
export function isCardNumber(value: string): boolean {
  const number = value.replace(/[ -]/g, '');
  return /^\d{12,19}$/.test(number) && passesLuhn(number);
}

/** What names a card before its number. */
const named =
  /(?:card|maestro|pan|cc)(?:[ _-]?(?:number|num|no|nr))?["'\\]{0,8}\.?(?: is)?[ :=#>]{0,4}["'\\]{0,8}$|%B$/i;
/** What stands behind the number on a magnetic stripe. */
const stripe = /^(?:\^|=\d{7})/;
const NAMED_MAX = 48;

const isSignBefore = (code: number): boolean => ' :=#>"\'\\.'.includes(String.fromCharCode(code));

/** Whether a word that names a card stands before a number; most often a digit or a letter of none does. */
function isNamed(text: string, from: number): boolean {
  let at = from;
  while (at > from - NAMED_MAX && at > 0 && isSignBefore(text.charCodeAt(at - 1))) at -= 1;
  return /[a-z]/i.test(text.charAt(at - 1)) && named.test(text.slice(Math.max(0, from - NAMED_MAX), from));
}

/** Whether so few digits are meant to be a card: in groups, or with a name. */
const isMeant = (text: string, from: number, to: number): boolean =>
  to - from > SHORTEST || stripe.test(text.slice(to, to + 8)) || isNamed(text, from);

/** A number within a word, an id or a fraction is no card: `\n4111…`, `%204111…` and `%B4111…` of a magnetic stripe are. */
const isInside = /(?:[A-Za-z0-9_]|\d\.|[A-Za-z0-9]-)$/;
const isInsideAfter = /^(?:(?!D\d{4})[A-Za-z_]|-[A-Za-z]|\.\d)/;
const lineBreak = /(?:\\[nrt]|%B)$/;

function standsAlone(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - 2), from);
  return (lineBreak.test(before) || !isInside.test(before)) && !isInsideAfter.test(text.slice(to, to + 5));
}

const withBlanks = (text: string): string => (text.includes('%') ? text.replaceAll('%20', ' ') : text);

const isWhole = (text: string, from: number, to: number, skipped = 0): boolean =>
  isCard(withBlanks(text.slice(from, to))) && isMeant(text, from, to) && (skipped > 0 || standsAlone(text, from, to));

const cardSpan = (from: number, to: number): Span => ({ from, to, what: 'card number' });

/** Numbers with blanks between them: each may be a card by itself. */
function apart(text: string, from: number, whole: string, found: Span[]): void {
  if (/[^\d ]/.test(whole)) return;
  let at = from;
  for (const part of whole.split(' ')) {
    const to = at + part.length;
    if (part.length >= SHORTEST && isWhole(text, at, to)) found.push(cardSpan(at, to));
    at = to + 1;
  }
}

function takeCards(text: string, index: number, whole: string, found: Span[]): void {
  // `%20` and `%3A` before the number are not of it.
  const skipped = text.charAt(index - 1) === '%' ? 2 : 0;
  const to = index + whole.length;
  if (isWhole(text, index + skipped, to, skipped)) found.push(cardSpan(index + skipped, to));
  else if (skipped > 0 || whole.includes(' ')) apart(text, index, whole, found);
}

/** Finds the numbers of payment cards that begin before an index; returns where the search goes on. */
export function cardsFrom(text: string, from: number, to: number, found: Span[]): number {
  digits.lastIndex = from;
  for (let match = digits.exec(text); match !== null; match = digits.exec(text)) {
    if (match.index >= to) return match.index;
    const end = digits.lastIndex + lengthAt(furtherDigits, text, digits.lastIndex);
    takeCards(text, match.index, text.slice(match.index, end), found);
    digits.lastIndex = end;
  }
  return text.length;
}

/** The numbers of payment cards in a text, in order. */
export function cardsIn(text: string): Span[] {
  const found: Span[] = [];
  cardsFrom(text, 0, text.length, found);
  return found;
}
