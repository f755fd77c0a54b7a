import { describe, expect, it, test } from 'vitest';
import { securityhub } from '../../lambdas/sources/securityhub/index.ts';
import { alertsOf } from './read.ts';

const finding = {
  SchemaVersion: '2018-10-08',
  Id: 'arn:aws:securityhub:eu-central-1:111122223333:security-control/S3.8/finding/1b2c3d4e-5f60-4718-9a3b-c4d5e6f70819',
  ProductArn: 'arn:aws:securityhub:eu-central-1::product/aws/securityhub',
  AwsAccountId: '111122223333',
  Region: 'eu-central-1',
  UpdatedAt: '2026-08-31T15:00:01.000Z',
  Severity: { Label: 'HIGH', Normalized: 70 },
  Title: 'Block public access',
};
const alert = (change: object = {}) => alertsOf(securityhub, { ...finding, ...change })[0];

test.each([
  [{ Label: 'CRITICAL', Normalized: 40 }, 'critical', 'CRITICAL'],
  [{ Label: 'INFORMATIONAL' }, 'info', 'INFORMATIONAL'],
  [{ Normalized: 90 }, 'critical', '90'],
  [{ Normalized: 70 }, 'high', '70'],
  [{ Normalized: 69 }, 'medium', '69'],
  [{ Normalized: 39 }, 'low', '39'],
  [{ Normalized: 0 }, 'info', '0'],
  [{ Original: 'Moderate' }, 'medium', 'Moderate'],
  [{}, 'medium', undefined],
])('severity %j is %s', (Severity, severity, vendorSeverity) => {
  const found = alert({ Severity });
  expect([found?.severity, found?.vendorSeverity]).toEqual([severity, vendorSeverity]);
});

describe('a finding is over when it is', () => {
  it.each([
    [{ RecordState: 'ARCHIVED' }],
    [{ Workflow: { Status: 'RESOLVED' } }],
    [{ Compliance: { Status: 'PASSED' } }],
  ])('%j', (change) => {
    expect(alert(change)).toMatchObject({ state: 'resolved', fingerprint: alert()?.fingerprint });
    expect(alert(change)?.id).not.toBe(alert()?.id);
  });

  it.each([
    [{ RecordState: 'ACTIVE', Workflow: { Status: 'NOTIFIED' } }],
    [{ Compliance: { Status: 'WARNING' } }],
    [{ Compliance: { Status: 'NOT_AVAILABLE' } }],
  ])('not when it is %j, which is no other occurrence', (change) => {
    expect(alert(change)).toMatchObject({ state: 'open', id: alert()?.id });
  });
});

test('an update is another occurrence, another finding another problem', () => {
  const updated = alert({ UpdatedAt: '2026-09-01T03:00:00.000Z' });
  expect(updated?.id).not.toBe(alert()?.id);
  expect(updated?.fingerprint).toBe(alert()?.fingerprint);
  const other = alert({ Id: finding.Id.replace('1b2c3d4e', 'ffffffff') });
  expect(other?.fingerprint).not.toBe(alert()?.fingerprint);
});

test('who found it is its vendor and product', () => {
  expect(alert({ ProductName: 'Inspector', CompanyName: 'Amazon' })).toMatchObject({
    vendor: 'Amazon',
    product: 'Inspector',
  });
  expect(alert()).toMatchObject({ vendor: 'AWS', product: 'Security Hub' });
});

test('one finding through its life: one uid, an id for each report', () => {
  const reports = [
    alert(),
    alert({ UpdatedAt: '2026-08-31T16:00:00.000Z', Workflow: { Status: 'NOTIFIED' } }),
    alert({ UpdatedAt: '2026-08-31T16:00:00.000Z', Workflow: { Status: 'SUPPRESSED' } }),
    alert({ UpdatedAt: '2026-08-31T17:00:00.000Z', RecordState: 'ARCHIVED' }),
  ];
  expect(new Set(reports.map((each) => each?.finding.uid)).size).toBe(1);
  expect(new Set(reports.map((each) => each?.id)).size).toBe(4);
  expect(reports.map((each) => [each?.finding.status, each?.state])).toEqual([
    ['new', 'open'],
    ['in_progress', 'open'],
    ['suppressed', 'open'],
    ['resolved', 'resolved'],
  ]);
  expect(reports[0]?.finding.vendorUid).toBe(finding.Id);
});

describe('typed places', () => {
  it('weaknesses, once for each package', () => {
    const Vulnerabilities = [
      {
        Id: 'CVE-2026-12345',
        VulnerablePackages: [
          { Name: 'openssl', Version: '3.0.7', FixedInVersion: '3.0.8' },
          { Name: 'libssl', Version: '3.0.7' },
        ],
        Cvss: [{ Version: '3.1', BaseScore: 9.8 }],
      },
      { Id: 'CVE-2026-20001' },
    ];
    expect(alert({ Vulnerabilities })).toMatchObject({
      class: 'vulnerability',
      vulnerabilities: [
        { cve: 'CVE-2026-12345', cvss: 9.8, package: 'openssl', version: '3.0.7', fixedIn: '3.0.8' },
        { cve: 'CVE-2026-12345', cvss: 9.8, package: 'libssl', version: '3.0.7' },
        { cve: 'CVE-2026-20001' },
      ],
    });
  });

  it('a connection that went out', () => {
    const Network = { Direction: 'OUT', Protocol: 'TCP', SourceIpV4: '10.0.3.9', SourcePort: 40122 };
    const Process = { Name: 'sh', Path: '/bin/sh', Pid: 7, ParentPid: 1 };
    const found = alert({ Network: { ...Network, DestinationIpV4: '203.0.113.50', DestinationPort: 4444 }, Process });
    expect(found).toMatchObject({
      actor: { process: { name: 'sh', path: '/bin/sh', pid: 7, parent: { pid: 1 } } },
      target: { ip: '10.0.3.9' },
      connection: { direction: 'outbound', protocol: 'TCP', remote: { ip: '203.0.113.50', port: 4444 } },
    });
    expect(found?.actor.ip).toBeUndefined();
  });

  it.each([
    [['Sensitive Data Identifications/PII/x'], 'exposure'],
    [['Software and Configuration Checks/AWS Security Best Practices/x'], 'compliance'],
    [['Software and Configuration Checks/Vulnerabilities/CVE'], 'vulnerability'],
    [['TTPs/Initial Access/x'], 'threat'],
  ])('%j is of class %s', (Types, is) => {
    expect(alert({ Types })?.class).toBe(is);
  });

  it('a control is called by its title, the same for every resource', () => {
    expect(alert({ Compliance: { SecurityControlId: 'S3.8', Status: 'FAILED' } })).toMatchObject({
      class: 'compliance',
      rule: { uid: 'S3.8', name: 'Block public access' },
    });
  });
});
