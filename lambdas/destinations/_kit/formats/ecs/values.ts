import { truncate, visible } from '../../../../domain/values/text.ts';

/** `ignore_above` of ECS keywords: what is longer is stored but not found. With its name a value is one term of an index. */
export const KEYWORD_MAX = 1024;

/** Most texts are plain: what is not is made visible, which costs more. */
const isPlain = (text: string): boolean => text.length <= KEYWORD_MAX && /^[!-~](?:[ -~]*[!-~])?$/.test(text);

/** A text as an index takes it, without what is not seen. */
export const shown = (text: string): string => (isPlain(text) ? text : truncate(visible(text), KEYWORD_MAX));

export const keyword = (text: string | undefined): string | undefined => {
  if (text === undefined || text === '') return undefined;
  return isPlain(text) ? text : truncate(visible(text).trim(), KEYWORD_MAX);
};

/** Each text once, none empty. */
export const keywords = (texts: readonly (string | undefined)[]): string[] => {
  const kept = new Set<string>();
  for (const text of texts) {
    const word = keyword(text);
    if (word) kept.add(word);
  }
  return [...kept];
};
