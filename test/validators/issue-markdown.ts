import { createRequire } from 'node:module';

/** What GitHub and GitLab would make of an issue's Markdown, found out with a parser of CommonMark that is not ours. */

interface Token {
  readonly type: string;
  readonly tag: string;
  readonly info: string;
  readonly markup: string;
  readonly content: string;
  readonly children: readonly Token[] | null;
  attrGet(name: string): string | null;
}
interface Parser {
  parse(text: string, env: object): Token[];
  readonly linkify: { set(options: object): unknown; add(schema: string, rule: null): unknown };
}

const require = createRequire(import.meta.url);
const createParser: (options: object) => Parser = require('markdown-it');
const parser = createParser({ html: true, linkify: true, breaks: true });
// GitHub makes links of schemes, www. and mail addresses, not of names that merely look like hosts.
parser.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true });
parser.linkify.add('//', null);

export const parse = (markdown: string): Token[] => parser.parse(markdown, {});

const blocks = new Set([
  'paragraph',
  'heading',
  'bullet_list',
  'list_item',
  'blockquote',
  'inline',
  'fence',
  'hr',
  'html_block',
]);
const inlines = new Set(['text', 'text_special', 'code_inline', 'softbreak', 'hardbreak', 'strong', 'link']);
const kind = ({ type }: Token): string => type.replace(/_(open|close)$/, '');

const html = [
  /^<details><summary>Evidence: <code>[^<>]*<\/code>(?: \(shortened\))?<\/summary>\n$/,
  /^<details><summary>Further fields \(\d+\)<\/summary>\n$/,
  /^<\/details>\n$/,
  /^<![-]{2} tocsin-delivery tocsin[0-9a-f]{16} -->\n?$/,
];

// https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
// https://docs.gitlab.com/user/markdown/#gitlab-specific-references
const active: readonly (readonly [string, RegExp])[] = [
  ['a mention', /@[\w"-]/],
  ['a reference', /[#!$%&~^][\w"{]/],
  ['a ticket', /\b[a-z]\w*-\d/i],
  ['an address', /[a-z][\w+.-]*:\/\/|\bwww\.\S/i],
  ['an emoji', /:[a-z0-9_+-]{3,}:/i],
  ['a commit', /\b[0-9a-f]{7,40}\b/i],
  ['a GitLab reference', /\[[a-z_*]+[:/]|\[\[|\{[+-]|\[[+-]|\*iteration:/i],
];

/** What a text would be taken for by those who look at it after the Markdown was rendered. */
export const referencesIn = (text: string): string[] =>
  active.flatMap(([name, pattern]) => (pattern.test(text) ? [`${name} in ${text.slice(0, 200)}`] : []));

const isOurLink = (token: Token): boolean =>
  token.markup === '' && /^https?:\/\/[^\s<>"]+$/.test(token.attrGet('href') ?? '') && token.attrGet('title') === null;

/** Adjacent texts are one to whoever looks for references. */
function textsOf(children: readonly Token[]): string[] {
  const marked = children.map(({ type, content }) => (/^text/.test(type) ? content : '\u0001'));
  return marked.join('').split('\u0001');
}

function inlineProblems(children: readonly Token[]): string[] {
  return [
    ...children.filter((token) => !inlines.has(kind(token))).map(({ type, content }) => `${type}: ${content}`),
    ...children
      .filter(({ type }) => type === 'link_open')
      .flatMap((token) => (isOurLink(token) ? [] : [`a link to ${token.attrGet('href')}`])),
    ...textsOf(children).flatMap(referencesIn),
  ];
}

/** What is only ours to write, by the kind of block. */
const isOurs: Readonly<Record<string, (token: Token) => boolean>> = {
  html_block: ({ content }) => html.some((pattern) => pattern.test(content)),
  fence: ({ info }) => info === 'text',
  heading_open: ({ tag }) => tag === 'h3',
};

/** What is not inert about one token. */
export function blockProblems(token: Token): string[] {
  const { type, content, children } = token;
  const isKnown = blocks.has(kind(token)) && isOurs[type]?.(token) !== false;
  return isKnown ? inlineProblems(children ?? []) : [`the block ${type}: ${content.slice(0, 200)}`];
}

// Controls, bidi marks and zero-width characters, which change what is read without being seen; tab and newline may be there.
const unseen = /(?![\t\n])\p{Cc}|[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|\p{Surrogate}/u;

/** One sentence for each thing in an issue's body that is not inert text, or not in the form that is looked for. */
export function bodyProblems(body: unknown): string[] {
  if (typeof body !== 'string') return ['no body'];
  return [
    ...(unseen.test(body) ? ['it has characters that nobody sees'] : []),
    ...(/^\//m.test(body) ? ['a line that GitLab takes for a command'] : []),
    ...(/\n\n<![-]{2} tocsin-delivery tocsin[0-9a-f]{16} -->$/.test(body) ? [] : ['it does not end with its mark']),
    ...parse(body).flatMap(blockProblems),
  ];
}

/** The same of a title, which is no Markdown. */
export function titleProblems(title: unknown, max: number): string[] {
  if (typeof title !== 'string' || title.trim() === '' || title.length > max) return [`the title ${title}`];
  return [
    ...(/[\r\n]/.test(title) || unseen.test(title.replaceAll('\u200b', '')) ? ['characters in the title'] : []),
    ...referencesIn(title.replace(/^\[[A-Z ]+\] /, '')),
  ];
}
