import { jsonrepair } from 'jsonrepair';

/** A request body, read as far as it goes. `json` carries whether it had to be repaired first. */
export type Payload =
  | { readonly kind: 'empty' }
  | { readonly kind: 'json'; readonly value: unknown; readonly repaired: boolean }
  | { readonly kind: 'text'; readonly text: string; readonly reason: string };

/** Repair is for slips of a template, not for megabytes of noise: its cost grows with what is broken. */
const REPAIR_MAX_CHARACTERS = 8 * 1024 * 1024;

const integer = /^-?\d{16,}$/;

/** Keeps integers beyond 2^53 exact, as the string of their digits (ECMAScript JSON.parse source text access). */
function exactNumbers(_: string, value: unknown, context?: { source?: string }): unknown {
  const source = context?.source;
  if (typeof value === 'number' && source !== undefined && integer.test(source) && !Number.isSafeInteger(value))
    return source;
  return value;
}

function tryParse(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text, exactNumbers) };
  } catch {
    return undefined;
  }
}

function tryRepair(text: string): { value: unknown } | undefined {
  try {
    return tryParse(jsonrepair(text));
  } catch {
    return undefined;
  }
}

/** What a repair makes of prose is a string, which no sender means. */
const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null;

const charsetOf = (contentType: string): string => /charset\s*=\s*"?([\w.:-]+)/i.exec(contentType)?.[1] ?? 'utf-8';

/** Bytes as text: by byte order mark, then by the declared charset, then UTF-8. Never fails; bad bytes become U+FFFD. */
export function decodeText(bytes: Uint8Array, contentType: string): string {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  try {
    return new TextDecoder(utf16 ?? charsetOf(contentType)).decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
}

/** Parses strictly first (RFC 8259); what is broken is repaired within bounds, and what stays broken is kept as text. */
export function parsePayload(bytes: Uint8Array, contentType: string): Payload {
  const text = decodeText(bytes, contentType);
  if (text.trim() === '') return { kind: 'empty' };
  const strict = tryParse(text);
  if (strict !== undefined) return { kind: 'json', value: strict.value, repaired: false };
  if (text.length > REPAIR_MAX_CHARACTERS) return { kind: 'text', text, reason: 'not JSON, and too large to repair' };
  const repaired = /^\s*[[{]/.test(text) ? tryRepair(text) : undefined;
  if (repaired === undefined || !isContainer(repaired.value)) return { kind: 'text', text, reason: 'not JSON' };
  return { kind: 'json', value: repaired.value, repaired: true };
}

const members = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.values(value).reduce<number>((sum, inner) => sum + members(inner), 0) +
      (Array.isArray(value) ? 0 : Object.keys(value).length);

/** True when parsing dropped nothing: with a name twice in one object, JSON.parse keeps only the last. */
const keptAll = (text: string, value: unknown): boolean =>
  text.replace(/"(?:[^"\\]+|\\.)*"/gs, '').split(':').length - 1 === members(value);

/** The object or list in a text that is itself JSON, when the parsed form says all that the text says. */
export function jsonIn(text: unknown): unknown {
  if (typeof text !== 'string' || !/^\s*[[{]/.test(text)) return undefined;
  const parsed = tryParse(text);
  return parsed !== undefined && isContainer(parsed.value) && keptAll(text, parsed.value) ? parsed.value : undefined;
}
