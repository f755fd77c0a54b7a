import { expect, test } from 'vitest';
import { crowdstrike } from '../../lambdas/sources/crowdstrike/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

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
  [{ severity: 'Tremendous' }, 'medium', undefined],
] as const)('%o is %s', (said, severity, vendorSeverity) => {
  expect(alerts({ ...alert, ...said })).toMatchObject([
    { severity, ...(vendorSeverity === undefined ? {} : { vendorSeverity }) },
  ]);
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

test.each([
  [
    'alert-object',
    {
      finding: { firstSeenAt: '2026-08-31T15:27:24.353Z', status: 'new' },
      actor: {
        user: 'root',
        process: {
          name: 'ps',
          path: '/usr/bin/ps',
          commandLine: 'ps -o pid',
          hashes: { sha256: '8e86f498aa4aabfcea6c179d6181557140b4597f1c39bb94e2aba32158b58297' },
        },
      },
      target: { kind: 'host', host: 'web-01', ip: '192.0.2.30' },
    },
  ],
  [
    'stream-epp',
    {
      actor: {
        process: {
          path: String.raw`\Device\HarddiskVolume3\tools\procdump.exe`,
          commandLine: 'procdump.exe -ma lsass.exe out.dmp',
          hashes: { sha256: '8e86f498aa4aabfcea6c179d6181557140b4597f1c39bb94e2aba32158b58297' },
        },
      },
    },
  ],
  ['fusion-template', { target: { ip: '10.0.0.14' }, finding: { vendorUid: expect.stringContaining(':ind:') } }],
  ['incident', { type: 'CrowdStrike incident', finding: { vendorUid: 'inc:0f0f:1' } }],
])('the first alert of %s has its values in their places', (name, places) => {
  expect(sampleAlerts('crowdstrike', crowdstrike, name)[0]).toMatchObject(places);
});

test('a process tree, a connection, a container and an account of the cloud have their places', () => {
  const [found] = alerts({
    ...alert,
    local_process_id: '4711',
    md5: 'D41D8CD98F00B204E9800998ECF8427E',
    parent_details: { filename: 'httpd', filepath: '/usr/sbin/httpd', cmdline: 'httpd -k', local_process_id: '1' },
    network_accesses: [{ connection_direction: 0, protocol: 'TCP', remote_address: '203.0.113.7', remote_port: 4444 }],
    container_id: 'c0ffee',
    pod_name: 'web-1',
    device: { hostname: 'web-01', service_provider: 'AWS_EC2', service_provider_account_id: '111122223333' },
  });
  expect(found).toMatchObject({
    actor: {
      process: {
        pid: 4711,
        hashes: { md5: 'd41d8cd98f00b204e9800998ecf8427e' },
        parent: { name: 'httpd', path: '/usr/sbin/httpd', pid: 1, commandLine: 'httpd -k' },
      },
    },
    connection: { direction: 'outbound', protocol: 'TCP', remote: { ip: '203.0.113.7', port: 4444 } },
    container: { id: 'c0ffee' },
    kubernetes: { pod: 'web-1' },
    cloud: { provider: 'AWS_EC2', account: '111122223333' },
  });
});

test('created, taken up, ignored and closed are one finding, and four reports', () => {
  const reports = ['new', 'in_progress', 'ignored', 'closed'].map(
    (status, i) => alerts({ ...alert, status, updated_timestamp: `2026-08-31T18:0${i}:00Z` })[0],
  );
  expect(reports.map((report) => report?.finding.status)).toEqual(['new', 'in_progress', 'suppressed', 'resolved']);
  expect(reports.map((report) => report?.state)).toEqual(['open', 'open', 'open', 'resolved']);
  expect(new Set(reports.map((report) => report?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((report) => report?.id)).size).toBe(4);
});
