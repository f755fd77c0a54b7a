import { describe, expect, it, test } from 'vitest';
import { guardduty } from '../../lambdas/sources/guardduty/index.ts';
import { alertsOf, readingOf } from './read.ts';

const finding = {
  accountId: '111122223333',
  region: 'eu-central-1',
  id: 'eeb88ab56556eb7771b266670dddee5a',
  type: 'UnauthorizedAccess:EC2/SSHBruteForce',
  resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-0abc12345def67890' } },
  service: { serviceName: 'guardduty', archived: false, count: 1 },
  severity: 5,
  updatedAt: '2026-08-31T15:12:12.316Z',
  title: 'Brute force.',
};
const event = (detail: object, type = 'GuardDuty Finding') => ({
  id: 'e-1',
  'detail-type': type,
  source: 'aws.guardduty',
  account: '111122223333',
  region: 'eu-central-1',
  time: '2026-08-31T15:15:00Z',
  detail,
});
const alert = (change: object = {}) => alertsOf(guardduty, event({ ...finding, ...change }))[0];

test.each([
  [10, 'critical'],
  [9.0, 'critical'],
  [8.9, 'high'],
  [7, 'high'],
  [6.9, 'medium'],
  ['4.0', 'medium'],
  [3.9, 'low'],
  [1, 'low'],
])('severity %s is %s', (severity, is) => {
  expect(alert({ severity })).toMatchObject({ severity: is, vendorSeverity: String(severity) });
});

test.each([[0], [null], ['soon'], [undefined]])('severity %s says nothing: medium, derived', (severity) => {
  expect(alert({ severity })).toMatchObject({ severity: 'medium' });
});

describe('the same finding', () => {
  it('updated is another occurrence of the same problem', () => {
    const [first, second] = [
      alert(),
      alert({ updatedAt: '2026-08-31T16:00:00.000Z', service: { ...finding.service, count: 9 } }),
    ];
    expect(second?.id).not.toBe(first?.id);
    expect(second?.fingerprint).toBe(first?.fingerprint);
  });

  it('archived resolves the problem', () => {
    const archived = alert({ updatedAt: '2026-08-31T16:00:00.000Z', service: { ...finding.service, archived: true } });
    expect(archived).toMatchObject({ state: 'resolved', fingerprint: alert()?.fingerprint });
  });

  it('from another bus, in other spelling or alone, is the same occurrence', () => {
    const { accountId, region, id, type, resource, service, severity, updatedAt, title } = finding;
    const pascal = { AccountId: accountId, Region: region, Id: id, Type: type, Resource: resource, Service: service };
    const same = [
      finding,
      [finding],
      { Findings: [{ ...pascal, Severity: severity, UpdatedAt: updatedAt, Title: title }] },
    ];
    for (const payload of same) expect(alertsOf(guardduty, payload)[0]?.id).toBe(alert()?.id);
  });
});

describe('the same type', () => {
  it('from another address, or under another id, is the same problem', () => {
    expect(alert({ id: 'ffffffffffffffffffffffffffffffff', title: 'other' })?.fingerprint).toBe(alert()?.fingerprint);
  });

  it.each([
    ['instance', { resource: { resourceType: 'Instance', instanceDetails: { instanceId: 'i-0ffffffffffffffff' } } }],
    ['account', { accountId: '999988887777' }],
    ['region', { region: 'us-east-1' }],
  ])('on another %s is another problem', (_, change) => {
    expect(alert(change)?.fingerprint).not.toBe(alert()?.fingerprint);
  });
});

test('a sample finding is a test, and would be an alert', () => {
  const sample = {
    ...finding,
    service: { ...finding.service, additionalInfo: { value: '{"sample":true}', type: 'default' } },
  };
  const reading = readingOf(guardduty, event(sample), { receivedAt: '' });
  expect(reading).toMatchObject({ kind: 'ignored', reason: 'test', detections: [{ title: expect.any(String) }] });
});

test('coverage that is lost is a gap, and what comes back resolves it', () => {
  const resourceDetails = { resourceType: 'EC2', ec2InstanceDetails: { instanceId: 'i-0abc12345def67890' } };
  const [lost] = alertsOf(
    guardduty,
    event({ resourceDetails, issue: 'Agent Not Reporting' }, 'GuardDuty Runtime Protection Unhealthy'),
  );
  const [back] = alertsOf(guardduty, event({ resourceDetails }, 'GuardDuty Runtime Protection Healthy'));
  expect(lost).toMatchObject({ kind: 'gap', state: 'open', title: expect.stringContaining('Agent Not Reporting') });
  expect(back).toMatchObject({ kind: 'gap', state: 'resolved', fingerprint: lost?.fingerprint });
});

test('the console’s link is made of a region and an id that are such, and of nothing else', () => {
  expect(alert()?.url).toBe(
    'https://eu-central-1.console.aws.amazon.com/guardduty/home?region=eu-central-1#/findings?macros=current&fId=eeb88ab56556eb7771b266670dddee5a',
  );
  expect(alert({ region: 'us-gov-west-1' })?.url).toContain('console.amazonaws-us-gov.com');
  for (const change of [{ region: 'evil.example/' }, { id: 'a&b=c' }, { region: undefined }])
    expect(alert(change)?.url).toBeUndefined();
});

describe('typed places', () => {
  it('an inbound connection: who called, from which port, and what was reached', () => {
    const action = {
      actionType: 'NETWORK_CONNECTION',
      networkConnectionAction: {
        connectionDirection: 'INBOUND',
        protocol: 'TCP',
        remoteIpDetails: { ipAddressV4: '198.51.100.30' },
        remotePortDetails: { port: 51234 },
        localPortDetails: { port: 22 },
        localIpDetails: { ipAddressV4: '10.0.0.12' },
      },
    };
    const found = alert({ service: { ...finding.service, action } });
    expect(found).toMatchObject({
      actor: { ip: '198.51.100.30', port: 51234 },
      target: { ip: '10.0.0.12', port: 22 },
      connection: { direction: 'inbound', protocol: 'TCP' },
      cloud: { provider: 'aws', account: '111122223333', resource: { uid: 'i-0abc12345def67890', type: 'Instance' } },
    });
    expect(Object.keys(found?.facts ?? {}).filter((path) => path.includes('Port'))).toEqual([]);
  });

  it('an outbound connection: the other side is no actor', () => {
    const action = {
      networkConnectionAction: {
        connectionDirection: 'OUTBOUND',
        remoteIpDetails: { ipAddressV4: '203.0.113.99' },
        remotePortDetails: { port: 443 },
        localPortDetails: { port: 41988 },
      },
    };
    const found = alert({ service: { ...finding.service, action, resourceRole: 'ACTOR' } });
    expect(found?.actor).toEqual({});
    expect(found?.connection).toEqual({ direction: 'outbound', remote: { ip: '203.0.113.99', port: 443 } });
    expect(found?.target.port).toBe(41988);
  });

  it.each([
    ['Policy:S3/BucketPublicAccessGranted', 'compliance', 'Policy'],
    ['CredentialAccess:IAMUser/AnomalousBehavior', 'threat', 'CredentialAccess'],
  ])('%s is of class %s', (type, is, category) => {
    expect(alert({ type })).toMatchObject({ class: is, rule: { uid: type, category } });
  });
});

test('one finding through its life: one uid, an id for each report', () => {
  const arn = 'arn:aws:guardduty:eu-central-1:111122223333:detector/1/finding/eeb88ab56556eb7771b266670dddee5a';
  const report = (hour: string, archived: boolean, count: number) =>
    alert({ arn, updatedAt: `2026-08-31T${hour}:00:00.000Z`, service: { ...finding.service, archived, count } });
  const reports = [report('16', false, 1), report('17', false, 9), report('18', true, 9)];
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(3);
  expect(reports.map((each) => each?.finding)).toMatchObject([
    { vendorUid: arn, status: 'new', count: 1 },
    { lastSeenAt: '2026-08-31T17:00:00.000Z', count: 9 },
    { status: 'resolved' },
  ]);
});
