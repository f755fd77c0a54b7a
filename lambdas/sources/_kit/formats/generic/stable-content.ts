import { isIP } from 'node:net';
import { exact, podFamily } from '../../../../domain/fingerprint.ts';
import { remembered } from '../../../../domain/values/remembered.ts';
import { toTime } from '../../../../domain/values/time.ts';
import { isUnfilled } from '../../unfilled.ts';
import { changing, drawnAnew, wordsOf } from './changing-words.ts';
import { named, namedByType } from './course-words.ts';

const isNumber = /^[-+]?[\d.,]{1,40}(?:e[-+]?\d{1,4})?\s?(?:%|[a-zµ]{1,3})?$/i;
const flags = /^(?:true|false|yes|no)$/i;

/** Whether a text is a value that names nothing: a flag, a number, a time, a placeholder. */
export const isBare = (text: string): boolean =>
  flags.test(text) || (isNumber.test(text) && isIP(text) === 0) || isUnfilled(text) || toTime(text) !== undefined;

/** Whether a field by its name may stay as it is while a problem stays. */
export function mayStay(name: string): boolean {
  const words = wordsOf(name);
  const isOfReport = words.at(-1) === 'id' && words.some((word) => drawnAnew.has(word));
  return !isOfReport && !words.some((word) => changing.has(word));
}

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

/** `user ada`, `"Invoices"`: what stands behind such a word, and between quotation marks. */
const behind =
  /\b(?:user|account|host|server|device|computer|machine|node|service|database|bucket|domain|group|role|repository|file)(?: name)?:? ["'`]?([\w.@\\/-]{2,80})/gi;
const common =
  /^(?:is|was|has|had|are|were|be|been|will|can|could|cannot|did|does|logged|login|logon|locked|created|deleted|down|up|failed|with|from|in|on|to|for|and|or|the|of|not|added|removed|signed|activity|names?|groups?|accounts?|tried|attempted|that|which|who|at|an?|by|changed|started|stopped|access|accessed|unreachable|uploaded|modified|using|without|via|into|sharing|upload|download|share|permissions?|policy|password|unavailable|available|errors?|failures?|failing|degraded|outages?|restarted|timeouts?|level|status|state|unresponsive|crashed|overloaded|disabled|enabled|offline|online)$/i;

const QUOTED_MAX = 60;

/** What stands between quotation marks: every second part. */
const quotedIn = (sentence: string): string[] =>
  sentence.split('"').filter((part, i) => i % 2 === 1 && part.length > 1 && part.length <= QUOTED_MAX);

const namedBehind = (sentence: string): string[] =>
  [...[...sentence.matchAll(behind)].map(([, name = '']) => name), ...quotedIn(sentence)]
    .flatMap((name) => (common.test(name) ? [] : [named(name)]))
    .filter((name) => name !== '');

const SENTENCE_MAX = 4_096;

function namesOfThings(sentence: string): string {
  const text = sentence.slice(0, SENTENCE_MAX).replace(byWhom, ' ');
  const words = named(text).split(' ').filter(isNaming).map(podFamily);
  return [...new Set([...words, ...namedBehind(text)])].sort().join(' ');
}

/** The names in a sentence, where the words around them change from one report to the next. */
export const namesInside = remembered(namesOfThings, { most: 1_024, longest: 200 });
