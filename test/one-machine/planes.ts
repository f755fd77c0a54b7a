import { bytesOf, sourceCases } from '../conformance/source-cases.ts';
import { tablesIn } from '../conformance/tables.ts';

/** Characters that some layer below may take badly: of every plane of Unicode, and none at all. */
export const texts: Readonly<Record<string, string>> = {
  emoji: '🚨👩‍👩‍👧‍👦🇮🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿',
  'every plane': Array.from({ length: 17 }, (_, plane) => String.fromCodePoint(plane * 0x1_0000 + 0x1234)).join(''),
  'ends of planes': Array.from({ length: 17 }, (_, plane) =>
    String.fromCodePoint(plane * 0x1_0000 + 0xfffe, plane * 0x1_0000 + 0xffff),
  ).join(''),
  NUL: 'a\u0000b',
  C0: Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join(''),
  C1: Array.from({ length: 33 }, (_, i) => String.fromCharCode(i + 0x7f)).join(''),
  'lone surrogates': '\ud800 x \udc00 y \udfff\ud83d',
  'right to left': '\u202egnp.exe\u202c \u2066a\u2069 \u061c\u200f שלום مرحبا',
  'private use': '\ue000\uf8ff\u{f0000}\u{10fffd}',
  'not characters': '\ufdd0\ufdef\ufffd\ufeff',
  combining: 'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
};

/** A payload of a sender that becomes at least one alert. */
export interface Payload {
  readonly type: string;
  readonly name: string;
  readonly value: unknown;
}

function payloadsIn(type: string): Payload[] {
  return sourceCases(type)
    .filter(({ kinds }) => kinds.length > 0)
    .flatMap((one) => {
      try {
        return [{ type, name: one.name, value: JSON.parse(bytesOf(one).toString('utf8')) }];
      } catch {
        // Some senders post what is not quite JSON.
        return [];
      }
    });
}

/** Of every source type that has fixtures at most so many payloads. */
export const payloads = (most: number): readonly Payload[] =>
  tablesIn('sources').flatMap((type) => payloadsIn(type).slice(0, most));

/** A value with every text in it changed; `at` counts the texts, from 0. */
export function withTexts(value: unknown, change: (text: string, at: number) => string): unknown {
  let at = 0;
  const walk = (inner: unknown): unknown => {
    if (typeof inner === 'string') {
      at += 1;
      return change(inner, at - 1);
    }
    if (Array.isArray(inner)) return inner.map(walk);
    if (typeof inner !== 'object' || inner === null) return inner;
    return Object.fromEntries(Object.entries(inner).map(([name, each]) => [name, walk(each)]));
  };
  return walk(value);
}

export function textCount(value: unknown): number {
  let count = 0;
  withTexts(value, (text) => {
    count += 1;
    return text;
  });
  return count;
}

/** JSON in ASCII alone: what is beyond stands as `\uXXXX`, as many senders write it. */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
