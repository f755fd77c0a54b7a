import { safe } from '../_kit/draw.ts';
import { at, listAt, textAt } from '../_kit/json.ts';

const plain = (text: string): string => safe(text.replaceAll('\u200b', ''));

const drawn: Readonly<Record<string, (text: string, entity: unknown) => string>> = {
  bold: (text) => `<b>${plain(text)}</b>`,
  italic: (text) => `<i>${plain(text)}</i>`,
  code: (text) => `<code>${safe(text)}</code>`,
  pre: (text) => `<pre style="margin:.2rem 0">${safe(text)}</pre>`,
  text_link: (text, entity) => `<span class="link" title="${safe(textAt(entity, 'url'))}">${plain(text)}</span>`,
};

/** A bubble with the text, and what its entities mark in it. */
export function drawTelegram(body: unknown): string {
  const text = textAt(body, 'text') ?? '';
  let done = 0;
  let html = '';
  for (const entity of listAt(body, 'entities')) {
    const from = Number(at(entity, 'offset'));
    const to = from + Number(at(entity, 'length'));
    const type = textAt(entity, 'type') ?? '';
    const draw = Object.hasOwn(drawn, type) ? drawn[type] : plain;
    html += plain(text.slice(done, from)) + (draw?.(text.slice(from, to), entity) ?? '');
    done = Math.max(done, to);
  }
  const isReply = at(body, 'reply_parameters') !== undefined;
  const quote = isReply ? '<p class="small">↪ answers the first message</p>' : '';
  return `<div style="border-radius:12px;padding:.5rem .8rem;background:#5aa9e622;white-space:pre-wrap">${quote}${html}${plain(text.slice(done))}</div>`;
}
