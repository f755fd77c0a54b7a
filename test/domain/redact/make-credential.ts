import { createHash } from 'node:crypto';

// Built from parts as they are asked for, so that no scanner of the repository takes them for real.
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
export const DIGITS = '0123456789';
export const HEX = `abcdef${DIGITS}`;
export const UPPER = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${DIGITS}`;

/** Characters that look random and are the same in every run. */
export function random(length: number, name: string, alphabet = LETTERS + DIGITS): string {
  let text = '';
  for (let i = 0; text.length < length; i += 1)
    for (const byte of createHash('sha512').update(`${name}${i}`).digest()) text += alphabet[byte % alphabet.length];
  return text.slice(0, length);
}

/** A credential as it is seen in a text, and the part of it that must not stay. */
export interface Credential {
  readonly name: string;
  readonly text: string;
  readonly secret: string;
}

type Part = string | readonly [length: number, alphabet?: string];

/** A credential that stands alone, in parts. */
export function bare(name: string, ...parts: readonly Part[]): Credential {
  const secret = parts
    .map((part, i) => (typeof part === 'string' ? part : random(part[0], `${name}${i}`, part[1])))
    .join('');
  return { name, text: secret, secret };
}

/** A credential within a text. */
export function around(name: string, text: (secret: string) => string, length = 20, alphabet?: string): Credential {
  const secret = `${random(length - 2, name, alphabet)}7f`;
  return { name, text: text(secret), secret };
}
