import { all, rows, safe } from '../_kit/draw.ts';
import { at, listAt, textAt } from '../_kit/json.ts';
import { unescaped } from '../_kit/receiver.ts';

function cardElement(element: unknown): string {
  const type = textAt(element, 'type') ?? '';
  if (type === 'FactSet')
    return rows(
      listAt(element, 'facts').map((fact) => [
        unescaped(textAt(fact, 'title') ?? ''),
        unescaped(textAt(fact, 'value') ?? ''),
      ]),
    );
  if (type.startsWith('Action.'))
    return `<span class="button" title="${safe(textAt(element, 'url'))}">${safe(textAt(element, 'title'))}</span> `;
  if (type === 'TextRun') return safe(textAt(element, 'text'));
  if (typeof element === 'string') return safe(element);
  const heavy = at(element, 'weight') === 'Bolder' || at(element, 'weight') === 'bolder';
  const text = safe(unescaped(textAt(element, 'text') ?? ''));
  const inner = ['body', 'items', 'columns', 'inlines', 'rows', 'cells', 'actions'].map((key) =>
    all(listAt(element, key), cardElement),
  );
  return `<div>${heavy ? `<b>${text}</b>` : text}${inner.join('')}</div>`;
}

/** The cards of a message. */
export const drawTeams = (body: unknown): string =>
  all(listAt(body, 'attachments'), (attachment) => cardElement(at(attachment, 'content')));
