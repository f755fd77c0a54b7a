import { expect, test } from 'vitest';
import { azureMonitor } from '../../lambdas/sources/azure-monitor/index.ts';
import { alertOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const subscription = '/subscriptions/s1';
const machine = (name: string) =>
  `${subscription}/resourcegroups/rg/providers/microsoft.compute/virtualmachines/${name}`;

const alert = (essentials: object = {}, alertContext: object = {}) => ({
  schemaId: 'azureMonitorCommonAlertSchema',
  data: {
    essentials: {
      alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/a1`,
      alertRule: 'Failed logons',
      severity: 'Sev1',
      monitorCondition: 'Fired',
      monitoringService: 'Log Alerts V2',
      alertTargetIDs: [machine('web-1')],
      configurationItems: ['web-1'],
      firedDateTime: '2026-08-31T13:58:24.3713213Z',
      ...essentials,
    },
    alertContext,
  },
});

const splitBy = (value: string) => ({ condition: { allOf: [{ dimensions: [{ name: 'Computer', value }] }] } });

test.each([
  ['Sev0', 'critical'],
  ['Sev1', 'high'],
  ['Sev2', 'medium'],
  ['Sev3', 'info'],
  ['Sev4', 'info'],
] as const)('%s is %s', (severity, expected) => {
  expect(alertOf(azureMonitor, alert({ severity }))).toMatchObject({ severity: expected, vendorSeverity: severity });
});

test('a severity that nobody knows is medium, and stays among the facts', () => {
  const read = alertOf(azureMonitor, alert({ severity: 'Sev9' }));
  expect([read.severity, read.vendorSeverity, read.facts['data.essentials.severity']]).toEqual([
    'medium',
    undefined,
    'Sev9',
  ]);
});

test('in the activity log, which always has Sev4, a worse level of the event counts', () => {
  const event = (level: string) =>
    alertOf(azureMonitor, alert({ severity: 'Sev4', monitoringService: 'Activity Log - Administrative' }, { level }));
  expect(event('Error')).toMatchObject({ severity: 'high', vendorSeverity: 'Error' });
  expect(event('Informational')).toMatchObject({ severity: 'info', vendorSeverity: 'Sev4' });
});

test('fired and resolved are two reports of one finding; it fires again as another finding of one problem', () => {
  const reports = [
    alert(),
    alert({ monitorCondition: 'Resolved', resolvedDateTime: '2026-08-31T14:03:16.2246313Z' }),
    alert({ alertId: `${subscription}/x/alerts/a2`, firedDateTime: '2026-09-01T02:00:00Z' }),
  ].map((payload) => alertOf(azureMonitor, payload));
  const [fired, resolved, again] = reports;
  expect(new Set(reports.map(({ id }) => id)).size).toBe(3);
  expect(new Set(reports.map(({ fingerprint }) => fingerprint)).size).toBe(1);
  expect(resolved?.finding.uid).toBe(fired?.finding.uid);
  expect(again?.finding.uid).not.toBe(fired?.finding.uid);
  expect([resolved?.state, resolved?.occurredAt]).toEqual(['resolved', '2026-08-31T14:03:16.224Z']);
});

test.each([
  ['the same rule for another machine', alert({ alertTargetIDs: [machine('web-2')], configurationItems: ['web-2'] })],
  ['another rule for the same machine', alert({ alertRule: 'CPU' })],
  ['another dimension', alert({}, splitBy('web-1'))],
  ['another machine of the same workspace', alert({ configurationItems: ['web-2'] })],
])('%s is another problem', (_, other) => {
  expect(alertOf(azureMonitor, other).fingerprint).not.toBe(alertOf(azureMonitor, alert()).fingerprint);
});

test.each([
  ['caller', 'eve@example.com', 'bob@example.com'],
  ['authorization', { scope: '/subscriptions/s1/a' }, { scope: '/subscriptions/s1/b' }],
  ['properties', { compromisedEntity: 'web-1' }, { compromisedEntity: 'web-2' }],
])('events of the activity log with another %s are two problems', (name, one, other) => {
  const [first, second] = [one, other].map((value) =>
    alertOf(azureMonitor, alert({ monitoringService: 'Activity Log - Security' }, { [name]: value })),
  );
  expect(second?.fingerprint).not.toBe(first?.fingerprint);
});

test('values that were measured do not make another problem', () => {
  const measured = (metricValue: number) =>
    alertOf(
      azureMonitor,
      alert({}, { condition: { allOf: [{ metricValue, dimensions: [] }], windowEndTime: metricValue } }),
    );
  expect(measured(1).fingerprint).toBe(measured(2).fingerprint);
});

test('an outage ends with an alert that fires and says that it is over', () => {
  const [open] = sampleAlerts('azure-monitor', azureMonitor, 'service-health');
  const [over] = sampleAlerts('azure-monitor', azureMonitor, 'service-health-resolved');
  expect([open?.state, over?.state]).toEqual(['open', 'resolved']);
  expect([over?.fingerprint, over?.finding.uid]).toEqual([open?.fingerprint, open?.finding.uid]);
  expect(over?.id).not.toBe(open?.id);
});

test.each([
  [
    'metric-fired',
    {
      title: 'CPU above 90 % on web-1',
      class: 'operational',
      target: { kind: 'host', host: 'web-1' },
      cloud: { provider: 'azure', resource: { type: 'microsoft.compute/virtualmachines', name: 'web-1' } },
      labels: { resourceGroup: 'shop' },
    },
  ],
  [
    'log-fired',
    {
      title: 'Failed logons on web-1',
      class: 'threat',
      target: { kind: 'host', host: 'web-1' },
      cloud: { resource: { name: 'soc' } },
      labels: { team: 'identity', runbook: 'RB-17' },
    },
  ],
  [
    'administrative',
    {
      class: 'threat',
      actor: { email: 'eve@example.com', ip: '203.0.113.7' },
      severity: 'info',
      finding: { firstSeenAt: '2026-08-31T13:56:31.291Z' },
    },
  ],
  [
    'security',
    {
      class: 'threat',
      action: 'blocked',
      severity: 'low',
      target: { host: 'web-1' },
      file: { path: 'C:\\Temp\\eicar.com', name: 'eicar.com' },
    },
  ],
  ['policy', { class: 'compliance', severity: 'medium', cloud: { region: 'eastus2' } }],
  ['prometheus', { severity: 'critical', description: 'The database does not answer', labels: { instance: 'sql-0' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('azure-monitor', azureMonitor, name)[0]).toMatchObject(places);
});

test('a rule that is named by its resource is called by the name in it', () => {
  const alertRule = `${subscription}/resourceGroups/rg/providers/microsoft.insights/metricAlerts/Disk full`;
  expect(alertOf(azureMonitor, alert({ alertRule }))).toMatchObject({
    title: 'Disk full on web-1',
    rule: { uid: alertRule, name: 'Disk full' },
  });
});

test('a format that is not the common one is no alert of this type', () => {
  const legacy = { status: 'Activated', context: { name: 'cpu', condition: { metricName: 'CPU', metricValue: '99' } } };
  expect(readingOf(azureMonitor, legacy)).toMatchObject({ kind: 'unreadable' });
});
