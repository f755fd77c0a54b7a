import * as z from 'zod/mini';
import type { OutboundRequest } from '../../lambdas/domain/outbound.ts';

const Event = z.strictObject({
  time: z.number(),
  host: z.optional(z.string()),
  source: z.string(),
  sourcetype: z.optional(z.string()),
  index: z.optional(z.string()),
  fields: z.record(z.string(), z.string()),
  event: z.unknown(),
});

/** Where the JSON object that begins at `start` ends: HEC reads one value after the other, with or without space between. */
function endOf(body: string, start: number): number {
  let depth = 0;
  for (const { 0: token, index } of body.slice(start).matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{') depth += 1;
    if (token === '}') depth -= 1;
    if (depth === 0) return start + index + 1;
  }
  throw new Error('an event without an end');
}

/** The concatenated JSON objects of a HEC body. */
export function eventsOf(body: string): unknown[] {
  const events: unknown[] = [];
  for (let start = 0; start < body.length; ) {
    const end = endOf(body, start);
    events.push(JSON.parse(body.slice(start, end)));
    start = end + (/^\s*/.exec(body.slice(end))?.[0].length ?? 0);
  }
  return events;
}

const blank = (event: unknown): boolean =>
  event === undefined || event === null || (typeof event === 'string' && event.trim() === '');

/** https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/format-events-for-http-event-collector */
export function problems({ url, headers, body = '' }: OutboundRequest): string[] {
  return [
    ...(url.endsWith('/services/collector/event') ? [] : [`url ${url}`]),
    ...(headers['authorization']?.startsWith('Splunk ') ? [] : ['authorization']),
    ...eventsOf(body).flatMap((event, i) => {
      const parsed = Event.safeParse(event);
      if (!parsed.success) return [`event ${i}: ${parsed.error.message}`];
      const ms = parsed.data.time * 1000;
      return [
        ...(blank(parsed.data.event) ? [`event ${i} is blank`] : []),
        ...(Math.abs(ms - Math.round(ms)) < 0.01 ? [] : [`event ${i}: time finer than milliseconds`]),
      ];
    }),
  ];
}
