import { after } from '../../domain/values/deferred.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import { asTest, defineSource } from '../_kit/define-source.ts';
import { dig } from '../_kit/field-reader.ts';
import { readRecords, type Sender } from '../_kit/records.ts';
import { issueDetection } from './issue.ts';
import { metricDetection } from './metric.ts';
import { couplesIn, under } from './places.ts';

const isIn = (fields: Fields, ...names: readonly string[]): boolean => {
  const data = fields['data'];
  return isFields(data) && names.some((name) => isFields(data[name]));
};

/** Notices about the integration itself, and what people say about an issue. */
function ignored(fields: Fields): string | undefined {
  if (isIn(fields, 'installation')) return 'installation';
  const said = dig(fields);
  const isComment = said.text('data.comment_id') !== undefined && said.text('data.issue_id') !== undefined;
  return isComment ? 'comment' : undefined;
}

/** An event that Sentry made up, for "Send Test Notification" or for a new project, bears a tag. */
const isSample = (payload: unknown): boolean =>
  couplesIn(dig(payload).value(...under('tags'))).some(([name, text]) => name === 'sample_event' && text === 'yes');

/** Sentry: issues, alerts on them and metric alerts, by an internal integration. */
export const sentry = defineSource({
  vendor: 'Sentry',
  product: 'Sentry',
  docs: 'https://docs.sentry.io/integrations/integration-platform/webhooks/',
  about: {
    name: 'Sentry, by an internal integration',
    setup: [
      'In Sentry, open Settings, Developer Settings (Custom Integrations), "Create New Integration", "Internal Integration".',
      'Enter a name and the Webhook URL {url}; switch "Alert Rule Action" on.',
      'Under Permissions choose "Issue & Event: Read"; under Webhooks choose "issue", so that the ends of issues arrive; save.',
      'Copy the "Client Secret" into the secret of this source: Sentry signs each request with it.',
      'In each alert rule, add the action "Send a notification via" with the integration; in a metric alert, for Critical, Warning and Resolved.',
    ],
    auth: `{ hmac: { header: sentry-hook-signature, secret: "\${SENTRY_CLIENT_SECRET}" } }`,
    arrives:
      'A request for each issue that is created, resolved, archived, unresolved or assigned, for each event that an alert rule lets through, and for each threshold that a metric alert passes.',
    becomes:
      'An alert of class operational (a report of a broken security policy of a site: threat), with the kind of error or the rule of the metric as its type. ' +
      'Level fatal is critical, error high, warning medium, the rest info; of a metric alert critical is critical and warning medium. ' +
      'The issue is the problem, of a metric its rule. "resolved" resolves it, "archived" leaves it open and suppressed. Installations and comments are ignored.',
    notes: [
      'The first event of an issue may arrive twice, as the new issue and by an alert rule: two reports of one problem.',
      'That somebody was assigned is no new report of an issue that is known.',
      'Sentry waits one second for the answer; after 1,000 timeouts in 24 hours it sends this integration no more events.',
      '"Send Test Notification" of an alert rule sends a sample event, which is recognised as a test.',
    ],
  },
  consoles: ['sentry.io', '*.sentry.io'],
  read: (payload, received) => {
    const sender: Sender = {
      name: 'Sentry',
      lists: ['payload', 'body'],
      isRecord: (fields) => isIn(fields, 'issue', 'event', 'error', 'metric_alert'),
      read: (fields, around) => [
        (isIn(fields, 'metric_alert') ? metricDetection : issueDetection)(fields, around, received),
      ],
      ignored,
    };
    return after(readRecords(payload, received, sender), (reading) => (isSample(payload) ? asTest(reading) : reading));
  },
});
