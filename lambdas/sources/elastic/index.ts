import { after } from '../../domain/values/deferred.ts';
import { isFields } from '../../domain/values/json-fields.ts';
import { defineSource, type Reading } from '../_kit/define-source.ts';
import { pasted } from '../_kit/markdown-snippet.ts';
import { readRecords } from '../_kit/records.ts';
import { documentAlert, isDocument } from './document.ts';
import { gapOf, isRule, ruleAlert } from './rule.ts';

const body = `{
  "rule": {
    "id": "{{rule.id}}",
    "name": "{{rule.name}}",
    "url": "{{rule.url}}",
    "description": "{{context.rule.description}}",
    "severity": "{{context.rule.severity}}",
    "risk_score": "{{context.rule.risk_score}}",
    "max_signals": "{{context.rule.max_signals}}"
  },
  "date": "{{date}}",
  "results_link": "{{{context.results_link}}}",
  "signals_count": "{{state.signals_count}}",
  "alerts": [{{{context.alerts}}}]
}`;

const perAlert = `{
  "rule": { "id": "{{rule.id}}", "name": "{{rule.name}}", "url": "{{rule.url}}" },
  "alert": { "id": "{{alert.id}}", "uuid": "{{alert.uuid}}", "actionGroup": "{{alert.actionGroup}}" },
  "context": { "reason": "{{context.reason}}", "alertDetailsUrl": "{{context.alertDetailsUrl}}" },
  "date": "{{date}}"
}`;

/** An alert of kind gap beside the others, when the body says that there are more. */
function withGap(reading: Reading, payload: unknown): Reading {
  if (reading.kind !== 'alerts' || !isFields(payload)) return reading;
  const gap = isRule(payload) ? undefined : gapOf(payload, reading.detections);
  return gap === undefined ? reading : { kind: 'alerts', detections: [...reading.detections, gap] };
}

/** Elastic Security: alerts of detection rules, by the Webhook connector with any body. */
export const elastic = defineSource({
  vendor: 'Elastic',
  product: 'Elastic Security',
  docs: 'https://www.elastic.co/docs/reference/kibana/connectors-kibana/webhook-action-type',
  about: {
    name: 'Elastic Security, by the Webhook connector',
    setup: [
      'In Kibana, open Stack Management, Alerts and Insights, Connectors, "Create connector", Webhook. Enter a name, the method POST, ' +
        'the URL {url}, under Authentication "None", and the HTTP headers `Content-Type: application/json` and `Authorization: Bearer <token>`; save.',
      'Open Security, Rules, Detection rules, choose the rules, "Bulk actions", "Add rule actions" (or one rule, "Edit rule settings", Actions), and pick the connector with the action frequency "For each rule execution".',
      pasted('As the body, paste (three braces around `context.alerts`, for two would break the JSON):', body),
      pasted(
        'For rules of Stack Management and Observability, add the action for "Alert" and once more for "Recovered", with the body:',
        perAlert,
      ),
    ],
    auth: `{ bearer: "\${ELASTIC_HOOK_TOKEN}" }`,
    arrives: 'The alerts of one execution of a rule in one request.',
    becomes:
      'An alert for each, with the rule as its type, and the host, user, process and technique of its document. The severity of ' +
      'the alert decides, else its risk score (99 critical, 73 high, 47 medium). The same rule for the same host, user and ' +
      'process is one problem; the status recovered or closed resolves it. Rules of Observability and Stack Management are ' +
      'operational.',
    notes: [
      'A rule stops at its "Max alerts per run" (100): an alert of kind gap says when that was reached.',
      'Bodies with the alerts under another name, as text, or as search hits are read as well; a body without alerts becomes one alert of its rule.',
      'Closing an alert in Kibana sends nothing.',
    ],
  },
  consoles: ['*.elastic-cloud.com', '*.elastic.cloud', '*.found.io'],
  read: (payload, received) =>
    after(
      readRecords(payload, received, {
        name: 'Elastic',
        lists: [
          'alerts',
          'alert',
          'context',
          'new',
          'ongoing',
          'recovered',
          'data',
          'raw',
          'hits',
          'signals',
          'docs',
          'body',
        ],
        isRecord: (fields) => isDocument(fields) || isRule(fields),
        read: (fields, around) => [
          isDocument(fields) ? documentAlert(fields, around, received) : ruleAlert(fields, around, received),
        ],
      }),
      (reading) => withGap(reading, payload),
    ),
});
