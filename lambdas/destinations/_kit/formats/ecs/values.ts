import { truncate, visible } from '../../../../domain/values/text.ts';

/** `ignore_above` of ECS keywords: what is longer is stored but not found. With its name a value is one term of an index. */
export const KEYWORD_MAX = 1024;

export const keyword = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : truncate(visible(text).trim(), KEYWORD_MAX);

/** Each text once, none empty. */
export const keywords = (texts: readonly (string | undefined)[]): string[] => {
  const kept = new Set<string>();
  for (const text of texts) {
    const word = keyword(text);
    if (word) kept.add(word);
  }
  return [...kept];
};
