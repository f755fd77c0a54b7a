import * as z from 'zod/mini';

/** What an operator says about the wording of messages: `message` of a destination, or of a route. */

const TITLE_MAX = 1000;
const TEXT_MAX = 4000;
const FOOTER_MAX = 500;
const FIELDS_MAX = 12;
const RULES_MAX = 500;
export const MENTIONS_MAX = 20;

const filled = (max: number) => z.string().check(z.minLength(1), z.maxLength(max));

const FieldSetting = z.union([filled(200), z.strictObject({ name: filled(80), value: filled(TITLE_MAX) })]);

const rule = {
  match: z.optional(z.record(z.string(), z.unknown())),
  matchers: z.optional(z.union([z.string(), z.array(z.string())])),
  url: filled(1000),
};
const RunbookRule = z.strictObject({ ...rule, name: z.optional(filled(60)) });
const LinkRule = z.strictObject({ ...rule, name: filled(60) });

export const MessageSetting = z.strictObject({
  title: z.optional(
    filled(TITLE_MAX).check(
      z.describe('What stands behind the severity, in place of title and place. `{{ … }}` holds an expression.'),
    ),
  ),
  text: z.optional(
    filled(TEXT_MAX).check(
      z.describe(
        'What stands below the title, in place of the sentence on what happened and of the sender’s words; it may have ' +
          'several lines. `{{ … }}` holds an expression.',
      ),
    ),
  ),
  fields: z.optional(
    z
      .array(FieldSetting)
      .check(
        z.minLength(1),
        z.maxLength(FIELDS_MAX),
        z.describe(
          'Which facts, in this order: a path such as actor.ip, or `{ name: Team, value: "{{ labels.team }}" }`. One ' +
            'without a value is left out.',
        ),
      ),
  ),
  mention: z.optional(
    z
      .record(z.string(), z.array(filled(200)).check(z.minLength(1), z.maxLength(MENTIONS_MAX)))
      .check(z.describe('Who is called to the message, by severity: `{ critical: [here], ">=high": [U012ABCDE] }`.')),
  ),
  runbook: z.optional(
    z
      .union([filled(1000), z.array(RunbookRule).check(z.minLength(1), z.maxLength(RULES_MAX))])
      .check(
        z.describe(
          'The address of the runbook, or a list of `{ match: {…}, url: … }` of which the first that matches counts.',
        ),
      ),
  ),
  links: z.optional(
    z
      .array(LinkRule)
      .check(
        z.minLength(1),
        z.maxLength(RULES_MAX),
        z.describe('Further links: a list of `{ match: {…}, name: …, url: … }` of which all that match are shown.'),
      ),
  ),
  timezone: z.optional(
    z.string().check(z.describe('The time zone in which times are shown, beside UTC: a name such as Europe/Berlin.')),
  ),
  footer: z.optional(
    filled(FOOTER_MAX).check(z.describe('A line for the small print. `{{ … }}` holds an expression.')),
  ),
});
export type MessageSetting = z.infer<typeof MessageSetting>;
export type LinkSetting = z.infer<typeof RunbookRule>;

/** The settings of `message`, and of the maps in it, for the nearest valid name. */
export function namesInMessage([name, ...inner]: readonly (string | number)[]): readonly string[] {
  if (name === undefined) return Object.keys(MessageSetting.shape);
  if (name === 'fields') return inner.length === 1 ? ['name', 'value'] : [];
  return (name === 'links' || name === 'runbook') && inner.length === 1 ? ['match', 'matchers', 'url', 'name'] : [];
}
