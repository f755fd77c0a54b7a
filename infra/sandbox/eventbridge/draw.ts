import { drawWebhook, pretty, rows } from '../_kit/draw.ts';
import { at } from '../_kit/json.ts';

/** An event as a rule sees it. */
export function drawEventBridge(body: unknown): string {
  const detail = at(body, 'Detail');
  if (detail === undefined) return pretty(body);
  const head = rows([
    ['source', at(body, 'Source')],
    ['detail-type', at(body, 'DetailType')],
    ['bus', at(body, 'EventBusName')],
  ]);
  return head + drawWebhook(detail);
}
