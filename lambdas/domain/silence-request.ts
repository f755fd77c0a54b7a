import * as z from 'zod/mini';

/** How a silence comes back: within time intervals of the configuration, or every day or week from a time on for so long. */
export const SilenceRepeats = z.strictObject({
  /** Names of `timeIntervals` in tocsin.yaml, as they are when the silence is made. */
  times: z.optional(z.array(z.string()).check(z.minLength(1))),
  every: z.optional(z.enum(['day', 'week'])),
  at: z.optional(z.string().check(z.describe('When it begins: `02:00` each day, `sunday 02:00` each week.'))),
  for: z.optional(z.string().check(z.describe('How long it lasts each time: `2h`.'))),
  location: z.optional(
    z.string().check(z.describe('The time zone of `at`: `Europe/Berlin`; UTC when it is not given.')),
  ),
});
export type SilenceRepeats = z.infer<typeof SilenceRepeats>;

/** What somebody asks for: which alerts, until when or for how long, who, and why. `match` and `matchers` are as in a route. */
export const SilenceRequest = z.strictObject({
  match: z.optional(z.record(z.string(), z.unknown())),
  matchers: z.optional(z.union([z.string(), z.array(z.string())])),
  from: z.optional(z.string()),
  until: z.optional(z.string()),
  duration: z.optional(z.string()),
  repeats: z.optional(SilenceRepeats),
  author: z.string().check(z.minLength(1)),
  reason: z.string().check(z.minLength(1)),
  /** The silence that this one takes the place of. */
  replaces: z.optional(z.string()),
});
export type SilenceRequest = z.infer<typeof SilenceRequest>;
