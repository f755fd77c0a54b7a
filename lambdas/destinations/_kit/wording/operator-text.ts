import { defang, httpUrl, visible } from '../../../domain/values/text.ts';
import type { TextRun } from '../wording.ts';

/** A piece of a text whose expressions are evaluated. */
export interface Filled {
  readonly text: string;
  /** It comes from the alert. */
  readonly isValue: boolean;
}

const address = /https?:\/\/[^\s<>"'`|\\^{}]+/giu;
const before = /[\s(]$/;
const after = /^[\s).,;:!?]/;

/** An address without what ends a sentence or a bracket behind it. */
function withoutPunctuation(url: string): string {
  let end = url.length;
  while (end > 0 && ').,;:!?'.includes(url[end - 1] ?? '')) end -= 1;
  return url.slice(0, end);
}

/** Where an address may be made a link: nothing of the alert touches it. */
interface Around {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function linkAt(text: string, found: RegExpExecArray, { isFirst, isLast }: Around): TextRun | undefined {
  const written = withoutPunctuation(found[0]);
  const [left, right] = [text.slice(0, found.index), text.slice(found.index + written.length)];
  const isApart = (left === '' ? isFirst : before.test(left)) && (right === '' ? isLast : after.test(right));
  const url = httpUrl(written);
  if (!isApart || url === undefined || written.includes('@')) return undefined;
  return { text: url.replace(/^https?:\/\//i, ''), url };
}

/** What the operator wrote, with its addresses as links. */
function literalRuns(text: string, around: Around): TextRun[] {
  const runs: TextRun[] = [];
  let done = 0;
  for (const found of text.matchAll(address)) {
    const link = linkAt(text, found, around);
    if (link === undefined) continue;
    runs.push({ text: text.slice(done, found.index) }, link);
    done = found.index + withoutPunctuation(found[0]).length;
  }
  return [...runs, { text: text.slice(done) }];
}

/** Neighbouring pieces without a link as one, so that nothing can be split over two of them. */
function joinedRuns(runs: readonly TextRun[]): TextRun[] {
  const joined: TextRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (run.url === undefined && last !== undefined && last.url === undefined)
      joined[joined.length - 1] = { text: last.text + run.text };
    else joined.push(run);
  }
  return joined;
}

const inertLines = (text: string): string =>
  defang(visible(text))
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : line))
    .join('\n')
    .replace(/\n{3,}/g, '\n\n');

function trimmed(run: TextRun, i: number, { length }: readonly TextRun[]): TextRun {
  if (run.url !== undefined) return run;
  const start = i === 0 ? run.text.trimStart() : run.text;
  return { text: i === length - 1 ? start.trimEnd() : start };
}

/**
 * A text of the operator's with the values of an alert in it: addresses that he wrote are links, everything else is
 * plain text in which no client finds one.
 */
export function operatorText(pieces: readonly Filled[]): TextRun[] {
  const runs = pieces.flatMap(({ text, isValue }, i): TextRun[] =>
    isValue ? [{ text }] : literalRuns(text, { isFirst: i === 0, isLast: i === pieces.length - 1 }),
  );
  return joinedRuns(runs)
    .map((run) => (run.url === undefined ? { text: inertLines(run.text) } : run))
    .map(trimmed)
    .filter(({ text }) => text !== '');
}
