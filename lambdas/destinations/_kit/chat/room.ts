import type { Cost } from './clip.ts';

/** A piece of a line. `code` is a value that is shown as it is; what the others say is prose. */
export interface Run {
  readonly style: 'plain' | 'bold' | 'italic' | 'code';
  readonly text: string;
  /** Built by us, never the sender's. */
  readonly url?: string;
}

export const plain = (text: string): Run => ({ style: 'plain', text });
export const bold = (text: string): Run => ({ style: 'bold', text });

/** How much of everything there is room for, in the unit of `cost`. */
export interface Room {
  /** What a text takes once it is escaped. */
  readonly cost: Cost;
  /** What is put around a run, and around a part of a section. */
  readonly around: number;
  readonly total: number;
  readonly headline: number;
  readonly value: number;
  readonly url: number;
  readonly description: number;
  readonly remediation: number;
  readonly evidence: number;
  /** Of the operator’s text. */
  readonly text: number;
}

/** Round brackets, which end a link in Markdown, are written as `%28` and `%29`. */
export const linkUrl = (url: string): string => url.replaceAll('(', '%28').replaceAll(')', '%29');
export const urlCost: Cost = (url) => Buffer.byteLength(linkUrl(url));
