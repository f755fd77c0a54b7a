import { describe, expect, it, test } from 'vitest';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertmanager } from '../../lambdas/sources/alertmanager/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

const alerts = (payload: unknown) => alertsOf(alertmanager, payload, { receivedAt });

const firing = {
  status: 'firing',
  labels: { alertname: 'NodeDown', instance_id: 'i-0123456789abcdef0', severity: 'critical' },
  annotations: { summary: 'down for 5m' },
  startsAt: '2026-09-01T09:00:00Z',
  endsAt: '0001-01-01T00:00:00Z',
  fingerprint: '9f2c1d7b6a5e4f30',
};
const resolved = { ...firing, status: 'resolved', endsAt: '2026-09-01T09:30:00Z' };
const group = (...list: readonly unknown[]) => ({ version: '4', receiver: 'r', groupKey: '{}', alerts: list });
const one = (alert: unknown): Alert | undefined => alerts(group(alert))[0];

describe('an alert that fires and is over', () => {
  const [open, over] = [one(firing), one(resolved)];

  it('is one problem with two occurrences', () => {
    expect(over?.fingerprint).toBe(open?.fingerprint);
    expect(over?.id).not.toBe(open?.id);
  });

  it('starts at its start and is over at its end', () => {
    expect([open?.state, open?.occurredAt]).toEqual(['open', '2026-09-01T09:00:00.000Z']);
    expect([over?.state, over?.occurredAt]).toEqual(['resolved', '2026-09-01T09:30:00.000Z']);
  });

  it('is the same occurrence when it is sent again with another value in its text', () => {
    expect(one({ ...firing, annotations: { summary: 'down for 4h' } })?.id).toBe(open?.id);
  });

  it('is a new occurrence when it fires anew', () => {
    const again = one({ ...firing, startsAt: '2026-09-01T11:00:00Z' });
    expect(again?.id).not.toBe(open?.id);
    expect(again?.fingerprint).toBe(open?.fingerprint);
  });
});

test.each([
  { labels: { ...firing.labels, instance_id: 'i-0123456789abcdef1' } },
  { fingerprint: '9f2c1d7b6a5e4f31' },
  { labels: { ...firing.labels, pod: 'web-6d6f8cc7d5-2q9wf' } },
])('what another label or fingerprint names is another problem, or one end would be taken for both: %o', (change) => {
  expect(one({ ...firing, ...change })?.fingerprint).not.toBe(one(firing)?.fingerprint);
});

test.each([
  ['critical', 'critical', 'critical'],
  ['Page', 'high', 'Page'],
  ['error', 'high', 'error'],
  ['warning', 'medium', 'warning'],
  ['P3', 'medium', 'P3'],
  ['sev-1', 'critical', 'sev-1'],
  ['info', 'info', 'info'],
  ['none', 'info', 'none'],
  ['frobnicate', 'medium', undefined],
  [undefined, 'medium', undefined],
  [null, 'medium', undefined],
] as const)('the label severity %s is %s', (given, severity, vendorSeverity) => {
  const found = one({ ...firing, labels: { alertname: 'X', severity: given } });
  expect([found?.severity, found?.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

test.each([7, '7'])(
  'truncatedAlerts %j is an alert of kind gap that says how many and since when',
  (truncatedAlerts) => {
    const [, gap] = alerts({ ...group(firing), truncatedAlerts });
    expect(gap).toMatchObject({ kind: 'gap', title: 'Alertmanager left out 7 alerts of group {}' });
    expect(gap?.description).toContain('2026-09-01T09:00:00.000Z');
  },
);

test.each([0, '0', null, 'many', undefined])('truncatedAlerts %j is none', (truncatedAlerts) => {
  expect(alerts({ ...group(firing), truncatedAlerts })).toHaveLength(1);
});

test('an alert without a status is over when its end has passed', () => {
  const { status: _, ...silent } = resolved;
  expect(one(silent)?.state).toBe('resolved');
  expect(one({ ...silent, endsAt: '2026-09-01T10:30:00Z' })?.state).toBe('open');
});

test('every alert of a group of thousands arrives, with an id of its own', () => {
  const many = Array.from({ length: 5000 }, (_, n) => ({
    ...firing,
    labels: { ...firing.labels, pod: `web-${n}` },
    fingerprint: undefined,
  }));
  expect(new Set(alerts(group(...many)).map(({ id }) => id)).size).toBe(5000);
});

test('one finding through its life: one uid, an id for each report', () => {
  const silenced = alerts({ ...firing, status: { state: 'suppressed', silencedBy: ['s-1'] } })[0];
  const reports = [one(firing), silenced, one(resolved)];
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(3);
  expect(reports.map((each) => each?.finding)).toMatchObject([
    { vendorUid: firing.fingerprint, firstSeenAt: '2026-09-01T09:00:00.000Z', status: 'new' },
    { status: 'suppressed' },
    { lastSeenAt: '2026-09-01T09:30:00.000Z', status: 'resolved' },
  ]);
  expect(silenced?.state).toBe('open');
});

test('labels fill typed places and stay labels', () => {
  const labels = {
    alertname: 'SuspiciousEgress',
    instance: 'db-1.example.test:9100',
    cluster: 'prod',
    namespace: 'shop',
    pod: 'web-0',
    container: 'app',
    image: 'registry.test/app:1',
    src_ip: '10.0.0.5',
    dst_ip: '8.8.8.8',
    dst_port: '53',
    process: '/usr/bin/curl',
    sha256: 'a'.repeat(64),
    account_id: '111122223333',
    region: 'eu-west-1',
    count: '3',
  };
  const found = one({ ...firing, labels });
  expect(found).toMatchObject({
    class: 'threat',
    actor: { ip: '10.0.0.5', process: { name: 'curl', path: '/usr/bin/curl' } },
    target: { host: 'db-1.example.test', port: 9100 },
    connection: { remote: { ip: '8.8.8.8', port: 53 } },
    kubernetes: { cluster: 'prod', namespace: 'shop', pod: 'web-0' },
    container: { name: 'app', image: 'registry.test/app:1' },
    file: { hashes: { sha256: 'a'.repeat(64) } },
    cloud: { account: '111122223333', region: 'eu-west-1' },
    finding: { count: 3 },
  });
  expect(found?.labels).toMatchObject({ src_ip: '10.0.0.5', pod: 'web-0' });
});

test.each([
  ['NodeDown', 'operational'],
  ['KubePodCrashLooping', 'operational'],
  ['HighLatencyP99', 'operational'],
  ['SSHBruteForce', 'threat'],
  ['BruteForceOnDownHost', 'threat'],
  ['CriticalVulnerabilityFound', 'vulnerability'],
  ['LeakedCredential', 'exposure'],
  ['MisconfiguredBucket', 'compliance'],
])('a rule called %s is of class %s', (alertname, is) => {
  expect(one({ ...firing, labels: { alertname }, annotations: {} })?.class).toBe(is);
});
