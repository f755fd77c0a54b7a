import * as z from 'zod/mini';
import { anyCallback } from '../_kit/callback-settings.ts';

const filled = (what: string) => z.string().check(z.minLength(1, { error: `must be ${what}` }));
const label = z
  .string()
  .check(z.regex(/^\S{1,255}$/, { error: 'is not a Jira label: expected 1 to 255 characters without spaces' }));
const priority = z.optional(filled('the name of a priority, as the site has it'));

/** What Tocsin fills in itself; `labels`, `components` and `priorities` have settings of their own. */
const reserved = new Set(['project', 'issuetype', 'summary', 'description', 'labels', 'components', 'priority']);
const FieldName = z.string().check(
  z.refine((name) => !reserved.has(name), {
    error: 'is filled by Tocsin: use the setting of that name, or remove it',
  }),
);

/** What `tocsin.yaml` says of a Jira destination. */
export const JiraSettings = z
  .strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/, error: 'must be the address of the site, such as https://example.atlassian.net' })
      .check(z.describe('The address of the site; it may have a path: https://tools.example.com/jira.')),
    email: z.optional(
      filled('the address of an Atlassian account').check(z.describe('Cloud: the account that apiToken belongs to.')),
    ),
    apiToken: z.optional(filled('an API token').check(z.describe('Cloud: an API token of that account.'))),
    token: z.optional(
      filled('a personal access token').check(z.describe('Data Center, in place of both: a personal access token.')),
    ),
    deployment: z.optional(
      z
        .enum(['cloud', 'datacenter'])
        .check(z.describe('Which Jira it is, where the credential does not say it: token means datacenter.')),
    ),
    project: filled('the key or the id of a project').check(z.describe('The key of the project, SEC, or its id.')),
    issueType: z
      ._default(filled('the name or the id of an issue type'), 'Task')
      .check(z.describe('The type of the issues, by name or id.')),
    assignee: z.optional(
      filled('the id of an account, or the name of a user').check(
        z.describe('Who the issues are assigned to: Cloud, the id of an account; Data Center, the name of a user.'),
      ),
    ),
    labels: z
      ._default(z.array(label), [])
      .check(z.describe('Further labels; Tocsin adds forwarded-by-tocsin and one each for problem and delivery.')),
    leaveOut: z
      ._default(z.array(z.enum(['labels', 'description'], { error: 'must be labels or description' })), [])
      .check(
        z.describe(
          'Fields that Tocsin does not fill, because they are not on the project’s create screen: deliveries wait with ' +
            '"invalid_fields: labels" then. Without labels, Tocsin cannot look for an issue after a lost answer.',
        ),
      ),
    components: z
      ._default(z.array(filled('the name of a component')), [])
      .check(z.describe('Components of the project, by name.')),
    priorities: z.optional(
      z
        .strictObject({ info: priority, low: priority, medium: priority, high: priority, critical: priority })
        .check(
          z.describe(
            'The priority’s name by severity. Names differ from site to site; where none is given, the project’s default applies.',
          ),
        ),
    ),
    fields: z
      ._default(z.record(FieldName, z.unknown()), {})
      .check(
        z.describe(
          'Further fields, as Jira’s API takes them: customfield_10010: { value: SOC }, assignee: { name: soc }.',
        ),
      ),
    resolveTransition: z.optional(
      filled('the name of a transition').check(
        z.describe(
          'The transition that is done when the sender says that it is over; by default the first to a done status.',
        ),
      ),
    ),
    whenClosed: z
      ._default(z.enum(['reopen', 'link']), 'reopen')
      .check(
        z.describe(
          'What is done when a problem comes back whose issue is done: reopen it, or make a new issue that names it (link).',
        ),
      ),
    callback: anyCallback,
    reopenTransition: z.optional(
      filled('the name of a transition').check(
        z.describe('The transition that reopens an issue; by default the first to a status that is not done.'),
      ),
    ),
  })
  .check(
    z.refine(
      ({ email, apiToken, token }) =>
        token === undefined ? email !== undefined && apiToken !== undefined : apiToken === undefined,
      { error: 'needs one credential: email and apiToken for Jira Cloud, or token for Jira Data Center' },
    ),
    z.refine(({ leaveOut, labels }) => labels.length === 0 || !leaveOut.includes('labels'), {
      error: 'labels are left out by leaveOut: remove one of them',
    }),
    z.refine(({ assignee, fields }) => assignee === undefined || fields['assignee'] === undefined, {
      error: 'assignee is given twice, as a setting and in fields: remove one of them',
    }),
    z.refine(({ whenClosed, reopenTransition }) => whenClosed === 'reopen' || reopenTransition === undefined, {
      error: 'reopenTransition means nothing with whenClosed: link: remove one of them',
    }),
  );
export type JiraSettings = z.infer<typeof JiraSettings>;
