import { hash } from 'node:crypto';
import { memory, remembered } from './remembered.ts';

/** The parts as one text, in order, each with its length so that no two lists of parts share a text. */
function textOf(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  return text;
}

const hashOfText = (text: string): string => hash('sha256', text, 'hex').slice(0, 32);
const bounds = { most: 2_048, longest: 512 };
const knownHash = remembered(hashOfText, bounds);

/** 32 hex digits of SHA-256 over the parts. */
export const hashOf = (parts: readonly string[]): string => hashOfText(textOf(parts));

/** The same for parts that come again and again, such as those of a problem: it is kept. */
export const hashOfKnown = (parts: readonly string[]): string => knownHash(textOf(parts));

/** The same of what a change makes of the parts, which is kept by the parts as they are. */
export function hashOfChanged(change: (parts: readonly string[]) => readonly string[]) {
  const { recall } = memory<string>(bounds);
  return (parts: readonly string[]): string => recall(textOf(parts), () => hashOf(change(parts)));
}
