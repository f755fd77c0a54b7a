/** A strict reading of the Markdown of chats: what is left once everything inert is taken away must be Tocsin's. */

export interface ChatDialect {
  /** What begins something outside of code, unless a backslash stands before it. */
  readonly active: RegExp;
  /** What must not be found anywhere outside of code: names, addresses. */
  readonly forbidden: RegExp;
}

interface Read {
  /** Without code, links and what is escaped; each replaced by a character that means nothing. */
  readonly prose: string;
  readonly urls: readonly string[];
  readonly open: boolean;
}

const INERT = '\ufffc';

/** The end of what `fence` opened at `from`, or -1: the next run of exactly as many backticks. */
function closing(text: string, from: number, fence: string): number {
  const runs = new RegExp(`(?<!\`)\`{${fence.length}}(?!\`)`, 'g');
  runs.lastIndex = from;
  return runs.exec(text)?.index ?? -1;
}

/** Takes one construct off the beginning: code, an escaped character, a link. */
function step(text: string, at: number, read: { prose: string; urls: string[]; open: boolean }): number {
  const rest = text.slice(at);
  const fence = /^`+/.exec(rest)?.[0];
  if (fence !== undefined) {
    const end = closing(text, at + fence.length, fence);
    if (end < 0) read.open = true;
    read.prose += INERT;
    return end < 0 ? text.length : end + fence.length;
  }
  if (/^\\[^a-z0-9\s]/i.test(rest)) {
    read.prose += INERT;
    return at + 2;
  }
  const link = /^\[((?:\\.|[^\\\]])*)\]\(([^()\s]*)\)/.exec(rest);
  if (link !== null) {
    read.urls.push(link[2] ?? '');
    // The label is prose like any other.
    read.prose += `${INERT}${(link[1] ?? '').replace(/\\[^a-z0-9\s]/gi, INERT)}${INERT}`;
    return at + link[0].length;
  }
  read.prose += text[at] ?? '';
  return at + 1;
}

export function read(text: string): Read {
  const found = { prose: '', urls: [] as string[], open: false };
  for (let at = 0; at < text.length; ) at = step(text, at, found);
  return found;
}

/** Bold and italic are ours: pairs that end on the line that they begin on. */
const emphasis = /\*\*(?=\S)[^*\n]+\*\*|\*(?=\S)[^*\n]+\*/g;

export function markdownProblems(text: string, { active, forbidden }: ChatDialect): string[] {
  const { prose, urls, open } = read(text);
  const left = prose.replace(emphasis, (whole) => whole.replaceAll('*', ''));
  return [
    ...(open ? ['code is not closed'] : []),
    ...(active.test(left) ? [`is active: ${active.exec(left)?.[0]} in ${left.slice(0, 300)}`] : []),
    ...(forbidden.test(prose) ? [`names or links: ${forbidden.exec(prose)?.[0]}`] : []),
    ...urls.filter((url) => !/^https?:\/\/[^\s<>"]+$/i.test(url)).map((url) => `links to ${url}`),
  ];
}

/** Controls, directions, halves of pairs; the break that we put in ourselves is allowed between visible characters. */
export const unseen =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200c-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;

/** A rule with the sentence that says what is wrong where it does not hold. */
export type Rule = readonly [holds: boolean, problem: string];
export const broken = (rules: readonly Rule[]): string[] =>
  rules.filter(([holds]) => !holds).map(([, problem]) => problem);
