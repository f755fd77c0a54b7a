import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { tagProblems } from './datadog-tags.ts';
import { halves } from './well-formed.ts';

const HOUR_MS = 3_600_000;
/** The time of every attempt in the suite. */
const NOW = Date.parse('2026-11-21T03:07:10.000Z');

/** https://docs.datadoghq.com/api/latest/logs/send-logs/; what is not named there is an attribute of ours. */
const Log = z.strictObject({
  ddsource: z.literal('tocsin'),
  ddtags: z.string(),
  hostname: z.optional(z.string().check(z.regex(/^[\w.-]{1,253}$/))),
  service: z.string().check(z.regex(/^[a-z][a-z0-9_:./-]{0,99}$/)),
  message: z.string(),
  // https://docs.datadoghq.com/logs/log_configuration/processors/log_status_remapper/
  status: z.enum(['critical', 'error', 'warning', 'notice', 'info', 'ok']),
  timestamp: z.optional(z.iso.datetime()),
  alert_id: z.string(),
  finding_uid: z.string(),
  delivery_id: z.string(),
  possible_duplicate: z.optional(z.literal(true)),
  alert: z.optional(z.record(z.string(), z.unknown())),
  ocsf: z.optional(z.record(z.string(), z.unknown())),
  ecs: z.optional(z.record(z.string(), z.unknown())),
});

/** Up to 18 hours in the past and two in the future. */
const isTaken = (timestamp: string): boolean =>
  Date.parse(timestamp) > NOW - 18 * HOUR_MS && Date.parse(timestamp) < NOW + 2 * HOUR_MS;

function logProblems(value: unknown): string[] {
  const parsed = Log.safeParse(value);
  if (!parsed.success) return [parsed.error.message];
  const { alert, ocsf, ecs, ddtags, timestamp } = parsed.data;
  return [
    ...([alert, ocsf, ecs].filter((one) => one !== undefined).length === 1 ? [] : ['not one format']),
    ...(timestamp === undefined || isTaken(timestamp) ? [] : [`${timestamp} is not taken`]),
    ...ddtags.split(',').flatMap(tagProblems),
    ...halves(value),
  ];
}

export function problems({ url, headers, body = '' }: OutboundRequest): string[] {
  const logs: unknown = JSON.parse(body);
  return [
    ...(/^https:\/\/[^?]+\/api\/v2\/logs$/.test(url) ? [] : [`url ${url}`]),
    ...(headers['dd-api-key'] === undefined ? ['no key'] : []),
    ...(Array.isArray(logs) && logs.length > 0 ? logs.flatMap(logProblems) : ['no array of logs']),
  ];
}
