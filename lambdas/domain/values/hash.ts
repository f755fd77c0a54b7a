import { createHash } from 'node:crypto';

/** 32 hex digits of SHA-256 over the parts, in order, each with its length so that no two lists of parts share a text. */
export function hashOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part, 'utf8');
  return hash.digest('hex').slice(0, 32);
}
