import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { halves } from './well-formed.ts';

const Message = z.strictObject({
  timestamp: z.iso.datetime(),
  alert_id: z.string(),
  finding_uid: z.string(),
  finding_status: z.enum(['new', 'in_progress', 'suppressed', 'resolved']),
  delivery_id: z.string(),
  severity: z.string(),
  possible_duplicate: z.optional(z.literal(true)),
  event: z.record(z.string(), z.unknown()),
});

/** https://help.sumologic.com/docs/send-data/hosted-collectors/http-source/logs-metrics/upload-logs/ */
const known = new Set(['content-type', 'x-sumo-name', 'x-sumo-host', 'x-sumo-category', 'x-sumo-fields']);

function lineProblems(line: string): string[] {
  const value: unknown = JSON.parse(line);
  const parsed = Message.safeParse(value);
  return [
    ...(parsed.success ? [] : [parsed.error.message]),
    // Messages are dated by the first time that is found in them.
    ...(line.startsWith('{"timestamp":"') ? [] : ['the time does not come first']),
    ...(Buffer.byteLength(line) <= 65_536 ? [] : [`a message of ${Buffer.byteLength(line)} bytes`]),
    ...halves(value),
  ];
}

export function problems({ method, headers, body = '' }: OutboundRequest): string[] {
  return [
    ...(method === 'POST' ? [] : [method]),
    ...Object.entries(headers).flatMap(([name, value]) =>
      known.has(name) && /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value) ? [] : [`header ${name}`],
    ),
    ...(/\r/.test(body) ? ['a line break that is not ours'] : []),
    ...body.split('\n').flatMap(lineProblems),
  ];
}
