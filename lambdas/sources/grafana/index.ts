import { type Fields, isFields, textOf } from '../../domain/values/json-fields.ts';
import { defineSource } from '../_kit/define-source.ts';
import { groupFields, readAlertGroups } from '../_kit/formats/alert-group/alert-group.ts';
import { readItems } from '../_kit/items.ts';

/** What "Test" of a contact point sends, and "Send Test" of legacy alerting. */
function isTest(alert: Fields): boolean {
  const labels = isFields(alert['labels']) ? alert['labels'] : {};
  const { summary } = isFields(alert['annotations']) ? alert['annotations'] : {};
  if (labels['alertname'] === 'Test notification' && /testing the alert notification/i.test(textOf(summary) ?? ''))
    return true;
  return labels['alertname'] === 'TestAlert' && /grafana/i.test(textOf(labels['instance']) ?? 'grafana');
}

const isLegacy = (payload: unknown): payload is Fields =>
  isFields(payload) && !('alerts' in payload) && 'state' in payload && ('ruleName' in payload || 'ruleId' in payload);

/** The dashboard alerts of Grafana 7 and older, one a request, in the shape of the newer ones. */
function fromLegacy(payload: Fields): Fields {
  const { state, ruleName, ruleUrl, message, tags, ...rest } = payload;
  const labels = { ...(isFields(tags) ? tags : {}), alertname: ruleName ?? rest['title'], rule_id: rest['ruleId'] };
  const others = isFields(tags) ? {} : { tags };
  const annotations = { summary: message };
  return { ...rest, ...others, state, alerts: [{ status: state, labels, annotations, generatorURL: ruleUrl }] };
}

/** Grafana Alerting: groups of firing and resolved alerts, by a contact point of type webhook. */
export const grafana = defineSource({
  vendor: 'Grafana Labs',
  product: 'Grafana Alerting',
  docs: 'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/',
  about: {
    name: 'Grafana Alerting',
    setup: [
      'In Grafana, open Alerts & IRM (or Alerting), Contact points, and press "Add contact point".',
      'Enter a name, choose the integration Webhook, and enter the URL {url}; under "Optional Webhook settings" leave the method POST and "Max alerts" 0.',
      'Under "HMAC Signature", enter the secret; or enter the scheme Bearer and the token under "Authorization Header".',
      'Leave "Disable resolved message" off, press Test, then "Save contact point".',
      'Open Notification policies, and choose the contact point for the labels of your security rules.',
    ],
    auth: `{ hmac: { scheme: grafana, secret: "\${GRAFANA_HOOK_SECRET}" } }`,
    arrives: 'A group of alerts a request, firing and resolved mixed; while they fire again every repeat interval.',
    becomes:
      'An alert for each of the group, with the rule as its type and the annotations as its words. The label `severity` ' +
      'decides, without it medium. The same set of labels is one problem, and `resolved` resolves it; a repetition of what ' +
      'still fires is no new alert. The test of a contact point is recognised.',
    notes: [
      'With "Max alerts" set Grafana leaves alerts out; an alert of kind gap says how many.',
      'A body made by "Custom Payload" is not this format: use the type generic for it.',
      'An alert whose series went away, or whose rule was paused, changed or deleted, is ended by Grafana: its title says that it is not known to be solved.',
      'DatasourceError and DatasourceNoData mean that a rule could not be evaluated: while they last it finds nothing.',
    ],
  },
  // Grafana Cloud; one that runs elsewhere has a host of the user's, which the configuration names.
  consoles: ['*.grafana.net'],
  fields: [
    ...groupFields,
    'state',
    'title',
    'message',
    'orgId',
    'appVersion',
    // Legacy alerting.
    'dashboardId',
    'evalMatches',
    'imageUrl',
    'panelId',
    'ruleId',
    'ruleName',
    'ruleUrl',
    'tags',
    'alerts[].silenceURL',
    'alerts[].dashboardURL',
    'alerts[].panelURL',
    'alerts[].imageURL',
    'alerts[].ruleUID',
    'alerts[].orgId',
    'alerts[].values.*',
    'alerts[].valueString',
    'alerts[].enrichments[].*',
  ],
  read: (payload, received) =>
    readItems(
      payload,
      (item) => readAlertGroups({ name: 'Grafana', isTest }, isLegacy(item) ? fromLegacy(item) : item, received),
      received.pause,
    ),
});
