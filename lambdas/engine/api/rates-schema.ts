import * as z from 'zod/mini';
import { count, name, time } from './schemas.ts';

// What `GET /v1/rates` answers.

export const rangeNames = ['1h', '24h'] as const;

const Percentiles = z
  .strictObject({ p50: z.number(), p95: z.number() })
  .check(z.describe('Seconds from the receipt of a webhook to the answer of a destination.'));

const Point = z.strictObject({
  at: time.check(z.describe('Its beginning.')),
  alerts: z.optional(count.check(z.describe('Alerts that came; absent where they were not counted.'))),
  delivered: z.optional(count.check(z.describe('Deliveries of these alerts that are delivered.'))),
  sampled: count.check(z.describe('Alerts whose time-to-notify was read.')),
  notifySeconds: z.optional(Percentiles),
});

export const Rates = name(
  'Rates',
  z.strictObject({
    range: z.enum(rangeNames),
    bucketSeconds: count,
    points: z.array(Point),
    notifySeconds: z.optional(Percentiles),
  }),
);
