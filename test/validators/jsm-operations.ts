import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { isOperatorLink } from './operator-links.ts';

/** What Atlassian documents of an alert and its limits, and that nothing in it is markup or a link that is not ours. */

const text = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));
const common = { source: text(100) };
const Details = z.catchall(
  z.object({
    'Tocsin alert': z.optional(text(8000)),
    severity: z.enum(['critical', 'high', 'medium', 'low', 'info']),
    action: z.enum(['blocked', 'observed', 'allowed', 'unknown']),
    product: z.optional(text(8000)),
    source: z.optional(text(8000)),
    type: z.optional(text(8000)),
    'Open in Tocsin': z.optional(z.url({ protocol: /^https?$/ })),
    'Vendor’s console': z.optional(z.url({ protocol: /^https?$/ })),
  }),
  z.string(),
);
const own = new Set(Object.keys(Details.shape));
const Alert = z.strictObject({
  ...common,
  message: text(130),
  alias: z.string().check(z.regex(/^tocsin-[0-9a-f]{32}$/)),
  description: text(15_000),
  priority: z.enum(['P1', 'P2', 'P3', 'P4', 'P5']),
  entity: z.optional(text(512)),
  tags: z.array(text(50)).check(z.maxLength(20)),
  details: Details,
});
const Close = z.strictObject({ ...common, note: text(25_000) });

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not arrive
const hidden = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/;
const active = /[<>]|https?:\/\/|\bwww\.\w/i;

function inertProblems(value: unknown, isLink = false): string[] {
  if (typeof value === 'string') {
    const isBad = hidden.test(value) || (!isLink && active.test(value));
    return isBad ? [`active or hidden: ${value.slice(0, 200)}`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    inertProblems(
      inner,
      name === 'Open in Tocsin' || name === 'Vendor’s console' || isOperatorLink(name, String(inner)),
    ),
  );
}

const closing = /\/v2\/alerts\/tocsin-[0-9a-f]{32}\/(?:close|acknowledge|notes)\?identifierType=alias$/;

export function problems({ url, headers, body = '' }: OutboundRequest): string[] {
  const sent: unknown = JSON.parse(body);
  const isCreate = url.endsWith('/v2/alerts');
  const parsed = (isCreate ? Alert : Close).safeParse(sent);
  const details = isCreate && parsed.success ? Alert.parse(sent).details : {};
  return [
    ...(isCreate || closing.test(url) ? [] : [`url ${url}`]),
    ...(headers['authorization']?.startsWith('GenieKey ') ? [] : ['authorization']),
    ...(parsed.success ? [] : [z.prettifyError(parsed.error)]),
    ...Object.entries(details)
      .filter(([name, value]) => !own.has(name) && !isOperatorLink(name, String(value)))
      .map(([name]) => `the detail ${name}`),
    ...(Object.entries(details).flat().join('').length <= 8000 ? [] : ['details are longer than 8000']),
    ...inertProblems(sent),
  ];
}
