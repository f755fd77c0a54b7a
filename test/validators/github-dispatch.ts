import * as z from 'zod/mini';
import { Alert } from '../../lambdas/domain/alert.ts';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

/** https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event */
const Event = z.strictObject({
  event_type: z.string().check(z.minLength(1), z.maxLength(100)),
  client_payload: z.strictObject({
    alert: Alert,
    delivery_id: z.string(),
    possible_duplicate: z.boolean(),
    shortened: z.boolean(),
  }),
});

const texts = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null
    ? [...Object.keys(value), ...Object.values(value).flatMap(texts)]
    : [];
};

export function problems({ method, url, headers, body = '' }: OutboundRequest): string[] {
  const parsed: unknown = JSON.parse(body);
  const event = Event.safeParse(parsed);
  if (!event.success) return [event.error.message];
  const size = Buffer.byteLength(JSON.stringify(event.data.client_payload));
  return [
    ...(method === 'POST' && /\/repos\/[\w-]+\/[\w.-]+\/dispatches$/.test(url) ? [] : [`${method} ${url}`]),
    ...(headers['user-agent'] && headers['authorization']?.startsWith('Bearer ') ? [] : ['headers']),
    ...(size < 64_000 ? [] : [`a payload of ${size} bytes`]),
    ...(texts(parsed).every((text) => text.isWellFormed()) ? [] : ['half a surrogate pair']),
  ];
}
