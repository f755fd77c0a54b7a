import { pretty, rows } from '../_kit/draw.ts';
import { at, textAt } from '../_kit/json.ts';

/** A record, or what was written to one: fields and plain text. */
export function drawServiceNow(body: unknown): string {
  const names = ['number', 'short_description', 'urgency', 'impact', 'state', 'close_code', 'correlation_id'] as const;
  const text = textAt(body, 'description') ?? textAt(body, 'work_notes') ?? textAt(body, 'comments');
  return rows(names.map((name) => [name, at(body, name)])) + (text === undefined ? '' : pretty(text));
}

const severities = ['Clear', 'Critical', 'Major', 'Minor', 'Warning', 'OK'];

/** An event as its alert shows it. */
export function drawServiceNowEvent(body: unknown): string {
  const names = [
    'source',
    'event_class',
    'node',
    'resource',
    'metric_name',
    'resolution_state',
    'message_key',
  ] as const;
  const severity = severities[Number(at(body, 'severity'))];
  const facts = [['severity', severity] as const, ...names.map((name) => [name, at(body, name)] as const)];
  return rows([...facts, ['more', at(body, 'additional_info')]]) + pretty(textAt(body, 'description') ?? '');
}
