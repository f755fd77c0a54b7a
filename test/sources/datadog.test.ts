import { expect, test } from 'vitest';
import { datadog } from '../../lambdas/sources/datadog/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(datadog, payload, { headers, receivedAt });

const monitor = {
  id: '1',
  title: '[Triggered on {host:web-1}] Host is down',
  date: '1788190010000',
  alert: { id: '4711', scope: 'host:web-1', transition: 'Triggered', type: 'error' },
};

test.each([
  [{ security: { severity: 'critical' } }, 'critical', 'critical'],
  [{ alert_priority: 'P1' }, 'critical', 'P1'],
  [{ alert_priority: 'P4' }, 'low', 'P4'],
  [{ incident: { severity: 'SEV-2' } }, 'high', 'SEV-2'],
  [{ alert_type: 'warning' }, 'medium', 'warning'],
  [{ priority: 'normal' }, 'medium', undefined],
  [{ security: { severity: '$SECURITY_SIGNAL_SEVERITY' } }, 'medium', undefined],
] as const)('%o is %s', (said, severity, vendorSeverity) => {
  const [found] = alerts({ title: 'x', ...said });
  expect([found?.severity, found?.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

test('a recovery joins the alert of its monitor and scope, at a severity that reaches the same people', () => {
  const [open] = alerts(monitor);
  const alert = { ...monitor.alert, transition: 'Recovered', type: 'success' };
  const [over] = alerts({ ...monitor, id: '2', title: '[Recovered on {host:web-1}] Host is down', alert });
  expect(over).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint, severity: open?.severity });
  expect(over?.id).not.toBe(open?.id);
  const elsewhere = { ...monitor, alert: { ...monitor.alert, scope: 'host:web-2' } };
  expect(alerts(elsewhere)[0]?.fingerprint).not.toBe(open?.fingerprint);
});

test('the body that Datadog sends by itself: the title alone says that it is over', () => {
  const body = { event_type: 'query_alert_monitor', date: '1788190010000' };
  const [open] = alerts({ ...body, id: '1', title: '[Triggered] Host is down' });
  const [over] = alerts({ ...body, id: '2', title: '[Recovered] Host is down' });
  expect(open).toMatchObject({ title: 'Host is down', state: 'open', occurredAt: '2026-08-31T15:26:50.000Z' });
  expect(over).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
});

test('the attributes of a signal name who did it, as text and as an object', () => {
  const attributes = { usr: { name: 'eve' }, network: { client: { ip: '203.0.113.9' } } };
  const actor = { user: 'eve', ip: '203.0.113.9' };
  expect(alerts({ title: 'x', security: { attributes } })).toMatchObject([{ actor }]);
  expect(alerts({ title: 'x', security: { attributes: JSON.stringify(attributes) } })).toMatchObject([{ actor }]);
});

test('the group in the title’s marks tells problems apart, and where they are', () => {
  const told = (mark: string, id: string) =>
    alerts({ event_type: 'query_alert_monitor', title: `[${mark}] CPU high`, date: '1788190010000', id })[0];
  const [one, other] = [told('Triggered on {host:web-1}', '1'), told('Triggered on {host:web-2}', '2')];
  const over = told('Recovered on {host:web-1}', '3');
  expect(one).toMatchObject({ target: { kind: 'host', host: 'web-1' }, title: 'CPU high on host:web-1' });
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
  expect(over).toMatchObject({ state: 'resolved', fingerprint: one?.fingerprint });
});

test('where the id is a monitor’s or a cycle’s, time and course tell occurrences apart', () => {
  const told = (more: object) => alerts({ id: 'cycle', event_title: 'CPU high', date: '1788190010000', ...more })[0];
  const open = told({ alert_type: 'error' });
  expect(told({ alert_type: 'success' })).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
  const ids = [open, told({ alert_type: 'success' }), told({ alert_type: 'error', date: '1788790010000' })];
  expect(new Set(ids.map((each) => each?.id)).size).toBe(3);
  expect(told({ alert_type: 'error' })?.id).toBe(open?.id);
});

test('a monitor through its life: one uid, an id for each report; it is no security finding', () => {
  const report = (transition: string, id: string) =>
    alerts({ ...monitor, id, title: 'Host is down', alert: { ...monitor.alert, transition } })[0];
  const reports = [report('Triggered', '1'), report('Re-Triggered', '2'), report('Recovered', '3')];
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(3);
  expect(reports.map((each) => [each?.class, each?.finding.status])).toEqual([
    ['operational', 'new'],
    ['operational', 'new'],
    ['operational', 'resolved'],
  ]);
});

test('typed places from attributes and tags; tags stay labels', () => {
  const attributes = {
    usr: { email: 'eve@example.test' },
    network: { client: { ip: '203.0.113.9', port: 40000 }, destination: { ip: '10.0.0.5', port: 443 } },
    http: { method: 'POST', url: 'https://shop.example.test/login', useragent: 'curl/8' },
    process: { executable: { path: '/bin/sh' }, pid: 77 },
    file: { path: '/etc/shadow' },
  };
  const security = { signal_id: 's-1', rule_name: 'R', rule_type: 'workload_security', severity: 'high', attributes };
  const tags = 'kube_namespace:shop, pod_name:web-0, container_id:1f4c, region:eu-west-1, aws_account:111122223333';
  expect(alerts({ title: 'x', security, tags })).toMatchObject([
    {
      class: 'threat',
      rule: { uid: 'R', category: 'workload_security' },
      finding: { vendorUid: 's-1' },
      actor: {
        ip: '203.0.113.9',
        port: 40000,
        email: 'eve@example.test',
        userAgent: 'curl/8',
        process: { name: 'sh', path: '/bin/sh', pid: 77 },
      },
      target: { ip: '10.0.0.5', port: 443, method: 'POST' },
      file: { path: '/etc/shadow', name: 'shadow' },
      kubernetes: { namespace: 'shop', pod: 'web-0' },
      container: { id: '1f4c' },
      cloud: { account: '111122223333', region: 'eu-west-1' },
      labels: { 'tag.region': 'eu-west-1' },
    },
  ]);
});

test.each([
  ['cloud_configuration', 'compliance'],
  ['log_detection', 'threat'],
])('a rule of the type %s is of class %s', (rule_type, is) => {
  expect(alerts({ title: 'x', security: { rule_name: 'R', rule_type } })).toMatchObject([{ class: is }]);
});
