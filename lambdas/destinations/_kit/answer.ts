import type { OutboundResponse } from '../../domain/outbound.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';

/** The JSON object that was answered; an empty one for anything else. */
export function answerIn({ body }: Pick<OutboundResponse, 'body'>): Fields {
  try {
    const answer: unknown = JSON.parse(body);
    return isFields(answer) ? answer : {};
  } catch {
    return {};
  }
}
