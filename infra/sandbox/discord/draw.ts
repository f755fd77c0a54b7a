import { all, safe } from '../_kit/draw.ts';
import { drawText, edged } from '../_kit/draw-markdown.ts';
import { at, listAt, textAt } from '../_kit/json.ts';

const colourOf = (embed: unknown): string =>
  `#${Number(at(embed, 'color') ?? 0)
    .toString(16)
    .padStart(6, '0')}`;

function drawEmbed(embed: unknown): string {
  const title = textAt(embed, 'title');
  const fields = listAt(embed, 'fields').map(
    (field) => `<p><b>${safe(textAt(field, 'name'))}</b></p>${drawText(textAt(field, 'value'))}`,
  );
  const footer = textAt(embed, 'footer', 'text');
  return edged(
    colourOf(embed),
    [
      title === undefined ? '' : `<h4>${safe(title)}</h4>`,
      drawText(textAt(embed, 'description')),
      ...fields,
      footer === undefined ? '' : `<p class="small">${safe(footer)}</p>`,
    ].join(''),
  );
}

/** A message of a webhook: its content, and its embeds below. */
export function drawDiscord(body: unknown): string {
  const post = textAt(body, 'thread_name');
  const head = post === undefined ? '' : `<h4># ${safe(post)}</h4>`;
  return `${head}${drawText(textAt(body, 'content'))}${all(listAt(body, 'embeds'), drawEmbed)}`;
}
