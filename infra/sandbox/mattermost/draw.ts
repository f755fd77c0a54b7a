import { all, safe } from '../_kit/draw.ts';
import { drawText, edged } from '../_kit/draw-markdown.ts';
import { listAt, textAt } from '../_kit/json.ts';

function drawAttachment(attachment: unknown): string {
  const title = textAt(attachment, 'title');
  return (
    drawText(textAt(attachment, 'pretext')) +
    edged(
      textAt(attachment, 'color'),
      `${title === undefined ? '' : `<h4>${safe(title)}</h4>`}${drawText(textAt(attachment, 'text'))}`,
    )
  );
}

/** A post and its attachments. */
export const drawMattermost = (body: unknown): string =>
  `${drawText(textAt(body, 'text'))}${all(listAt(body, 'attachments'), drawAttachment)}`;
