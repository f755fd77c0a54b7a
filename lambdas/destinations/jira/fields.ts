import type { Alert } from '../../domain/alert.ts';
import { hashOf } from '../../domain/values/hash.ts';
import { truncate } from '../../domain/values/text.ts';
import { type AlertView, alertView } from '../_kit/alert-view/alert-view.ts';
import { cutUnits } from '../_kit/alert-view/size-budget.ts';
import { titleWithin } from '../_kit/alert-view/title.ts';
import type { Attempt } from '../_kit/define-destination.ts';
import { adfOf } from './adf-view.ts';
import type { JiraSettings } from './settings.ts';
import { wikiOf } from './wiki.ts';

// https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/: a summary has 255 characters on one line,
// a description 32 767 (else 400, CONTENT_LIMIT_EXCEEDED). ADF is measured as JSON, which is more than Jira counts.
export const SUMMARY_MAX = 255;
const DESCRIPTION_MAX = 30_000;

export const isCloud = ({ deployment, token }: JiraSettings): boolean =>
  deployment === undefined ? token === undefined : deployment === 'cloud';

const short = (text: string): string => hashOf([text]).slice(0, 16);

/** What all issues of the same problem share. */
const problemLabel = ({ fingerprint }: Alert): string =>
  `tocsin-problem-${/^[0-9a-f]{16}/.test(fingerprint) ? fingerprint.slice(0, 16) : short(fingerprint)}`;

/** Names one delivery: what a look-up asks for, so that nothing of an alert ever stands in a query. */
export const deliveryLabel = ({ deliveryId }: Attempt): string => `tocsin-delivery-${short(deliveryId)}`;

/** How bad, what and where, on one line. */
const summaryOf = (view: AlertView): string => {
  const first = `[${view.severityLabel}] `;
  return first + titleWithin(view, SUMMARY_MAX - first.length, cutUnits);
};

const idOr = (name: 'key' | 'name', value: string) => (/^\d+$/.test(value) ? { id: value } : { [name]: value });

/** Cloud knows people by the ids of their accounts, Data Center by their names. */
const assigneeOf = (assignee: string, settings: JiraSettings) =>
  isCloud(settings) ? { id: assignee } : { name: assignee };

/** The fields that `leaveOut` can name. */
function optionalFieldsOf(view: AlertView, alert: Alert, attempt: Attempt, settings: JiraSettings) {
  const fields = {
    description: isCloud(settings) ? adfOf(view, DESCRIPTION_MAX) : wikiOf(view, DESCRIPTION_MAX),
    labels: ['forwarded-by-tocsin', problemLabel(alert), deliveryLabel(attempt), ...settings.labels],
  };
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => !settings.leaveOut.some((each) => each === name)),
  );
}

export function fieldsOf(alert: Alert, attempt: Attempt, settings: JiraSettings) {
  const view = alertView(alert, attempt);
  const urgency = settings.priorities?.[alert.severity];
  return {
    ...settings.fields,
    project: idOr('key', settings.project),
    issuetype: idOr('name', settings.issueType),
    summary: summaryOf(view),
    ...optionalFieldsOf(view, alert, attempt, settings),
    ...(settings.assignee === undefined ? {} : { assignee: assigneeOf(settings.assignee, settings) }),
    ...(settings.components.length === 0 ? {} : { components: settings.components.map((name) => ({ name })) }),
    ...(urgency === undefined ? {} : { priority: { name: urgency } }),
  };
}

/** A machine-readable mark on the issue (https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/). */
export const propertyOf = (alert: Alert, { deliveryId }: Attempt) => ({
  key: 'tocsin',
  value: { alertId: truncate(alert.id, 255), fingerprint: truncate(alert.fingerprint, 255), deliveryId },
});
