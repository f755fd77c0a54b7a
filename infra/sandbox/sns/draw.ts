import { drawWebhook, pretty, rows, safe } from '../_kit/draw.ts';
import { at, fieldsAt, textAt } from '../_kit/json.ts';

/** A message with its subject and the attributes that subscriptions choose by. */
export function drawSns(body: unknown): string {
  const message = at(body, 'Message');
  if (message === undefined) return pretty(body);
  const attributes = rows(Object.entries(fieldsAt(body, 'MessageAttributes') ?? {}));
  return `<h4>${safe(textAt(body, 'Subject'))}</h4>${attributes}${typeof message === 'string' ? `<p>${safe(message)}</p>` : drawWebhook(message)}`;
}
