import { defineSource } from '../_kit/define-source.ts';
import { groupFields, readAlertGroups } from '../_kit/formats/alert-group/alert-group.ts';

/** Prometheus Alertmanager: groups of firing and resolved alerts, by its webhook receiver. */
export const alertmanager = defineSource({
  vendor: 'Prometheus',
  product: 'Alertmanager',
  docs: 'https://prometheus.io/docs/alerting/latest/configuration/#webhook_config',
  about: {
    name: 'Prometheus Alertmanager',
    setup: [
      'In `alertmanager.yml`, add under `receivers:` the entry `{ name: tocsin, webhook_configs: [{ url: "{url}", send_resolved: true, http_config: { authorization: { credentials: "<token>" } } }] }`.',
      'Under `route:`, set `receiver: tocsin`, or add a route with the matchers of your security rules and `receiver: tocsin`.',
      'Leave `max_alerts` at 0 (all alerts of a group), and reload Alertmanager: `curl -X POST http://<alertmanager>:9093/-/reload`.',
    ],
    auth: `{ bearer: "\${ALERTMANAGER_HOOK_TOKEN}" }`,
    arrives: 'A group of alerts a request, firing and resolved mixed; while they fire again every `repeat_interval`.',
    becomes:
      'An alert for each of the group, with `alertname` as its type and the annotations as its words. The label `severity` ' +
      'decides (`page` is high, none medium). Labels fill typed places too; an alert whose name or summary is that of a monitor is operational. The same set of labels is one problem, and `resolved` resolves it; a ' +
      'repetition of what still fires is no new alert.',
    notes: [
      'Alertmanager tries again after 5xx only: whatever else it is answered loses the notification.',
      'With `max_alerts` set it leaves alerts out; an alert of kind gap says how many.',
      'A body made by the `payload` option of newer versions is not this format: use the type generic for it.',
    ],
  },
  fields: [
    ...groupFields,
    // The list of its API.
    'annotations.*',
    'endsAt',
    'startsAt',
    'updatedAt',
    'fingerprint',
    'generatorURL',
    'labels.*',
    'receivers',
    'routeLabels.*',
    'notification_reason',
  ],
  read: (payload, received) => readAlertGroups({ name: 'Alertmanager', isTest: () => false }, payload, received),
});
