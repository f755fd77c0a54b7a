import { truncate, visible } from '../../../../domain/values/text.ts';

/** `ignore_above` of ECS keywords: what is longer is stored but not found. With its name a value is one term of an index. */
const KEYWORD_MAX = 1024;

/** Most texts are plain: what is not is made visible, which costs more. */
const isPlain = (text: string): boolean => text.length <= KEYWORD_MAX && /^[!-~](?:[ -~]*[!-~])?$/.test(text);

/** What can still be within the limit: of two units at most one character is left. */
const HEAD_MAX = 2 * KEYWORD_MAX + 2;

/** A text as an index takes it: what is not seen is shown, what is too long is cut. */
export const shown = (text: string): string =>
  isPlain(text) ? text : truncate(visible(text.slice(0, HEAD_MAX)), KEYWORD_MAX);

export const keyword = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : shown(text).trim();

/** Each text once, none empty. */
export const keywords = (texts: readonly (string | undefined)[]): string[] => {
  const kept = new Set<string>();
  for (const text of texts) {
    const word = keyword(text);
    if (word) kept.add(word);
  }
  return [...kept];
};
