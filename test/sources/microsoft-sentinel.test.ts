import { expect, test } from 'vitest';
import { microsoftSentinel } from '../../lambdas/sources/microsoft-sentinel/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(microsoftSentinel, payload, { headers, receivedAt });

const incident = (more: object = {}) => ({
  objectSchemaType: 'Incident',
  object: {
    name: '7a6b',
    properties: {
      title: 'Suspicious sign-in',
      severity: 'High',
      status: 'New',
      incidentNumber: 4711,
      createdTimeUtc: '2026-08-31T15:26:50.1234567Z',
      relatedEntities: [
        { kind: 'Account', properties: { accountName: 'jdoe' } },
        { kind: 'Ip', properties: { address: '203.0.113.44' } },
      ],
      ...more,
    },
  },
});

test.each([
  ['High', 'high'],
  ['Informational', 'info'],
  ['Unheard', 'medium'],
])('the severity %s is %s', (severity, expected) => {
  expect(alerts(incident({ severity }))).toMatchObject([{ severity: expected }]);
});

test('an incident is told in one line, with who and from where', () => {
  expect(alerts(incident())).toMatchObject([
    {
      title: 'Suspicious sign-in by jdoe from 203.0.113.44 (incident 4711)',
      occurredAt: '2026-08-31T15:26:50.123Z',
      actor: { user: 'jdoe', ip: '203.0.113.44' },
    },
  ]);
});

test('closed joins what was open, as an occurrence of its own', () => {
  const [open] = alerts(incident());
  const [over] = alerts(incident({ status: 'Closed', lastModifiedTimeUtc: '2026-09-01T08:00:00Z' }));
  expect(over).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
  expect(over?.id).not.toBe(open?.id);
});

test('the body of the alert trigger is read, with its entities as JSON text', () => {
  const Entities = JSON.stringify([{ Type: 'host', HostName: 'WS-5' }]);
  const alert = { SystemAlertId: '1', AlertDisplayName: 'Rare process', Severity: 'Low', Entities };
  expect(alerts(alert)).toMatchObject([{ title: 'Rare process on WS-5', severity: 'low', target: { host: 'WS-5' } }]);
});

test.each([
  [
    'incident-full',
    {
      finding: {
        vendorUid: '7a6b5c4d-3e2f-4100-8f1e-2d3c4b5a6978',
        firstSeenAt: '2026-08-31T15:00:00.123Z',
        count: 1,
        status: 'new',
      },
      actor: {
        ip: '203.0.113.44',
        country: 'NL',
        user: 'jdoe',
        email: 'jdoe@corp.example',
        process: { pid: 42, commandLine: 'evil.exe --run' },
      },
      target: { kind: 'host', host: 'SRV-1' },
    },
  ],
  [
    'alert-trigger',
    {
      finding: {
        vendorUid: '5bd5d6d4-0000-4000-8000-000000000001',
        firstSeenAt: '2026-08-31T15:00:00.000Z',
        lastSeenAt: '2026-08-31T15:10:00.000Z',
        count: 3,
      },
      actor: { ip: '203.0.113.9' },
      target: { host: 'WS-5' },
    },
  ],
])('the first alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('microsoft-sentinel', microsoftSentinel, name)[0]).toMatchObject(places);
});

test('new, active and closed are one finding, and three reports', () => {
  const reports = ['New', 'Active', 'Closed'].map(
    (status, i) => alerts(incident({ status, lastModifiedTimeUtc: `2026-09-01T08:0${i}:00Z` }))[0],
  );
  expect(reports.map((report) => report?.finding.status)).toEqual(['new', 'in_progress', 'resolved']);
  expect(new Set(reports.map((report) => report?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((report) => report?.id)).size).toBe(3);
});

test('the labels of an incident are its tags', () => {
  const [found] = alerts(incident({ labels: [{ labelName: 'vip' }, { labelName: 'phishing' }] }));
  expect(found?.labels['tags']).toBe('vip, phishing');
});
