import { expect, test } from 'vitest';
import { crowdstrike } from '../../lambdas/sources/crowdstrike/index.ts';
import { alertsOf } from './read.ts';

const alerts = (payload: unknown) => alertsOf(crowdstrike, payload);

const streamed = (eventType: string, event: object) =>
  alerts({ metadata: { eventType, eventCreationTime: 1686848064000 }, event })[0];

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
