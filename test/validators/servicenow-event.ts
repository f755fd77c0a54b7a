import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';
import { textProblems } from './servicenow.ts';

const name = z.string().check(z.minLength(1), z.maxLength(100), z.regex(/^[^\r\n]*$/));

/** https://www.servicenow.com/docs/r/it-operations-management/event-management/c_EMIntegrateRequirementEvent.html */
const Event = z.strictObject({
  source: name,
  event_class: z.optional(name),
  node: z.optional(name),
  resource: z.optional(name),
  metric_name: z.optional(name),
  type: name,
  message_key: z.string().check(z.regex(/^tocsin-[0-9a-f]{32}$/), z.maxLength(1024)),
  severity: z.string().check(z.regex(/^[0-5]$/)),
  resolution_state: z.enum(['New', 'Closing']),
  time_of_event: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/)),
  description: z.string().check(z.minLength(1), z.maxLength(4000)),
  additional_info: z.string().check(z.maxLength(4000)),
});
const Records = z.strictObject({ records: z.array(Event).check(z.minLength(1)) });

/** "The JSON data is supported for String values only." */
const Info = z.record(z.string().check(z.regex(/^[a-z_]{1,40}$/)), z.string());

function eventProblems(event: z.infer<typeof Event>): string[] {
  const info = Info.safeParse(JSON.parse(event.additional_info));
  const isClosing = event.resolution_state === 'Closing';
  return [
    ...(info.success ? [] : ['additional_info']),
    ...(isClosing === (event.severity === '0') ? [] : [`severity ${event.severity} and ${event.resolution_state}`]),
    ...(info.data?.['state'] === (isClosing ? 'resolved' : 'open') ? [] : ['state']),
    ...Object.entries(event).flatMap(([key, value]) =>
      key === 'additional_info' ? [] : textProblems(key, value ?? ''),
    ),
  ];
}

export function problems({ url, body = '' }: OutboundRequest): string[] {
  const parsed = Records.safeParse(JSON.parse(body));
  const path = new URL(url).pathname.endsWith('/api/global/em/jsonv2') ? [] : [`path of ${url}`];
  return parsed.success
    ? [...path, ...parsed.data.records.flatMap(eventProblems)]
    : [...path, ...parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`)];
}
