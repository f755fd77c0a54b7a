import * as z from 'zod/mini';
import { deliveryStatuses } from '../../domain/delivery.ts';
import { count, name, time } from './schemas.ts';

// What `GET /v1/destinations` and `GET /v1/sources` answer.

const text = z.string();
const optionalText = z.optional(text);

const Hold = {
  since: z.optional(time),
  reason: z.optional(text.check(z.describe('Why its circuit breaker is open.'))),
  probes: z.optional(count),
  nextProbeAt: z.optional(time),
  pausedBy: optionalText,
};

const Recent = z.strictObject({
  deliveries: z.partialRecord(z.enum(deliveryStatuses), count),
  lastDeliveredAt: z.optional(time),
  lastFailure: z.optional(z.strictObject({ at: time, reason: optionalText, httpStatus: z.optional(z.int()) })),
  notifySeconds: z.optional(
    z
      .strictObject({ p50: z.number(), p95: z.number() })
      .check(z.describe('From the receipt of the webhook to the answer of the destination.')),
  ),
});

const Destination = name(
  'Destination',
  z.strictObject({
    id: text,
    type: text,
    routes: z.array(text),
    state: z.enum(['ok', 'refusing', 'paused']),
    ...Hold,
    recent: Recent,
  }),
);

export const Destinations = z.strictObject({ destinations: z.array(Destination) });
export const Paused = z.strictObject({ destination: text, state: z.literal('paused'), pausedBy: text, since: time });
export const Resumed = z.strictObject({ destination: text, resumed: z.literal(true) });

const Source = name(
  'Source',
  z.strictObject({
    id: text,
    type: text,
    hookPath: text,
    expectSeconds: z.optional(count),
    lastSeenAt: z.optional(time),
    isSilent: z.optional(z.literal(true)),
    recent: z.strictObject({ lastHour: count, alerts: count, unreadable: count, gaps: count }),
  }),
);

export const Sources = z.strictObject({ sources: z.array(Source) });
