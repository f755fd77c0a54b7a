import type { Part } from '../alert-view/prose.ts';

/** What a text takes of a limit, in the unit of whoever sets it. Must add up over the characters of a text. */
export type Cost = (text: string) => number;

/** UTF-8 bytes inside a JSON string. */
export const jsonBytes: Cost = (text) => Buffer.byteLength(JSON.stringify(text)) - 2;

const ELLIPSIS = '…';

/** The beginning of a text up to `end`, without the word that `end` cuts through unless it is a long one. */
function wholeWords(text: string, end: number): string {
  const head = text.slice(0, end);
  const isWhole = /\s/.test(text.charAt(end)) || !/\S\s+\S{1,20}$/.test(head);
  return (isWhole ? head : head.replace(/(?<!\s)\s+\S{1,20}$/, '')).trimEnd();
}

/** The text, or as much of its beginning as costs at most `max` with an ellipsis; never half a surrogate pair. */
export function clip(text: string, max: number, cost: Cost): string {
  if (text.length <= max && cost(text) <= max) return text;
  const room = max - cost(ELLIPSIS);
  let end = 0;
  let spent = 0;
  for (const character of text) {
    spent += cost(character);
    if (spent > room) break;
    end += character.length;
  }
  return room < 0 ? '' : wholeWords(text, end) + ELLIPSIS;
}

/** Below this there is no use in a piece of text. */
const WORTH_SHOWING = 24;

/** The parts that fit into `max`, the last of them clipped; each part costs `overhead` besides its text. */
export function partsWithin(parts: readonly Part[], max: number, cost: Cost, overhead = 0): Part[] {
  const within: Part[] = [];
  let left = max;
  for (const part of parts) {
    left -= overhead;
    if (left < WORTH_SHOWING) break;
    const text = clip(part.text, left, cost);
    within.push({ kind: part.kind, text });
    left -= cost(text);
  }
  return within;
}
