import * as z from 'zod/mini';
import { count, name, time } from './schemas.ts';

// What `POST /v1/routes/trace` takes and answers.

const text = z.string();
const optionalText = z.optional(text);

export const TraceBody = z
  .strictObject({
    alertId: z.optional(z.string().check(z.maxLength(512), z.describe('An alert that is kept.'))),
    source: z.optional(
      z.string().check(z.maxLength(200), z.describe('The source in tocsin.yaml that sends `payload`.')),
    ),
    payload: z.optional(z.unknown().check(z.describe('A webhook of that source: JSON, or its text.'))),
  })
  .check(
    z.refine(
      ({ alertId, source, payload }) => (alertId === undefined) === (source !== undefined && payload !== undefined),
      {
        error: 'expected either alertId, or source and payload',
      },
    ),
  );

const Condition = z.strictObject({
  place: z.enum(['match', 'not', 'matchers', 'where']),
  path: optionalText,
  wanted: text,
  found: z.optional(text.check(z.describe('What the alert has there; empty where it has nothing.'))),
  holds: z.optional(
    z.boolean().check(z.describe('Whether it lets the alert pass; absent for an expression that was not evaluated.')),
  ),
  failed: z.optional(text.check(z.describe('Why an expression failed.'))),
});

const RouteTrace = name(
  'RouteTrace',
  z.strictObject({
    name: text,
    verdict: z
      .enum(['matched', 'not_matched', 'failed', 'not_reached'])
      .check(z.describe('`failed`: its `where` failed, which counts as a match. `not_reached`: it was not looked at.')),
    decides: z.boolean().check(z.describe('It sends the alert: it matches, and no child of it does.')),
    endedBy: z.optional(text.check(z.describe('The route that ended the search before this one.'))),
    conditions: z.array(Condition),
    to: z.array(text),
    get routes(): z.ZodMiniOptional<z.ZodMiniArray<z.ZodMiniType>> {
      return z.optional(z.array(RouteTrace));
    },
  }),
);

const DestinationTrace = z.strictObject({
  destination: text,
  routes: z.array(text).check(z.describe('The routes that decide and name it.')),
  when: z.enum(['now', 'later', 'dropped']),
  from: z.optional(time),
  times: z.optional(text.check(z.describe('The times that hold it back or drop it, by name.'))),
  escalateSeconds: z.optional(z.number()),
  fallback: z.optional(z.strictObject({ to: z.array(text), afterSeconds: z.number() })),
  group: z.optional(
    z.strictObject({
      name: text,
      shared: text,
      waitSeconds: z.number(),
      intervalSeconds: z.number(),
      repeatSeconds: z.optional(z.number()),
    }),
  ),
  repeatSeconds: z.optional(z.number()),
  sendResolved: z.optional(z.literal(false)),
});

const AlertTrace = name(
  'AlertTrace',
  z.strictObject({
    alert: z.strictObject({
      id: text,
      source: text,
      title: text,
      severity: text,
      class: text,
      kind: text,
      state: text,
    }),
    routes: z.array(RouteTrace),
    destinations: z.array(DestinationTrace),
    ending: z.array(text).check(z.describe('Destinations that get the end of a problem that they were notified of.')),
    silencedBy: z.optional(z.strictObject({ id: text, author: text, reason: text, until: time })),
    inhibitedBy: z.optional(z.strictObject({ rule: text, alertId: text })),
    isSystem: z.optional(z.literal(true)),
  }),
);

export const Trace = z.strictObject({
  alerts: z.array(AlertTrace),
  more: z.optional(count.check(z.describe('Alerts of the payload that are not shown.'))),
  nothing: z.optional(text.check(z.describe('Why the payload holds no alert.'))),
});
