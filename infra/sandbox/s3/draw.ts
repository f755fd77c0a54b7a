import { drawWebhook, safe } from '../_kit/draw.ts';
import { at, textAt } from '../_kit/json.ts';

/** A line of an object, with the object's key. */
export const drawS3 = (body: unknown): string =>
  `<p class="small">${safe(textAt(body, 'key'))}</p>${drawWebhook(at(body, 'record') ?? body)}`;
