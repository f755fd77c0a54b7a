import { escapeHtml } from '../../../lambdas/domain/values/text.ts';
import { all, safe } from '../_kit/draw.ts';
import { at, listAt, textAt } from '../_kit/json.ts';

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decoded = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => named[name] ?? '');

const colours = /^<font color="(#[0-9a-f]{6})">$/;
const address = /^<a href="([^"<>]*)">$/;
const simple = new Set(['<b>', '</b>', '<i>', '</i>', '<u>', '</u>', '<br>', '</font>', '</a>']);

/** The little HTML that a card takes; any other tag is shown as text. */
function drawTag(tag: string): string {
  if (tag === '</font>' || tag === '</a>') return '</span>';
  if (simple.has(tag)) return tag;
  const colour = colours.exec(tag)?.[1];
  if (colour !== undefined) return `<span style="color:${colour}">`;
  const url = address.exec(tag)?.[1];
  return url === undefined ? safe(tag) : `<span class="link" title="${escapeHtml(decoded(url))}">`;
}

const drawHtml = (html: string | undefined): string =>
  (html ?? '')
    .split(/(<[^<>]*>)/)
    .map((piece, i) => (i % 2 === 1 ? drawTag(piece) : safe(decoded(piece))))
    .join('');

function drawWidget(widget: unknown): string {
  const buttons = listAt(widget, 'buttonList', 'buttons').map(
    (button) =>
      `<span class="button" title="${safe(textAt(button, 'onClick', 'openLink', 'url'))}">${safe(textAt(button, 'text'))}</span> `,
  );
  return `<p>${drawHtml(textAt(widget, 'textParagraph', 'text'))}${buttons.join('')}</p>`;
}

/** What a collapsible section hides is drawn behind a fold. */
function drawSection(section: unknown): string {
  const header = textAt(section, 'header');
  const widgets = listAt(section, 'widgets');
  const shown = at(section, 'collapsible') === true ? Number(at(section, 'uncollapsibleWidgetsCount') ?? 0) : 100;
  const rest = widgets.slice(shown);
  const folded =
    rest.length === 0 ? '' : `<details><summary>${rest.length} more</summary>${all(rest, drawWidget)}</details>`;
  return `<hr>${header === undefined ? '' : `<h4>${drawHtml(header)}</h4>`}${all(widgets.slice(0, shown), drawWidget)}${folded}`;
}

function drawCard(entry: unknown): string {
  const title = textAt(entry, 'card', 'header', 'title');
  const head =
    title === undefined
      ? ''
      : `<h4>${safe(title)}</h4><p class="small">${safe(textAt(entry, 'card', 'header', 'subtitle'))}</p>`;
  return `<div style="border:1px solid #8885;border-radius:8px;padding:.4rem .7rem">${head}${all(listAt(entry, 'card', 'sections'), drawSection)}</div>`;
}

/** A message: its text, and its cards below. */
export function drawGoogleChat(body: unknown): string {
  const text = textAt(body, 'text');
  return `${text === undefined ? '' : `<p>${safe(text)}</p>`}${all(listAt(body, 'cardsV2'), drawCard)}`;
}
