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

const lead = (at: string, more: object = {}) =>
  streamed('AutomatedLeadSummaryEvent', {
    CompositeId: at,
    Name: `web-01.example.com at ${at}`,
    ThreatgraphIndicators: [{ Hostname: 'web-01' }],
    ...more,
  });
const saw = (...names: string[]) => ({
  ThreatgraphIndicators: names.map((DisplayName) => ({ DisplayName, Hostname: 'web-01' })),
});

test.each([
  [{}, 'Automated lead on web-01'],
  [saw('ReconUnderWebService'), 'Automated lead: ReconUnderWebService on web-01'],
  [saw('A', 'B', 'A', 'C', 'D'), 'Automated lead: A, B, C and 1 more on web-01'],
  [{ MitreAttack: [{ PatternID: 1 }, { Technique: 'Cron' }] }, 'Automated lead: Cron on web-01'],
])('a lead with %j is called by what it saw, never by its host and time', (more, title) => {
  expect(lead('2026-05-11T05:11:47Z', more)).toMatchObject({
    type: 'CrowdStrike automated lead',
    title,
    target: { host: 'web-01' },
  });
});

test('a lead stays one problem when it sees more, and on the next day', () => {
  const [one, next] = [lead('2026-05-11T05:11:47Z'), lead('2026-05-12T05:11:47Z', saw('A'))];
  expect(next?.fingerprint).toBe(one?.fingerprint);
});

const correlation = (more: object) =>
  alerts({
    composite_id: 'c:ngsiem:c:1',
    correlation_rule_id: '019a06bf',
    detection_id: '019a6435',
    display_name: 'Inbound threat',
    name: 'Inbound threat',
    product: 'ngsiem',
    severity: 30,
    severity_name: 'Low',
    source_ips: ['198.51.100.10'],
    source_products: ['FirewallLogs PaloAlto'],
    status: 'new',
    timestamp: '2026-05-26T12:14:34Z',
    type: 'correlation-detection',
    ...more,
  })[0];

test('a correlation has its rule as its type, and another source is another problem', () => {
  expect(correlation({})).toMatchObject({
    type: 'Inbound threat',
    rule: { uid: 'Inbound threat' },
    title: 'Inbound threat from 198.51.100.10',
    severity: 'low',
    actor: { ip: '198.51.100.10' },
    finding: { vendorUid: 'c:ngsiem:c:1' },
  });
  const other = correlation({ composite_id: 'c:ngsiem:c:2', source_ips: ['198.51.100.11'] });
  const named = correlation({ composite_id: 'c:ngsiem:c:3', host_names: ['pc-1'], user_names: ['ann'] });
  expect(new Set([correlation({}), other, named].map((each) => each?.fingerprint)).size).toBe(3);
  expect(named).toMatchObject({ title: 'Inbound threat on pc-1 by ann from 198.51.100.10' });
});

const detection = 'Trigger.Detection';
const old = 'Trigger.Category.Investigatable';

test.each([
  {
    [`${detection}.DetectionID`]: 'c:ind:a:1',
    [`${detection}.Name`]: 'WebShell',
    [`${detection}.SeverityDisplayName`]: 'High',
    [`${detection}.EPP.Sensor.Hostname`]: 'web-01',
    [`${detection}.EPP.Process.UserName`]: 'www',
    'Trigger.ObservedTime': '2026-08-31T15:26:50Z',
    'Trigger.SourceEventURL': 'https://falcon.crowdstrike.com/x',
  },
  {
    [`${old}.InvestigatableID`]: 'c:ind:a:1',
    [`${old}.Name`]: 'WebShell',
    [`${old}.Severity`]: 4,
    [`${old}.Product.EPP.Sensor.Hostname`]: 'web-01',
    [`${old}.Product.EPP.Process.UserName`]: 'www',
    'Trigger.ObservedTime': '2026-08-31T15:26:50Z',
    'Trigger.SourceEventURL': 'https://falcon.crowdstrike.com/x',
  },
  {
    'detections.detection_id': 'c:ind:a:1',
    'detections.display_name': 'WebShell',
    'detections.severity': 'High',
    'devices.hostname': 'web-01',
    'detections.user_name': 'www',
    'detections.timestamp': '2026-08-31T15:26:50Z',
    'detections.url': 'https://falcon.crowdstrike.com/x',
  },
])('a body of a workflow with dotted keys is read: %o', (body) => {
  const expected = {
    type: 'WebShell',
    severity: 'high',
    title: 'WebShell on web-01 by www',
    occurredAt: '2026-08-31T15:26:50.000Z',
    finding: { vendorUid: 'c:ind:a:1' },
    target: { host: 'web-01' },
    actor: { user: 'www' },
    url: 'https://falcon.crowdstrike.com/x',
  };
  expect(alerts(body)).toMatchObject([expected]);
  expect(alerts({ data: body, meta: { workflow_id: 'w' } })).toMatchObject([expected]);
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
