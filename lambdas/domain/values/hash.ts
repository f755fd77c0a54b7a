import { hash } from 'node:crypto';

/** 32 hex digits of SHA-256 over the parts, in order, each with its length so that no two lists of parts share a text. */
export function hashOf(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  return hash('sha256', text, 'hex').slice(0, 32);
}
