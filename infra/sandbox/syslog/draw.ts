import { rows } from '../_kit/draw.ts';
import { at, fieldsAt } from '../_kit/json.ts';

/** A message with its structured data, and what its text says. */
export function drawSyslog(body: unknown): string {
  const head = ['timestamp', 'hostname', 'appName', 'facility', 'severity', 'messageId', 'title'];
  const data = fieldsAt(body, 'data');
  const fields = fieldsAt(body, 'fields');
  if (data === undefined) return rows([['message', body]]);
  return rows([
    ...head.map((name) => [name, at(body, name)] as const),
    ...Object.entries(data),
    ...Object.entries(fields ?? {}),
  ]);
}
