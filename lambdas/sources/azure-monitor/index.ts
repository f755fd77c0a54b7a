import { after } from '../../domain/values/deferred.ts';
import { type Fields, isFields } from '../../domain/values/json-fields.ts';
import { asTest, defineSource } from '../_kit/define-source.ts';
import { dig } from '../_kit/field-reader.ts';
import { readRecords, type Sender } from '../_kit/records.ts';
import { toDetection } from './alert.ts';

const names = ['alertRule', 'alertId', 'monitorCondition', 'originAlertId'] as const;

const isAlert = (data: unknown): data is Fields =>
  isFields(data) && isFields(data['essentials']) && dig(data['essentials']).text(...names) !== undefined;

const isRecord = (fields: Fields): boolean => isAlert(fields['data']) || isAlert(fields);

/** "Test" of an action group sends samples of a subscription that cannot be. */
function isTest(payload: unknown): boolean {
  const said = dig(payload);
  const [rule, id] = [said.text('data.essentials.alertRule'), said.text('data.essentials.alertId')];
  return /^test-/i.test(rule ?? '') && /^\/subscriptions\/1{8}-1{4}-1{4}-1{4}-1{12}\//.test(id ?? '');
}

/** Azure Monitor: alerts in the common alert schema, by the webhook of an action group. */
export const azureMonitor = defineSource({
  vendor: 'Microsoft',
  product: 'Azure Monitor',
  docs: 'https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-common-schema',
  about: {
    name: 'Azure Monitor, by an action group',
    setup: [
      'In the Azure portal, open Monitor, Alerts, "Action groups", "Create": choose the subscription, resource group and a name.',
      'Under Actions choose the type Webhook, enter a name and the URI {url}/<token> (Azure can send no header of your own, so the token is the last part of the path), and set "Enable the common alert schema" to Yes.',
      'Press "Test action group", choose a sample such as "Metric alert - Static threshold" and the webhook: Tocsin answers with success and ignores it.',
      'Create the group. In each alert rule, or in an alert processing rule for a whole subscription, choose the action group; leave "Automatically resolve alerts" on.',
    ],
    auth: `{ token: "\${AZURE_MONITOR_HOOK_TOKEN}" }`,
    arrives: 'An alert a request, when it fires and, for rules with state, when it is resolved.',
    becomes:
      'An alert with the rule as its type and the resource in `cloud.resource`. Sev0 is critical, Sev1 high, Sev2 medium, Sev3 and ' +
      'Sev4 info; Azure gives everything from the activity log Sev4, so there the level of the event counts when it is worse. The same ' +
      'rule for the same resources and dimensions is one problem, and the condition Resolved resolves it. The class is operational ' +
      'unless rule, description or operation name security.',
    notes: [
      'Without "Enable the common alert schema" Azure sends a format of its own for each kind of alert, which is read by the names of its fields.',
      'Rules without state and alerts on the activity log send no end; those on the health of services and resources end with the event that says so.',
      'An action group tries a failed webhook again a few times within minutes, and then lets it rest.',
    ],
  },
  consoles: ['portal.azure.com', 'ms.portal.azure.com', 'portal.azure.us', 'portal.azure.cn'],
  read: (payload, received) => {
    const sender: Sender = {
      name: 'Azure Monitor',
      lists: ['value', 'alerts', 'body', 'data'],
      isRecord,
      read: (fields, around) => [toDetection(isAlert(fields) ? { data: fields } : fields, around, fields, received)],
    };
    return after(readRecords(payload, received, sender), (reading) => (isTest(payload) ? asTest(reading) : reading));
  },
});
