import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { isOperatorLink } from './operator-links.ts';

/** What incident.io documents of an alert event, and that its Markdown is one fence and nothing else. */

const filled = z.string().check(z.minLength(1));
const Event = z.strictObject({
  title: filled.check(z.maxLength(250)),
  status: z.enum(['firing', 'resolved']),
  deduplication_key: z.string().check(z.regex(/^tocsin-[0-9a-f]{32}$/)),
  description: filled,
  source_url: z.optional(z.url({ protocol: /^https?$/ })),
  metadata: z.record(z.string().check(z.regex(/^[a-z_]{3,20}$|^Runbook$|^Panel \d$/)), filled),
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not arrive
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
const active = /[<>]|https?:\/\/|\bwww\.\w/i;

/** A fenced code block from the first line to the last (https://spec.commonmark.org/0.31.2/#fenced-code-blocks). */
function isOneFence(text: string): boolean {
  const [, ticks = '', content = ''] = /^(`{3,})text\n([\s\S]*)\n\1$/.exec(text) ?? [];
  return ticks !== '' && !content.split('\n').some((line) => line.trim().startsWith(ticks));
}

function inertProblems({ title, description, metadata }: z.infer<typeof Event>): string[] {
  const others = Object.entries(metadata).filter(([name, value]) => !isOperatorLink(name, value));
  const texts = [title, description, ...others.map(([, value]) => value)];
  return [
    ...(isOneFence(description) ? [] : [`not one fence: ${description.slice(0, 200)}`]),
    ...texts.filter((text) => hidden.test(text) || active.test(text)).map((text) => `active: ${text.slice(0, 200)}`),
    ...(title.includes('\n') ? ['the title has several lines'] : []),
  ];
}

export function problems({ url, headers, body = '' }: OutboundRequest): string[] {
  const parsed = Event.safeParse(JSON.parse(body));
  return [
    ...(/\/v2\/alert_events\/http\/\w+$/.test(url) ? [] : [`url ${url}`]),
    ...(headers['authorization']?.startsWith('Bearer ') ? [] : ['authorization']),
    ...(Buffer.byteLength(body) <= 512_000 ? [] : [`${Buffer.byteLength(body)} bytes`]),
    ...(parsed.success ? inertProblems(parsed.data) : [z.prettifyError(parsed.error)]),
  ];
}
