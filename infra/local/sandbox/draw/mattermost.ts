import { listAt, textAt } from '../json.ts';
import { all, safe } from './draw.ts';
import { drawText, edged } from './markdown.ts';

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
