import * as z from 'zod/mini';
import type { Severity } from '../../domain/alert.ts';
import { tokenCallback } from '../_kit/callback-settings.ts';
import { hasOneCredential, instanceSettings, oneCredential } from '../_kit/issues/servicenow.ts';

const level = z.int().check(z.minimum(1), z.maximum(3));
const Grade = z.strictObject({
  urgency: level.check(z.describe('1 high, 2 medium, 3 low.')),
  impact: level.check(z.describe('1 high, 2 medium, 3 low.')),
});
type Grade = z.infer<typeof Grade>;

export const grades: Readonly<Record<Severity, Grade>> = {
  critical: { urgency: 1, impact: 1 },
  high: { urgency: 1, impact: 2 },
  medium: { urgency: 2, impact: 2 },
  low: { urgency: 3, impact: 2 },
  info: { urgency: 3, impact: 3 },
};

/** What Tocsin fills in itself. */
const reserved = new Set([
  'short_description',
  'description',
  'urgency',
  'impact',
  'correlation_id',
  'correlation_display',
  'sys_id',
  'number',
]);
const FieldName = z.string().check(
  z.regex(/^[a-z][a-z0-9_]{0,79}$/, {
    error: 'is not the name of a column: expected small letters, digits and _, such as assignment_group',
  }),
  z.refine((name) => !reserved.has(name), { error: 'is filled by Tocsin: remove it' }),
);
const State = z
  .string()
  .check(z.regex(/^-?\d{1,4}$/, { error: 'is not the value of a state: expected its number in quotes, "6"' }));

export const Settings = z
  .strictObject({
    ...instanceSettings,
    table: z
      ._default(z.enum(['incident', 'sn_si_incident']), 'incident')
      .check(z.describe('incident, or sn_si_incident where Security Incident Response is installed.')),
    priorities: z
      ._default(
        z.strictObject({
          info: z.optional(Grade),
          low: z.optional(Grade),
          medium: z.optional(Grade),
          high: z.optional(Grade),
          critical: z.optional(Grade),
        }),
        {},
      )
      .check(
        z.describe(
          'Urgency and impact by severity, from which ServiceNow computes the priority. By default critical is 1/1, high 1/2, medium 2/2, low 3/2, info 3/3.',
        ),
      ),
    assignmentGroup: z
      .optional(
        z.string().check(
          z.regex(/^[0-9a-f]{32}$/, {
            error:
              'is not the sys_id of a group: expected 32 hexadecimal digits; in ServiceNow open the group under ' +
              '"User Administration", "Groups", and choose "Copy sys_id" in the menu of its form',
          }),
        ),
      )
      .check(z.describe('The group that a new record is assigned to, by its sys_id.')),
    fields: z
      ._default(z.record(FieldName, z.union([z.string(), z.number(), z.boolean()])), {})
      .check(
        z.describe('Further columns of a new record, such as category; one that refers to a record takes its sys_id.'),
      ),
    notes: z
      ._default(z.enum(['work_notes', 'comments']), 'work_notes')
      .check(z.describe('Where repeats are written: work_notes for the team, comments also for the caller.')),
    whenResolved: z
      .optional(z.enum(['resolve', 'note']))
      .check(
        z.describe(
          'What is done when the sender says that it is over: resolve the record, or only note it. By default an incident is resolved and a security incident is left to its analyst.',
        ),
      ),
    resolvedState: z
      .optional(State)
      .check(
        z.describe('The state of a resolved record; "6" for an incident, "100" (Review) for a security incident.'),
      ),
    closeCode: z
      ._default(z.string(), 'No resolution provided')
      .check(z.describe('The resolution code of what is resolved, as the instance has it.')),
    closeNotes: z
      ._default(z.string(), 'It is over: the notes say who reported it.')
      .check(z.describe('The resolution notes of what is resolved.')),
    whenClosed: z
      ._default(z.enum(['reopen', 'new']), 'reopen')
      .check(
        z.describe(
          'What is done when a problem comes back whose record is resolved: reopen it, or open a new one that names it. One that is closed or cancelled is never reopened.',
        ),
      ),
    openState: z
      .optional(State)
      .check(
        z.describe(
          'The state that a reopened record gets; "2" for an incident, "16" (Analysis) for a security incident.',
        ),
      ),
    callback: tokenCallback,
  })
  .check(
    z.refine(hasOneCredential, oneCredential),
    z.refine(({ assignmentGroup, fields }) => assignmentGroup === undefined || !('assignment_group' in fields), {
      error: 'the group is given twice, as assignmentGroup and in fields: remove one of them',
    }),
  );
export type Settings = z.infer<typeof Settings>;
