import { endOf, isAlphanumeric, matchAt } from './span.ts';

/** What tokens are made of. */
export const isTokenPart = (code: number): boolean => isAlphanumeric(code) || code === 95 || code === 45 || code === 61;
const furtherPart = /\.[\w-]{8,}/y;

/** The end of a token: forms grow, so all that hangs together with it belongs to it. */
export function tokenEnd(text: string, from: number): number {
  let end = endOf(text, from, isTokenPart);
  for (let more = matchAt(furtherPart, text, end); more !== null; more = matchAt(furtherPart, text, end))
    end += more[0].length;
  return end;
}
