import { isFields } from '../../../lambdas/domain/values/json-fields.ts';
import { rows } from '../_kit/draw.ts';
import { at } from '../_kit/json.ts';

/** An event with its metadata. */
export function drawSplunk(body: unknown): string {
  const event = at(body, 'event');
  const meta = ['time', 'index', 'source', 'sourcetype', 'host'].map((name) => [name, at(body, name)] as const);
  return rows([...meta, ...(isFields(event) ? Object.entries(event) : [['event', event] as const])]);
}
