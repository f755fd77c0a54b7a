import { pretty, rows, safe } from '../_kit/draw.ts';
import { at } from '../_kit/json.ts';

/** A log as the Log Explorer opens it. */
export const drawDatadogLog = (body: unknown): string =>
  rows(
    ['timestamp', 'status', 'hostname', 'service', 'ddsource', 'ddtags', 'message', 'alert_id'].map(
      (name) => [name, at(body, name)] as const,
    ),
  );

/** An event in the Events Explorer. */
export function drawDatadogEvent(body: unknown): string {
  const meta = ['alert_type', 'priority', 'aggregation_key', 'host', 'tags', 'related_event_id'] as const;
  return `<p><strong>${safe(at(body, 'event', 'title'))}</strong></p>${pretty(at(body, 'event', 'text'))}${rows([
    ...meta.map((name) => [name, at(body, 'event', name)] as const),
    ['would notify', String(at(body, 'notifies') ?? '')],
  ])}`;
}
