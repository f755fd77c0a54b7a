import * as z from 'zod/mini';
import { durationSeconds } from '../domain/values/duration.ts';

const matchers = z.union([z.string(), z.array(z.string())]);
const selection = z.union([
  matchers,
  z.strictObject({ match: z.optional(z.record(z.string(), z.unknown())), matchers: z.optional(matchers) }),
]);

const duration = z
  .string()
  .check(
    z.refine((text) => durationSeconds(text) !== undefined, { error: 'must be a time such as "30m", "2h", "1d"' }),
  );

/** An open problem that `when` selects suppresses alerts that `suppress` selects, where the values of `equal` are the same. */
export const InhibitSetting = z.strictObject({
  name: z.optional(z.string()),
  when: z.optional(selection),
  suppress: z.optional(selection),
  /** Alertmanager's name of `when`. */
  sourceMatchers: z.optional(matchers),
  /** Alertmanager's name of `suppress`. */
  targetMatchers: z.optional(matchers),
  equal: z.optional(z.array(z.string())),
  /** A problem counts as open for so long at most after its alert; by default a day. */
  atMost: z.optional(duration),
});
export type InhibitSetting = z.infer<typeof InhibitSetting>;

/** The names that may stand in a rule, or in one of its sides. */
export const namesInInhibit = ([side]: readonly (string | number)[]): readonly string[] =>
  side === undefined ? Object.keys(InhibitSetting.shape) : ['match', 'matchers'];
