import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { escapeHtml } from '../../../lambdas/domain/values/text.ts';
import { pretty, rows, safe } from './draw.ts';
import { parseJson } from './json.ts';

/** Shown as it is, in a frame that may run, open and load nothing: the page's own policy holds in it too. */
const framed = (html: string): string =>
  `<iframe class="mail" sandbox="" title="the mail’s HTML" srcdoc="${escapeHtml(html)}"></iframe>`;

/** A mail as its reader sees it: who, what, and its HTML. */
export function drawMail(body: unknown): string {
  const mail = typeof body === 'string' ? parseJson(body)?.value : body;
  if (!isFields(mail)) return pretty(body);
  const { from, to, subject, inReplyTo, html, text } = mail;
  const head = rows([
    ['From', from],
    ['To', Array.isArray(to) ? to.join(', ') : to],
    ['Subject', subject],
    ['Answers', inReplyTo],
  ]);
  return `${head}${typeof html === 'string' && html !== '' ? framed(html) : `<p>${safe(text)}</p>`}`;
}
