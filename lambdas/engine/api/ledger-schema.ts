import * as z from 'zod/mini';
import { deliveryStatuses } from '../../domain/delivery.ts';
import { count, name } from './schemas.ts';

// What `GET /v1/ledger` answers.

const text = z.string();
const Counts = z.record(text, z.int());

const totals = {
  webhooks: z.strictObject({ accepted: z.int(), empty: z.int(), ignored: z.int(), duplicate: z.int() }),
  alerts: z.int(),
  deliveries: z.record(z.enum(deliveryStatuses), z.int()),
  balanced: z.boolean(),
};

export const Ledger = name(
  'Ledger',
  z.strictObject({
    ...totals,
    hours: z.optional(
      z
        .array(z.strictObject({ hour: text.check(z.describe('UTC: `2026-11-21T20`.')), ...totals }))
        .check(z.describe('The counts of each of the latest hours, oldest first.')),
    ),
    audit: z.optional(
      z.strictObject({
        agrees: z.boolean(),
        hours: count,
        differences: z.array(z.strictObject({ hour: text, rowsLessCounters: Counts })),
      }),
    ),
  }),
);
