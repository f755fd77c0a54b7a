import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Rendered } from '../../lambdas/destinations/_kit/define-destination.ts';
import { securityHub } from '../../lambdas/destinations/security-hub/index.ts';
import { type Alert, FindingStatus, isLiveDetection } from '../../lambdas/domain/alert.ts';
import { alertNamed, arbitraryAlert, attemptFor } from '../conformance/alerts.ts';
import { problems } from '../validators/security-hub.ts';
import { everyKindOf } from './_kit/every-kind.ts';

const full = alertNamed('full');
const connected = securityHub.connect({ region: 'eu-central-1', accountId: '123456789012' });
const findingOf = (alert: Alert) => JSON.parse(connected.render(alert, attemptFor(alert)).body ?? '').Findings[0];
const withStatus = (status: Alert['finding']['status']): Alert => ({ ...full, finding: { ...full.finding, status } });
const bare = (change: Partial<Alert>): Alert => ({ ...alertNamed('minimal'), target: { kind: 'x' }, ...change });

it('any alert is a finding by Amazon’s own model', () => {
  fc.assert(
    fc.property(arbitraryAlert, (alert) => {
      expect(problems(connected.render(alert, attemptFor(alert)))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});

describe('a finding', () => {
  it('keeps its id and its beginning from the first report to the last', () => {
    const reports = FindingStatus.options.map((status) =>
      findingOf({ ...withStatus(status), id: status, occurredAt: '2026-11-23T00:00:00.000Z' }),
    );
    expect(new Set(reports.map(({ Id }) => Id)).size).toBe(1);
    for (const report of reports)
      expect(report).toMatchObject({
        CreatedAt: full.finding.firstSeenAt,
        FirstObservedAt: full.finding.firstSeenAt,
        LastObservedAt: full.finding.lastSeenAt,
        UpdatedAt: full.receivedAt,
      });
    expect(findingOf({ ...full, finding: { ...full.finding, uid: 'other' } }).Id).not.toBe(reports[0].Id);
  });

  it('is active for a live detection alone', () => {
    for (const alert of everyKindOf(full))
      expect(findingOf(alert).RecordState).toBe(isLiveDetection(alert) ? 'ACTIVE' : 'ARCHIVED');
    expect(findingOf(full).RecordState).toBe('ACTIVE');
    expect(findingOf(withStatus('resolved'))).toMatchObject({
      RecordState: 'ARCHIVED',
      Workflow: { Status: 'RESOLVED' },
    });
    expect(findingOf(withStatus('suppressed'))).not.toHaveProperty('Workflow');
  });

  it.each([
    ['threat', ['TTPs/Defense Evasion', 'Effects', 'Unusual Behaviors/Container']],
    ['vulnerability', ['Software and Configuration Checks/Vulnerabilities/CVE']],
    ['compliance', ['Software and Configuration Checks/Industry and Regulatory Standards']],
    ['exposure', ['Effects/Data Exposure', 'Sensitive Data Identifications']],
    ['operational', ['Software and Configuration Checks']],
  ] as const)('of the class %s has the types %j', (about, types) => {
    expect(findingOf({ ...full, class: about }).FindingProviderFields.Types).toEqual(types);
  });

  it('has the vendor’s severity only where it gave one, and its confidence', () => {
    expect(findingOf(full).FindingProviderFields).toMatchObject({
      Severity: { Label: 'HIGH', Original: '5' },
      Confidence: 90,
    });
    const { vendorSeverity: _, ...none } = full;
    expect(findingOf(none).FindingProviderFields.Severity).toEqual({ Label: 'HIGH' });
  });

  it('has the rule as its generator', () => {
    expect(findingOf(full)).toMatchObject({
      GeneratorId: 'tocsin/accuknox-prod/harden-file-integrity-monitoring',
      GeneratorDetails: { Name: 'File integrity monitoring', Labels: ['integrity'] },
    });
  });

  it('has the machine that a connection left as its source, when no actor has an address', () => {
    const target = { kind: 'host', ip: '10.0.3.17', port: 43_210 };
    const { Network } = findingOf({ ...full, actor: { user: 'root' }, target });
    expect(Network).toMatchObject({ SourceIpV4: '10.0.3.17', SourcePort: 43_210, DestinationIpV4: '198.51.100.66' });
  });

  it('has the process, both ends of the connection, the file and the vulnerability in their own objects', () => {
    expect(findingOf(full)).toMatchObject({
      Process: { Name: 'touch', Path: '/bin/touch', Pid: 4182, ParentPid: 4100 },
      Network: {
        Direction: 'OUT',
        Protocol: 'tcp',
        SourceIpV4: '203.0.113.24',
        SourcePort: 50_412,
        DestinationIpV4: '198.51.100.66',
        DestinationPort: 4444,
        DestinationDomain: 'c2.example.net',
      },
      Threats: [{ FilePaths: [{ FilePath: '/etc/passwd', FileName: 'passwd', Hash: 'ab'.repeat(32) }] }],
      Vulnerabilities: [
        {
          Id: 'CVE-2026-12345',
          VulnerablePackages: [{ Name: 'openssl', Version: '3.0.1', FixedInVersion: '3.0.9' }],
          Cvss: [{ BaseScore: 8.8 }],
        },
      ],
    });
  });

  it('fails a check that is open', () => {
    expect(findingOf({ ...full, class: 'compliance' }).Compliance).toEqual({
      Status: 'FAILED',
      RelatedRequirements: ['harden-file-integrity-monitoring'],
    });
    expect(findingOf(full)).not.toHaveProperty('Compliance');
  });
});

describe('the resources of a finding', () => {
  it('are of Amazon’s types where there is one, the most exact first', () => {
    const { Resources } = findingOf(full);
    expect(Resources[0]).toEqual({
      Type: 'AwsEksCluster',
      Id: 'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu-1',
      Partition: 'aws',
      Region: 'eu-central-1',
    });
    expect(Resources[1]).toMatchObject({
      Type: 'Container',
      Id: '3f1c0e8b7a2d',
      Details: { Container: { Name: 'app', ImageName: 'registry.example.test/checkout:1.42.0' } },
    });
    expect(Resources.map(({ Type }: { Type: string }) => Type)).toContain('CodeRepository');
  });

  it.each([
    ['arn:aws:s3:::example-reports', undefined, 'AwsS3Bucket'],
    ['arn:aws:s3:::example-reports/2026/a.csv', undefined, 'AwsS3Object'],
    ['arn:aws:ec2:eu-west-1:123456789012:instance/i-0abc12345678', undefined, 'AwsEc2Instance'],
    ['i-0abc12345678', undefined, 'AwsEc2Instance'],
    ['arn:aws:lambda:eu-west-1:123456789012:function:pay', undefined, 'AwsLambdaFunction'],
    ['arn:aws:iam::123456789012:role/deploy', undefined, 'AwsIamRole'],
    ['arn:aws:rds:eu-west-1:123456789012:db:main', undefined, 'AwsRdsDbInstance'],
    ['arn:aws:sqs:eu-west-1:123456789012:jobs', undefined, 'AwsSqsQueue'],
    ['reports', 'AWS::S3::Bucket', 'AwsS3Bucket'],
    ['AKIAEXAMPLE', 'AwsIamAccessKey', 'AwsIamAccessKey'],
    ['AKIAEXAMPLE', 'AccessKey', 'AwsIamAccessKey'],
    ['uploads/a.csv', 'S3_OBJECT', 'AwsS3Object'],
    ['shop', 'EKSCluster', 'AwsEksCluster'],
    ['/subscriptions/1/resourceGroups/x', 'Microsoft.Compute/virtualMachines', 'Other'],
    ['arn:aws:newservice:eu-west-1:123456789012:thing/1', undefined, 'Other'],
  ])('of %s with the word %s are of the type %s', (uid, type, expected) => {
    const resource = type === undefined ? { uid } : { uid, type };
    expect(findingOf(bare({ cloud: { resource } })).Resources).toMatchObject([{ Type: expected, Id: uid }]);
  });

  it('are in the region and partition of the ARN, else in those of the finding', () => {
    const regionOf = (uid: string) => findingOf(bare({ cloud: { resource: { uid } } })).Resources[0];
    expect(regionOf('arn:aws-cn:ec2:cn-north-1:123456789012:instance/i-0abc12345678')).toMatchObject({
      Partition: 'aws-cn',
      Region: 'cn-north-1',
    });
    expect(regionOf('arn:aws:s3:::b')).toMatchObject({ Partition: 'aws', Region: 'eu-central-1' });
  });

  it('are the account where nothing in it is named', () => {
    expect(findingOf(bare({ cloud: { provider: 'aws', account: '210987654321' } })).Resources).toMatchObject([
      { Type: 'AwsAccount', Id: 'AWS::::Account:210987654321' },
    ]);
  });

  it('are never a file or the path of a URL, which whoever attacks writes', () => {
    const file = { path: '/etc/shadow' };
    const { Resources } = findingOf(
      bare({ file, target: { kind: 'api', url: 'https://a.example.test/../etc/passwd' } }),
    );
    expect(Resources).toMatchObject([{ Type: 'Other', Id: 'a.example.test' }]);
    expect(findingOf(bare({ file })).Resources).toMatchObject([{ Id: alertNamed('minimal').source }]);
  });
});

describe('a request', () => {
  const item = (n: number, change: Partial<Alert> = {}): Rendered => ({
    alert: { ...full, id: `edge:${String(n).padStart(32, '0')}`, ...change },
    attempt: { ...attemptFor(full), deliveryId: `d${n}` },
  });
  const findingsOf = (...items: Rendered[]) => JSON.parse(connected.batch?.render(items).body ?? '{}').Findings;

  it('has one finding for many alerts about it, from the newest, which names the others', () => {
    const finding = { ...full.finding, status: 'resolved' as const };
    const [older, newer] = [item(1), item(2, { receivedAt: '2026-11-21T04:00:00.000Z', state: 'resolved', finding })];
    const [first, ...rest] = findingsOf(newer, older);
    expect(rest).toEqual([]);
    expect(first).toMatchObject({
      RecordState: 'ARCHIVED',
      UpdatedAt: '2026-11-21T04:00:00.000Z',
      ProductFields: { 'tocsin/AlertId': newer.alert.id, 'tocsin/AlsoAlertIds': older.alert.id },
    });
    expect(findingsOf(older)[0].Id).toBe(first.Id);
    expect(findingsOf(item(1, { source: 'other' }))[0].Id).not.toBe(first.Id);
  });

  it('is answered for each alert with what became of its finding', () => {
    const items = [item(1), item(2, { finding: { ...full.finding, uid: 'other' } }), item(3)];
    const [mine, other] = findingsOf(...items);
    const body = JSON.stringify({
      FailedCount: 1,
      SuccessCount: 1,
      FailedFindings: [{ Id: other.Id, ErrorCode: 'InvalidInput' }],
    });
    const outcomes = connected.batch?.judge({ at: 0, status: 200, headers: {}, body }, items);
    expect(outcomes?.map(({ kind }) => kind)).toEqual(['delivered', 'rejected', 'delivered']);
    expect(outcomes?.[0]).toMatchObject({ receipt: { id: mine.Id } });
  });
});
