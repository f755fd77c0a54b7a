import { expect, test } from 'vitest';
import { crowdstrike } from '../../lambdas/sources/crowdstrike/index.ts';
import { alertsOf } from './read.ts';

const receivedAt = '2026-09-02T08:00:00.000Z';

const alerts = (payload: unknown, headers: Readonly<Record<string, string>> = {}) =>
  alertsOf(crowdstrike, payload, { headers, receivedAt });

const alert = {
  composite_id: 'cid:ind:aid:1',
  display_name: 'WebShell',
  device: { hostname: 'web-01' },
  filename: 'sh',
  user_name: 'www',
  timestamp: '2026-08-31T15:26:50.244Z',
};

test.each([
  [{ severity_name: 'High', severity: 20 }, 'high', 'High'],
  [{ severity: 80 }, 'critical', '80'],
  [{ severity: '79' }, 'high', '79'],
  [{ severity: 59 }, 'medium', '59'],
  [{ severity: 39 }, 'low', '39'],
  [{ severity: 3 }, 'info', '3'],
  [{ severity: 'Tremendous' }, 'medium', 'derived'],
] as const)('%o is %s', (said, severity, vendorSeverity) => {
  expect(alerts({ ...alert, ...said })).toMatchObject([{ severity, vendorSeverity }]);
});

test('in the event stream a severity of 1 to 5 counts in steps', () => {
  const event = { DetectId: 'ldt:1', DetectName: 'NGAV', Severity: 5 };
  expect(alerts({ metadata: { eventType: 'DetectionSummaryEvent' }, event })).toMatchObject([{ severity: 'critical' }]);
});

test('an update is a new occurrence of the same problem, and closed resolves it', () => {
  const [open] = alerts(alert);
  const [closed] = alerts({ ...alert, status: 'closed', updated_timestamp: '2026-08-31T18:00:00Z' });
  expect(closed).toMatchObject({ state: 'resolved', fingerprint: open?.fingerprint });
  expect(closed?.id).not.toBe(open?.id);
  expect(alerts({ ...alert, composite_id: 'cid:ind:aid:2' })[0]?.fingerprint).toBe(open?.fingerprint);
  expect(alerts({ ...alert, device: { hostname: 'web-02' } })[0]?.fingerprint).not.toBe(open?.fingerprint);
});

test.each([
  ['Prevention, process killed.', 'blocked'],
  ['Detection, standard detection.', 'observed'],
  ['Detection, process would have been blocked if related prevention policy setting was enabled.', 'observed'],
  [undefined, 'unknown'],
])('the disposition %s is the action %s', (pattern_disposition_description, action) => {
  expect(alerts({ ...alert, pattern_disposition_description })).toMatchObject([{ action }]);
});

const streamed = (eventType: string, event: object) =>
  alerts({ metadata: { eventType, eventCreationTime: 1686848064000 }, event })[0];

test('an incident is called so, began when it says, and is a problem of its own', () => {
  const incident = (IncidentID: string, State: string) =>
    streamed('IncidentSummaryEvent', {
      IncidentID,
      State,
      IncidentType: 1,
      IncidentStartTime: 1685844891,
      HostID: 'H',
    });
  const [one, closed, other] = [incident('inc:1', 'open'), incident('inc:1', 'closed'), incident('inc:2', 'open')];
  expect(one).toMatchObject({ type: 'CrowdStrike incident', occurredAt: '2023-06-04T02:14:51.000Z' });
  expect(closed).toMatchObject({ state: 'resolved', fingerprint: one?.fingerprint });
  expect(other?.fingerprint).not.toBe(one?.fingerprint);
});

test('a detection of identities has Windows time, and the endpoint it came from', () => {
  const found = streamed('IdpDetectionSummaryEvent', {
    DetectId: 'ind:1',
    DetectName: 'Unusual login to an endpoint',
    ContextTimeStamp: '133221234560000000',
    SourceAccountName: 'johnb',
    SourceEndpointHostName: 'pc01.example.com',
    SourceEndpointIpAddress: '203.0.113.9',
  });
  expect(found).toMatchObject({
    occurredAt: '2023-03-01T05:50:56.000Z',
    actor: { user: 'johnb', ip: '203.0.113.9' },
    target: { host: 'pc01.example.com' },
  });
});

test('a finding in the cloud goes by its policy and its resource', () => {
  const finding = (PolicyId: number, ResourceId: string) =>
    streamed('CSPMSearchStreamingEvent', {
      PolicyStatement: 'NACL configured for global ingress',
      PolicyId,
      ResourceId,
      AccountId: '111122223333',
      SeverityName: 'High',
      Timestamp: 1663009688832,
    });
  const one = finding(26, 'acl-1');
  expect(one).toMatchObject({ type: 'NACL configured for global ingress', severity: 'high' });
  expect(finding(99, 'acl-1')?.fingerprint).not.toBe(one?.fingerprint);
  expect(finding(26, 'acl-2')?.fingerprint).not.toBe(one?.fingerprint);
});

test('a lead is called without its time', () => {
  const lead = (at: string) =>
    streamed('AutomatedLeadSummaryEvent', {
      CompositeId: at,
      Name: `web-01.example.com at ${at}`,
      ThreatgraphIndicators: [{ Hostname: 'web-01' }],
    });
  const [one, next] = [lead('2026-05-11T05:11:47Z'), lead('2026-05-12T05:11:47Z')];
  expect(one).toMatchObject({ type: 'web-01.example.com', target: { host: 'web-01' } });
  expect(next?.fingerprint).toBe(one?.fingerprint);
});
