import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** What PagerDuty documents of an event (https://developer.pagerduty.com/docs/events-api-v2/trigger-events/), and that nothing in it is active. */

const NAMES: ReadonlySet<string> = new Set([
  'What happened',
  'Note',
  'History',
  'Alerts',
  'Further facts',
  'When',
  'From',
  'Tocsin alert',
  'MITRE ATT&CK',
  'In the sender’s words',
  'What this is',
  'What the sender advises',
  'Facts',
  'Evidence',
]);

const filled = z.string().check(z.minLength(1));
const address = z.url({ protocol: /^https?$/ });
const Payload = z.strictObject({
  summary: filled.check(z.maxLength(1024)),
  severity: z.enum(['critical', 'error', 'warning', 'info']),
  source: filled,
  timestamp: z.optional(z.iso.datetime()),
  component: z.optional(filled),
  group: z.optional(filled),
  class: z.optional(filled),
  custom_details: z.record(z.string(), filled),
});
const common = { routing_key: z.string().check(z.length(32)), dedup_key: z.string().check(z.regex(/^[\w-]{1,255}$/)) };
const Event = z.discriminatedUnion('event_action', [
  z.strictObject({
    ...common,
    event_action: z.literal('trigger'),
    payload: Payload,
    links: z.array(z.strictObject({ href: address, text: filled })),
    client: z.literal('Tocsin'),
    client_url: z.optional(address),
  }),
  z.strictObject({ ...common, event_action: z.enum(['resolve', 'acknowledge']) }),
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not arrive
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
const link = /https?:\/\/|\bwww\.\w/i;

function payloadProblems({ custom_details: details, ...fields }: z.infer<typeof Payload>): string[] {
  const texts = [...Object.values(fields), ...Object.values(details)].map(String);
  return [
    ...Object.keys(details)
      .filter((name) => !NAMES.has(name))
      .map((name) => `the detail ${name} is none of ours`),
    ...texts.filter((text) => hidden.test(text)).map((text) => `hidden characters in ${text.slice(0, 200)}`),
    ...texts.filter((text) => link.test(text)).map((text) => `a link in ${text.slice(0, 200)}`),
    ...[fields.summary].filter((text) => /[<>\n]/.test(text)).map((text) => `markup in ${text}`),
  ];
}

export function problems({ url, headers, body = '' }: OutboundRequest): string[] {
  const parsed = Event.safeParse(JSON.parse(body));
  return [
    ...(url.endsWith('/v2/enqueue') ? [] : [`url ${url}`]),
    ...(headers['content-type'] === 'application/json' ? [] : ['content-type']),
    ...(Buffer.byteLength(body) <= 512_000 ? [] : [`${Buffer.byteLength(body)} bytes`]),
    ...(parsed.success ? [] : [z.prettifyError(parsed.error)]),
    ...(parsed.data?.event_action === 'trigger' ? payloadProblems(parsed.data.payload) : []),
  ];
}
