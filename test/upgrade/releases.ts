import { readdirSync } from 'node:fs';
import path from 'node:path';

const folder = path.join(import.meta.dirname, '../fixtures/upgrade');

/** Where what a release left in an account is kept; `make.ts` writes it. */
export const fixturesOf = (version: string): string => path.join(folder, version);

const numbersOf = (version: string): readonly number[] => version.split('.').map(Number);

/** The releases that there are fixtures of, the oldest first. */
export const releases: readonly string[] = readdirSync(folder).sort((a, b) => {
  const [one, other] = [numbersOf(a), numbersOf(b)];
  const different = one.findIndex((n, i) => n !== other[i]);
  return different === -1 ? 0 : (one[different] ?? 0) - (other[different] ?? 0);
});
