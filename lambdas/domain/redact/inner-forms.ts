import { endOf, lengthAt, matchAt, type Rule, span } from './span.ts';
import { isTokenPart, tokenEnd } from './token-end.ts';

/** Forms whose keyword stands inside, with the number of characters before it. */
const inner: readonly (readonly [what: string, keyword: string, back: number, pattern: RegExp])[] = [
  ['azure secret', 'Q~', 4, /[\w~.]{3}\dQ~[\w~.-]{30,40}/y],
  ['terraform token', '.atlasv1.', 14, /[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{50,80}/y],
  ['maxmind key', '_mmk', 36, /[A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk/y],
  ['openai key', 'T3BlbkFJ', 23, /sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}/y],
  ['new relic key', 'FFFFNRAL', 32, /[a-f0-9]{32}FFFFNRAL/y],
  ['ntlm hash', ':::', 65, /[a-f0-9]{32}:[a-f0-9]{32}:::/iy],
  ['mailchimp key', '-us', 32, /[a-f0-9]{32}-us\d{1,2}/y],
];

const innerForm = ([what, keyword, back, pattern]: (typeof inner)[number]): Rule => ({
  keywords: [keyword.toLowerCase()],
  find: (text, at) => {
    const from = at - back;
    if (from < 0 || !text.startsWith(keyword, at)) return undefined;
    const match = matchAt(pattern, text, from);
    return match === null ? undefined : span(text, from, tokenEnd(text, from + match[0].length), what);
  },
});

/** The keys of Azure, which have a mark near their end: what stands there, and how many characters before it. */
const azureKeys: readonly (readonly [mark: string, back: number, end: RegExp])[] = [
  ['+ASt', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['+ABa', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['ACDb', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['APIM', 76, /[A-Za-z0-9+/]{5,6}==/y],
  ['+ASb', 33, /[A-Za-z0-9+/]{6}=/y],
  ['+AEh', 33, /[A-Za-z0-9+/]{6}=/y],
  ['AIoT', 33, /[A-Za-z0-9+/]{6}=/y],
  ['AzCa', 33, /[A-Za-z0-9+/]{6}=/y],
  ['AzSe', 42, /[A-Za-z0-9]{6}(?![\w-])/y],
  ['+ACR', 42, /[A-Za-z0-9]{6}(?![\w-])/y],
  ['AzFu', 44, /[\w-]{5,6}==/y],
  ['JQQJ', 52, /[A-Za-z0-9]{28}(?![\w-])/y],
  ['AZDO', 76, /[A-Za-z0-9]{4}(?![\w-])/y],
];

const isOfKey = (code: number): boolean => isTokenPart(code) || code === 43 || code === 47;

const azureKey = ([mark, back, end]: (typeof azureKeys)[number]): Rule => ({
  keywords: [mark.toLowerCase()],
  find: (text, at) => {
    const from = at - back;
    const behind = at + mark.length;
    if (from < 0 || !text.startsWith(mark, at)) return undefined;
    const length = lengthAt(end, text, behind);
    return length > 0 && endOf(text, from, isOfKey, back) === at
      ? span(text, from, behind + length, 'azure key')
      : undefined;
  },
});

/** Credentials with a mark inside. */
export const innerForms = (): readonly Rule[] => [...inner.map(innerForm), ...azureKeys.map(azureKey)];
