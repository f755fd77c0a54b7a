import { visible } from '../../../domain/values/text.ts';

/**
 * Untrusted text in the Markdown of GitHub (https://github.github.com/gfm/) and GitLab
 * (https://docs.gitlab.com/user/markdown/): shown, never interpreted. Both look for mentions and references after the
 * Markdown was rendered, so escapes alone do not stop them: a zero-width space does.
 */

const ZERO_WIDTH = '\u200b';

// What names somebody or something when a word follows: @user #1 !1 $1 %milestone &epic ~label ^alert# [vulnerability:1]
// {+inserted+} :emoji: scheme:// www. and the - of GH-1, which may be a ticket elsewhere. A time of day is none of them.
const references = /[@#!$%&~^[{](?=\S)|:(?=\S)(?!\d\d(?!\d))|-(?<=\b[a-z]\w*-)(?=\d)|\bw(?=ww\.)/giu;
/** Six of them name no commit, seven do. */
const commit = /[0-9a-f]{6}(?=[0-9a-f])/giu;

const broken = (text: string): string =>
  text.replace(commit, (digits) => digits + ZERO_WIDTH).replace(references, (mark) => mark + ZERO_WIDTH);

const punctuation = /[\\`*_{}[\]#|~$^!]/g;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', [ZERO_WIDTH]: '&#8203;' };
/** What makes a list, a heading, an underline of one, or a quick action of GitLab's where a line begins. */
const opening = /^(?:[-+=/:]|\d{1,9}(?=[.)]))/u;

const escapeOpening = (mark: string): string => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`);

function escapedLine(line: string): string {
  return broken(line.trim())
    .replace(punctuation, '\\$&')
    .replace(/[&<>\u200b]/g, (character) => entities[character] ?? character)
    .replace(opening, escapeOpening);
}

/** A text on one line, as Markdown that shows just that. */
export const inertLine = (text: string): string => escapedLine(visible(text).replace(/\s+/gu, ' '));

/** For a title, where Markdown is not rendered but references are found: on one line, without escapes. */
export const inertTitle = (text: string): string => broken(visible(text).replace(/\s+/gu, ' ').trim());

/** Prose as a quotation, its lines kept. */
export function inertQuote(text: string): string {
  const paragraphs = visible(text).split(/\n\s*\n/u);
  const quoted = paragraphs.map((paragraph) => {
    const lines = paragraph.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => `> ${escapedLine(line)}`).join('\\\n');
  });
  return quoted.filter((paragraph) => paragraph !== '').join('\n>\n');
}

const longestRun = (text: string): number => Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));

/** A value word for word; nothing inside a code span is interpreted. Blank ones would be no span. */
export function codeSpan(text: string): string {
  const value = visible(text).replace(/\s+/gu, ' ').trim();
  if (value === '') return '';
  const ticks = '`'.repeat(longestRun(value) + 1);
  const room = /^`|`$/.test(value) ? ' ' : '';
  return `${ticks}${room}${value}${room}${ticks}`;
}

/**
 * Several lines word for word, in a fence longer than any inside. Older GitLab takes a shorter fence inside for the end,
 * and a line that begins with / for a command: such a line is moved by one space.
 */
export function fence(text: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(text) + 1));
  const content = visible(text).replace(/^\//gmu, ' /');
  return `${ticks}text\n${content}\n${ticks}`;
}

/** A link that we built; the address is a checked one (`httpUrl`). */
export const linkTo = (label: string, url: string): string =>
  `[${inertLine(label)}](<${url.replaceAll('&', '&amp;')}>)`;
