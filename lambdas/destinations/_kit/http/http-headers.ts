import * as z from 'zod/mini';
import { setOwn } from '../../../domain/values/own-fields.ts';

const transport = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

/** A header that an operator may set: RFC 9110 §5.1, without those that belong to the connection. */
export const HeaderName = z.string().check(
  z.regex(/^[\w!#$%&'*+.^`|~-]+$/, { error: 'is not the name of an HTTP header' }),
  z.refine((name) => !transport.has(name.toLowerCase()), {
    error: 'belongs to the connection and cannot be set: remove it',
  }),
);

/** What a header may hold: RFC 9110 §5.5. */
export const HeaderValue = z.string().check(
  z.regex(/^[\t\x20-\x7e\u0080-\u00ff]*$/, {
    error: 'holds a character that no HTTP header may hold, such as a line break',
  }),
);

/** Adds headers under lower-case names; the later one of two spellings is kept. */
export function addLowerCased(headers: Record<string, string>, more: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(more)) setOwn(headers, name.toLowerCase(), more[name] ?? '');
}

/** Headers with lower-case names. */
export function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  const lower: Record<string, string> = {};
  addLowerCased(lower, headers);
  return lower;
}
