import { oneLine } from '../../../../domain/values/text.ts';
import type { NamedFields } from '../../named-fields.ts';
import { chats } from './title-names.ts';

/** What is read of a message, characters. */
const TEXT_MAX = 2_000;

const marks: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/<https?:[^<>|\s]{1,500}\|([^<>|]{1,200})>/g, '$1'],
  [/<\/?(?:b|i|u|strong|em|code|pre|p|span|br)(?: [^<>]{0,100})?\/?>/gi, ' '],
  [/(?<![\w:]):[a-z][a-z0-9_+-]{1,40}:(?![\w:])/g, ' '],
  [/(?<![\w*])\*{1,2}([^*\s][^*]{0,200})\*{1,2}(?![\w*])/g, '$1'],
];

/** The words of a chat message without the marks of its chat: bold, links with a text, names of signs. */
export function unmarked(said: NamedFields, text: string): string {
  if (!/[<:*]/.test(text)) return text;
  if (said.first((each) => each === text || undefined, chats) !== true) return text;
  const plain = marks.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text.slice(0, TEXT_MAX));
  return oneLine(plain) === '' ? text : plain;
}
