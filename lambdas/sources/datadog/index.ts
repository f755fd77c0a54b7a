import { after } from '../../domain/values/deferred.ts';
import { asTest, defineSource } from '../_kit/define-source.ts';
import { pasted } from '../_kit/markdown-snippet.ts';
import { readRecords, type Sender } from '../_kit/records.ts';
import { isTest, toDetection } from './notification.ts';
import { isNotification } from './variables.ts';

const body = `{
  "id": "$ID",
  "event_type": "$EVENT_TYPE",
  "title": "$EVENT_TITLE",
  "body": "$EVENT_MSG",
  "text": "$TEXT_ONLY_MSG",
  "date": "$DATE",
  "last_updated": "$LAST_UPDATED",
  "link": "$LINK",
  "hostname": "$HOSTNAME",
  "tags": "$TAGS",
  "org": { "id": "$ORG_ID", "name": "$ORG_NAME" },
  "alert": {
    "id": "$ALERT_ID",
    "cycle_key": "$ALERT_CYCLE_KEY",
    "transition": "$ALERT_TRANSITION",
    "type": "$ALERT_TYPE",
    "priority": "$ALERT_PRIORITY",
    "status": "$ALERT_STATUS",
    "title": "$ALERT_TITLE",
    "query": "$ALERT_QUERY",
    "scope": "$ALERT_SCOPE"
  },
  "security": {
    "signal_id": "$SECURITY_SIGNAL_ID",
    "severity": "$SECURITY_SIGNAL_SEVERITY",
    "title": "$SECURITY_SIGNAL_TITLE",
    "message": "$SECURITY_SIGNAL_MSG",
    "attributes": "$SECURITY_SIGNAL_ATTRIBUTES",
    "rule_id": "$SECURITY_RULE_ID",
    "rule_name": "$SECURITY_RULE_NAME",
    "rule_type": "$SECURITY_RULE_TYPE",
    "matched_queries": "$SECURITY_RULE_MATCHED_QUERIES",
    "group_by": "$SECURITY_RULE_GROUP_BY_FIELDS"
  },
  "incident": {
    "id": "$INCIDENT_PUBLIC_ID",
    "title": "$INCIDENT_TITLE",
    "severity": "$INCIDENT_SEVERITY",
    "status": "$INCIDENT_STATUS",
    "url": "$INCIDENT_URL",
    "message": "$INCIDENT_MSG"
  }
}`;

/** Datadog: security signals, monitors and incidents, by its Webhooks integration with any payload. */
export const datadog = defineSource({
  vendor: 'Datadog',
  product: 'Datadog',
  docs: 'https://docs.datadoghq.com/integrations/webhooks/',
  about: {
    name: 'Datadog, by the Webhooks integration',
    setup: [
      'In Datadog, open Integrations, Webhooks, and press "New". Enter the name `tocsin` and the URL {url}.',
      pasted('Replace the payload by:', body),
      'Leave "Encode as form" off. Tick "Custom Headers" and enter `{ "Authorization": "Bearer <token>" }`; save.',
      'Under Security, Settings, Notifications, add a rule for the signals that you want to see, with the recipient `@webhook-tocsin`. In a monitor, write `@webhook-tocsin` into its message; for recoveries write it outside of `{{#is_alert}}`.',
    ],
    auth: `{ bearer: "\${DATADOG_HOOK_TOKEN}" }`,
    arrives: 'A notification a request: a security signal, a transition of a monitor, or an incident.',
    becomes:
      'An alert with the rule or monitor as its type. The severity of the signal decides, else the priority (P1 is critical), ' +
      'else the type (error is high, warning medium). The same rule for the same group, or the same monitor in the same scope, ' +
      'is one problem; the transition Recovered resolves it. Tags become labels (`tag.env`). A signal is a threat, or of class compliance by its rule’s type; a monitor is operational unless its name says otherwise.',
    notes: [
      'Datadog’s own default payload, and payloads with the variables under names of your own, are read as well, with less in them.',
      'Datadog tries again after 5xx and lost connections (5 times) only, and waits 15 s for an answer.',
      'Accounts with HIPAA enabled send no security notification by webhook.',
      '"Test Notifications" of a monitor (`[TEST]` in the title) is recognised as a test.',
      'The transition "No Data" is an alert like others: nobody knows what the monitor would have seen.',
    ],
  },
  consoles: ['*.datadoghq.com', '*.datadoghq.eu', '*.ddog-gov.com'],
  read: (payload, received) => {
    const sender: Sender = {
      name: 'Datadog',
      lists: ['data', 'events', 'event', 'payload', 'alerts'],
      isRecord: isNotification,
      read: (fields, around) => [toDetection(fields, around, received)],
    };
    const isTrial =
      typeof payload === 'object' && payload !== null && !Array.isArray(payload) && isTest({ ...payload });
    return after(readRecords(payload, received, sender), (reading) => (isTrial ? asTest(reading) : reading));
  },
});
