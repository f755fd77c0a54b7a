import { parse } from 'node:querystring';
import type { Pause } from '../../../domain/values/cooperative-yield.ts';
import { after, type Later } from '../../../domain/values/deferred.ts';
import { areLines, jsonLines, type Lines, type Unread } from './json-lines.ts';
import { repairJson } from './json-repair.ts';
import { type Parsed, parseJson, wholeJson } from './json-text.ts';
import { multipartFields } from './multipart.ts';

/**
 * A request body, read as far as it goes. `json` carries whether it had to be repaired first, and the lines of it that
 * could not be read.
 */
export type Payload =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'json';
      readonly value: unknown;
      readonly repaired: boolean;
      readonly unread?: readonly Unread[];
    }
  | { readonly kind: 'text'; readonly text: string; readonly reason: string };

const charsetOf = (contentType: string): string => /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';

function markedCharset([first, second]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** One that keeps nothing from one text to the next. */
const utf8 = new TextDecoder('utf-8');

/** Bytes as text: by byte order mark, then by the declared charset, then UTF-8. Never fails; bad bytes become U+FFFD. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  try {
    const charset = markedCharset(bytes) ?? charsetOf(contentType);
    return (charset === 'utf-8' ? utf8 : new TextDecoder(charset)).decode(bytes);
  } catch {
    return utf8.decode(bytes);
  }
}

/** Form fields as an object; a field that stands several times is a list of its values. */
function formFields(text: string): Record<string, string | string[]> {
  // `URLSearchParams` takes seconds for a megabyte of short fields.
  return Object.fromEntries(
    Object.entries(parse(text.trim(), '&', '=', { maxKeys: 0 })).map(([name, value = '']) => [name, value]),
  );
}

/** A form, when it is declared as one and looks like one: `curl` declares every body as a form. */
function parseForm(text: string, contentType: string): Payload | undefined {
  if (!/^\s*application\/x-www-form-urlencoded/i.test(contentType) || !/^\s*[^\s[{=][^\s=]*=/.test(text))
    return undefined;
  const fields = formFields(text);
  const { payload, ...rest } = fields;
  // GitHub posts a form whose one field is the JSON (https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks).
  if (typeof payload === 'string' && Object.keys(rest).length === 0) return parseText(payload, '');
  return { kind: 'json', value: fields, repaired: false };
}

function linesPayload({ values, unread, repaired }: Lines): Payload {
  const value = values.length === 1 ? values[0] : values;
  return { kind: 'json', value, repaired, ...(unread.length === 0 ? {} : { unread }) };
}

const parseLines = (text: string, contentType: string, pause?: Pause): Later<Payload | undefined> =>
  after(jsonLines(text, contentType, pause), (lines) => (lines === undefined ? undefined : linesPayload(lines)));

/** What is no JSON document and no form: repaired, or kept as text. */
function parseBroken(text: string, strict: Parsed, pause: Pause | undefined): Later<Payload> {
  if (strict.kind === 'beyond') return { kind: 'text', text, reason: strict.reason };
  return after(
    repairJson(text, undefined, pause),
    (repaired): Payload =>
      repaired === undefined
        ? { kind: 'text', text, reason: 'not JSON' }
        : { kind: 'json', value: repaired, repaired: true },
  );
}

function parseDocument(text: string, contentType: string, pause?: Pause): Later<Payload> {
  return after(parseJson(text, pause), (strict): Later<Payload> => {
    if (strict.kind === 'value') return { kind: 'json', value: jsonIn(strict.value) ?? strict.value, repaired: false };
    return after(
      parseLines(text, contentType, pause),
      (lines): Later<Payload> => lines ?? parseForm(text, contentType) ?? parseBroken(text, strict, pause),
    );
  });
}

/**
 * Parses strictly first (RFC 8259), then line by line, then as a form; what is broken is repaired within bounds, and
 * what stays broken, or is more than is safe to read, is kept as text. All at once, when there are no pauses.
 */
export function parseText(text: string, contentType: string): Payload;
export function parseText(text: string, contentType: string, pause: Pause | undefined): Later<Payload>;
export function parseText(text: string, contentType: string, pause?: Pause): Later<Payload> {
  if (text.trim() === '') return { kind: 'empty' };
  const parts = multipartFields(text, contentType);
  if (parts !== undefined) return { kind: 'json', value: parts, repaired: false };
  const lines = areLines(text) ? parseLines(text, contentType, pause) : undefined;
  return after(lines, (found) => found ?? parseDocument(text, contentType, pause));
}

export function parsePayload(bytes: Uint8Array, contentType: string): Payload;
export function parsePayload(bytes: Uint8Array, contentType: string, pause: Pause | undefined): Later<Payload>;
export function parsePayload(bytes: Uint8Array, contentType: string, pause?: Pause): Later<Payload> {
  const text = decodeText(bytes, contentType);
  return after(pause?.(), () => parseText(text, contentType, pause));
}

/** The object or list in a text that is itself JSON, when the parsed form says all that the text says. */
export const jsonIn = (text: unknown): unknown => (typeof text === 'string' ? wholeJson(text) : undefined);
