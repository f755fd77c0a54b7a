import { hash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

/**
 * Whether `candidate` is one of the secrets. Compares digests, all of them: the time taken tells neither where a wrong
 * one differs nor which one is right. An empty secret never fits.
 */
export function isOneOf(candidate: string, secrets: readonly string[]): boolean {
  const given = digest(candidate);
  let same = 0;
  for (const secret of secrets) same |= Number(secret !== '' && timingSafeEqual(given, digest(secret)));
  return same === 1;
}

/** The token of an `Authorization: Bearer` header, or nothing. */
export const bearerToken = (authorization: string | undefined): string =>
  /^bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1] ?? '';
