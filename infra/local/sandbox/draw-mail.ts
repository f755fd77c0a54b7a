import { isFields } from '../../../lambdas/core/record.ts';
import { pretty, rows, safe } from './draw.ts';
import { parseJson } from './json.ts';

const bare = (html: string): string =>
  html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, '')
    .replace(/<div style="display:none[\s\S]*?<\/div>/g, '')
    .replace(/<\/?[a-z][^<>]*>/g, (tag) => kept(tag))
    .trim();

/** Only the shapes of a mail, without any attribute; links are underlined words. */
function kept(tag: string): string {
  const [, close = '', name = ''] = /^<(\/?)([a-z0-9]+)/.exec(tag) ?? [];
  if (['b', 'i', 'p', 'h1', 'table', 'tr', 'td'].includes(name)) return `<${close}${name === 'h1' ? 'h4' : name}>`;
  if (name === 'br') return '<br>';
  return name === 'a' ? (close === '' ? '<span class="link">' : '</span>') : '';
}

// Whatever is left of a mail that is not ours is text.
const inert = (html: string): string => (/<(?!\/?(?:b|i|p|h4|table|tr|td|br|span)\b)/.test(html) ? pretty(html) : html);

/** A mail as its reader sees it: who, what, and its HTML without attributes, links and styles. */
export function drawMail(body: unknown): string {
  const mail = typeof body === 'string' ? parseJson(body)?.value : body;
  if (!isFields(mail)) return pretty(body);
  const { from, to, subject, inReplyTo, html, text } = mail;
  const head = rows([
    ['From', from],
    ['To', to],
    ['Subject', subject],
    ['Answers', inReplyTo],
  ]);
  const content = typeof html === 'string' && html !== '' ? inert(bare(html)) : `<p>${safe(text)}</p>`;
  return `${head}${content}`;
}
