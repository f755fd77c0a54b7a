import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asim } from '../../lambdas/destinations/sentinel/asim.ts';
import { asimColumns } from '../../lambdas/destinations/sentinel/asim-columns.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertNamed, alerts, arbitraryAlert, arbitraryAttempt, attemptFor } from '../conformance/alerts.ts';
import { recordProblems } from '../validators/sentinel.ts';

const recordOf = (alert: Alert) => JSON.parse(asim(alert, attemptFor(alert)).body);
const full = alertNamed('full');

describe('the ASIM record', () => {
  it.each([...alerts.keys()])('is one of the documented alert schema for %s', (name) => {
    expect(recordProblems(recordOf(alertNamed(name)))).toEqual([]);
  });

  it('is one of the documented alert schema, within 64 KB a column, for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, arbitraryAttempt, (alert, attempt) => {
        const record = JSON.parse(asim(alert, attempt).body);
        expect(recordProblems(record)).toEqual([]);
        for (const value of Object.values(record)) {
          const size = Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));
          expect(size).toBeLessThanOrEqual(64 * 1024);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('has no column that the setup does not declare', () => {
    for (const alert of alerts.values()) {
      for (const name of Object.keys(recordOf(alert))) expect(asimColumns).toHaveProperty([name]);
    }
  });

  it('never puts the address of the actor into a column of the device', () => {
    const { target: _, connection: __, file: ___, ...rest } = full;
    const record = recordOf({ ...rest, target: { kind: 'api' } });
    expect([record.DvcIpAddr, record.AdditionalFields.SrcIpAddr]).toEqual([undefined, '203.0.113.24']);
    expect(record.IndicatorType).toBe('Ip');
    expect(recordOf({ ...full, target: { kind: 'host', host: '10.0.3.17' } }).DvcIpAddr).toBe('10.0.3.17');
  });

  it('fills the columns of the entities, as the parsers of Microsoft do', () => {
    expect(recordOf(full)).toMatchObject({
      ...{ DvcHostname: 'ip-10-0-3-17', DvcIpAddr: '10.0.3.17', DvcScopeId: '123456789012', DvcZone: 'eu-central-1' },
      ...{ DvcId: 'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu-1', DvcIdType: 'Other' },
      ...{ ProcessId: '4182', ProcessName: '/bin/touch', ProcessCommandLine: '/bin/touch /etc/passwd' },
      ...{ FilePath: '/etc/passwd', FileName: 'passwd', FileSHA256: full.file?.hashes?.sha256 },
      ...{ Username: 'root', UsernameType: 'Simple', UserId: 'root@example.test', UserIdType: 'Email' },
      ...{ EventCount: 7, EventStartTime: '2026-11-20T22:10:00.000Z', EventEndTime: '2026-11-21T02:41:09.123Z' },
      ...{ ThreatFirstReportedTime: '2026-11-20T22:10:00.000Z', ThreatRiskLevel: 81, ThreatConfidence: 90 },
      ...{ ThreatId: 'CVE-2026-12345', AttackTactics: 'Defense Evasion, Impact', EventProductVersion: '1.6.2' },
      ...{ AttackTechniques: 'Masquerading (T1036), Stored Data Manipulation (T1565.001)' },
      ...{ RuleName: 'File integrity monitoring', EventOriginalType: 'harden-file-integrity-monitoring' },
      ...{ EventOriginalUid: 'kubearmor-8c11', EventOriginalSubType: 'integrity', AlertName: full.title },
    });
  });

  it('lists no device that is the name of a service', () => {
    const target = { kind: 'organization', host: 'example-org' };
    const record = recordOf({ ...alertNamed('minimal'), target });
    expect([record.DvcHostname, record.IndicatorType]).toEqual([undefined, undefined]);
    expect(record.AdditionalFields.Target).toEqual(target);
  });

  it('names a file by the end of its path, of either kind', () => {
    expect(recordOf({ ...full, file: { path: 'C:\\Users\\Public\\update.ps1' } })).toMatchObject({
      FileName: 'update.ps1',
      IndicatorType: 'File',
    });
  });

  it('names an Azure resource as one', () => {
    const uid = '/subscriptions/0aeeac95/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/vm1';
    expect(recordOf({ ...full, cloud: { resource: { uid } } })).toMatchObject({
      DvcId: uid,
      DvcIdType: 'AzureResourceId',
    });
  });

  it.each([
    ['new', 'open', 'Active', true],
    ['in_progress', 'open', 'Active', true],
    ['suppressed', 'open', 'Closed', false],
    ['resolved', 'resolved', 'Closed', false],
  ] as const)(
    'keeps one EventUid for a finding that is %s, and says that it is %s',
    (status, state, said, isActive) => {
      const record = recordOf({ ...full, id: `report-${status}`, state, finding: { ...full.finding, status } });
      expect(record).toMatchObject({ EventUid: full.finding.uid, AlertStatus: said, ThreatIsActive: isActive });
      expect(record.AdditionalFields).toMatchObject({ AlertReportId: `report-${status}`, FindingStatus: status });
    },
  );

  it.each([
    ['threat', 'Threat', 'Unknown'],
    ['vulnerability', 'Compliance Violation', 'Security Policy Violation'],
    ['compliance', 'Compliance Violation', 'Security Policy Violation'],
    ['exposure', 'Compliance Violation', 'Security Policy Violation'],
  ] as const)('says what kind of finding a %s is', (about, subType, category) => {
    expect(recordOf({ ...full, class: about })).toMatchObject({ EventSubType: subType, ThreatCategory: category });
  });

  it.each(['gap', 'unreadable', 'system'] as const)('calls %s no active alert', (kind) => {
    const record = recordOf({ ...full, kind, class: 'operational' });
    expect([record.AlertStatus, record.ThreatIsActive, record.EventSubType]).toEqual([undefined, undefined, 'Anomaly']);
  });

  it('keeps every typed place, with numbers that a column cannot hold', () => {
    const finding = { ...full.finding, count: 2 ** 40 };
    const { AdditionalFields, EventCount } = recordOf({ ...full, finding, actor: { ...full.actor, port: 99_999 } });
    expect(EventCount).toBe(1);
    expect(AdditionalFields).toMatchObject({
      ...{ Count: 2 ** 40, Target: full.target, Connection: full.connection, Kubernetes: full.kubernetes },
      ...{ Cloud: full.cloud, Code: full.code, Container: full.container, Vulnerabilities: full.vulnerabilities },
      ...{ DstIpAddr: '198.51.100.66', DstPortNumber: 4444, Labels: full.labels, Evidence: full.evidence },
    });
    expect(AdditionalFields.Actor.port).toBe(99_999);
  });

  it('takes a full host name apart', () => {
    expect(recordOf({ ...full, target: { kind: 'host', host: 'db1.prod.example.test' } })).toMatchObject({
      DvcHostname: 'db1',
      DvcDomain: 'prod.example.test',
      DvcDomainType: 'FQDN',
      DvcFQDN: 'db1.prod.example.test',
    });
  });

  it.each([
    ['CONTOSO\\jsmith', 'Windows'],
    ['jsmith@contoso.example', 'UPN'],
    ['CN=J Smith,OU=Users', 'DN'],
    ['root', 'Simple'],
  ])('says what kind of name %s is', (user, type) => {
    expect(recordOf({ ...full, actor: { user } })).toMatchObject({ Username: user, UsernameType: type });
  });

  it('keeps what the columns have no room for, as long as there is room at all', () => {
    const facts = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`fact ${n}`, 'x'.repeat(5000)]));
    const { AdditionalFields } = recordOf({ ...full, facts });
    expect(Object.keys(AdditionalFields.Facts)).toContain('tocsin.shortened');
    expect(recordOf(full).AdditionalFields.Facts).toEqual(full.facts);
  });
});
