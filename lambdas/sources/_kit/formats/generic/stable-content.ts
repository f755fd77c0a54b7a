import { exact, podFamily } from '../../../../domain/fingerprint.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { isUnfilled } from '../../unfilled.ts';
import { changing, wordsIn } from './changing-words.ts';
import { named, namedByType } from './course-words.ts';

const isNumber = /^[-+]?[\d.,]{1,40}(?:e[-+]?\d{1,4})?\s?(?:%|[a-zµ]{1,3})?$/i;
const flags = /^(?:true|false|yes|no)$/i;

/** Whether a text is a value that names nothing: a flag, a number, a time, a placeholder. */
export const isBare = (text: string): boolean =>
  flags.test(text) || isNumber.test(text) || isUnfilled(text) || toTime(text) !== undefined;

/** Whether a field by its name may stay as it is while a problem stays. */
export const mayStay = (name: string): boolean => !wordsIn(name).some((word) => changing.has(word));

const drawn = /^[0-9a-f]{8}-[0-9a-f]{4}-|^[0-9a-f]{16,}$/i;

/** Whether a text is a UUID or a long number of hex digits, as programs draw them anew. */
export const isDrawn = (text: string): boolean => drawn.test(text);

/** What a text names: a word to the letter, unless it is drawn anew for each request. */
export const contentIn = (text: string): string =>
  /\s/.test(text.trim()) || isDrawn(text) ? named(text) : exact(namedByType(text).toLowerCase());

/** `web-2`, `gi0/1`, `shop.example.com`, `a@example.com`, `10.0.0.5`: a word of a sentence that names something. */
const isNaming = (word: string): boolean =>
  word.length <= 80 &&
  !/^(?=.*\d)[0-9a-f-]{7,}$/.test(word) &&
  (/^\p{L}[\p{L}_./\\-]*\d[\p{L}\d_./\\-]*$/u.test(word) ||
    /^\d{1,3}(?:\.\d{1,3}){3}$/.test(word) ||
    /^[\p{L}\d_-]+(?:\.[\p{L}\d_-]+)*(?:@[\p{L}\d_-]+)?(?:\.\p{L}{2,})$/u.test(word));

/** Who did something about it is not what it is about. */
const byWhom = /\b(?:by|from user) \S{1,80}/gi;

/** The names in a sentence, where the words around them change from one report to the next. */
export const namesInside = (sentence: string): string =>
  named(sentence.replace(byWhom, ' ')).split(' ').filter(isNaming).map(podFamily).join(' ');
