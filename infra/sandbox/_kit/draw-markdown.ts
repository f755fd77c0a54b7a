import { safe } from './draw.ts';

// Our own break between visible characters is not shown by a chat either.
const plain = (text: string | undefined): string => safe(text?.replaceAll('\u200b', ''));

type Draw = (match: RegExpExecArray, inner: (text: string) => string) => string;

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', '#36': '$', '#61': '=' };

/** What chats make of Markdown, the first that fits; a link shows where it leads, a name that it calls somebody. */
const rules: readonly (readonly [RegExp, Draw])[] = [
  [/```(?:\w*\n)?([\s\S]*?)\n?```\n?/y, ([, code]) => `<pre style="margin:.2rem 0">${plain(code)}</pre>`],
  [/``([^\n]+?)``(?!`)|`([^`\n]+)`/y, ([, long, short]) => `<code>${plain((long ?? short ?? '').trim())}</code>`],
  [/\\([^a-z0-9\s])/iy, ([, character]) => safe(character)],
  [/&(lt|gt|amp|#36|#61);/y, ([, name = '']) => safe(entities[name])],
  [/\*\*([^\n]+?)\*\*/y, ([, text = ''], inner) => `<b>${inner(text)}</b>`],
  [/\*([^\n*]+)\*/y, ([, text = ''], inner) => `<i>${inner(text)}</i>`],
  [
    /\[((?:\\.|[^\\\]\n])*)\]\(([^()\s]+)\)/y,
    ([, label = '', url], inner) => `<span class="link" title="${safe(url)}">${inner(label)}</span>`,
  ],
  [/<[@#!]&?\w+>|@(?:everyone|here|channel|all)\b/y, ([name]) => `<mark>ping ${safe(name)}</mark>`],
  [/https?:\/\/[^\s<>]+/iy, ([url]) => `<mark>link ${safe(url)}</mark>`],
  [/#{1,3} ([^\n]*)/y, ([, text = '']) => `<mark>heading ${safe(text)}</mark>`],
];

function ruleAt(text: string, at: number): readonly [RegExpExecArray, Draw] | undefined {
  for (const [pattern, drawn] of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) return [match, drawn];
  }
  return undefined;
}

/** The Markdown of chats as inert HTML, roughly as its reader sees it. */
function drawMarkdown(text: string): string {
  let drawn = '';
  let words = '';
  for (let at = 0; at < text.length; ) {
    const found = ruleAt(text, at);
    if (found === undefined) words += text[at];
    else {
      drawn += plain(words) + found[1](found[0], drawMarkdown);
      words = '';
    }
    at += found?.[0][0].length ?? 1;
  }
  return drawn + plain(words);
}

/** Paragraphs of Markdown that keep their lines. */
export const drawText = (text: string | undefined): string =>
  text === undefined || text === '' ? '' : `<div style="white-space:pre-wrap">${drawMarkdown(text)}</div>`;

/** A box with a coloured edge, as chats draw attachments. */
export const edged = (colour: string | undefined, inner: string): string => {
  const edge = /^#[0-9a-f]{6}$/i.test(colour ?? '') ? colour : '#888888';
  return `<div style="border-left:4px solid ${edge};padding:.3rem .6rem;margin:.3rem 0;background:#8881">${inner}</div>`;
};
