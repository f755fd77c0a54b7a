import { RE2JS } from 're2js';

/** Characters of a text that are looked at. */
const TEXT_MAX = 16_384;
/** Characters of an expression; longer ones take long to be compiled. */
const SOURCE_MAX = 2_000;

type TextTest = (text: string) => boolean;

/** The words of RE2 without what they begin with. */
const reasonIn = (error: Error): string => error.message.replace(/^error parsing regexp: /, '');

/**
 * A test whether a regular expression covers a whole text, as Alertmanager anchors its own: the same syntax, RE2
 * (https://github.com/google/re2/wiki/Syntax), and time that grows with the length of the text and no faster. Of a text of
 * more than 16,384 characters the first of them count. Answers what is wrong instead when it is no expression.
 */
export function wholeMatch(source: string): TextTest | { readonly wrong: string } {
  if (source.length > SOURCE_MAX) return { wrong: `is longer than ${SOURCE_MAX} characters` };
  try {
    const pattern = RE2JS.compile(source);
    return (text) => pattern.matches(text.slice(0, TEXT_MAX));
  } catch (error) {
    if (error instanceof Error) return { wrong: reasonIn(error) };
    throw error;
  }
}
