import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { tagProblems } from './datadog-tags.ts';
import { operatorLine } from './operator-links.ts';
import { halves } from './well-formed.ts';

/** The time of every attempt in the suite, in seconds. */
const NOW = Date.parse('2026-11-21T03:07:10.000Z') / 1000;

/** EventCreateRequest of Datadog's own API clients; alert types and priorities are lists. */
const Event = z.strictObject({
  title: z.string().check(z.minLength(1), z.maxLength(100)),
  text: z.string().check(z.minLength(1), z.maxLength(4000)),
  aggregation_key: z.string().check(z.minLength(1), z.maxLength(100)),
  alert_type: z.enum(['error', 'warning', 'info', 'success']),
  priority: z.enum(['normal', 'low']),
  date_happened: z.optional(z.int().check(z.minimum(NOW - 18 * 3600), z.maximum(NOW))),
  host: z.optional(z.string().check(z.regex(/^[\w.-]{1,253}$/))),
  source_type_name: z.literal('my_apps'),
  related_event_id: z.optional(z.number()),
  tags: z.array(z.string()),
});

/** The two lines that lead somewhere are ours; whatever else begins like an address is the sender's. */
const isOurs = (line: string): boolean =>
  /^(Open [^ ]+|Open in Tocsin): https?:\/\/\S+$/.test(line) || operatorLine.test(line);
const active = /https?:\/\/|\bwww\.\w|@\S|%%|\u202e|\u200b|\p{Surrogate}/iu;

export function problems({ url, headers, body = '' }: OutboundRequest): string[] {
  const parsed = Event.safeParse(JSON.parse(body));
  if (!parsed.success) return [parsed.error.message];
  const { title, text, tags } = parsed.data;
  const lines = [title, ...text.split('\n').filter((line) => !isOurs(line))];
  return [
    ...(/^https:\/\/api\.[^?]+\/api\/v1\/events$/.test(url) ? [] : [`url ${url}`]),
    ...(headers['dd-api-key'] === undefined ? ['no key'] : []),
    ...(title.includes('\n') ? ['a title of several lines'] : []),
    ...lines.flatMap((line) => (active.test(line) ? [`active: ${line.slice(0, 200)}`] : [])),
    ...text
      .split('\n')
      .filter(isOurs)
      .flatMap((line) => (/@/.test(line) ? [`a mention: ${line}`] : [])),
    ...(text.includes('Tocsin alert ') || tags.some((tag) => tag.startsWith('alert_id:')) ? [] : ['no id']),
    ...tags.flatMap(tagProblems),
    ...halves(parsed.data),
  ];
}
