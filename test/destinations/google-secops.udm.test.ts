import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { udm } from '../../lambdas/destinations/google-secops/udm.ts';
import type { Alert } from '../../lambdas/domain/alert.ts';
import { alertNamed, alerts, arbitraryAlert, arbitraryAttempt, attemptFor } from '../conformance/alerts.ts';
import { eventProblems } from '../validators/google-secops.ts';

const eventOf = (alert: Alert) => JSON.parse(udm(alert, attemptFor(alert)).body);
const full = alertNamed('full');
const withoutActor = (alert: Alert): Alert => {
  const { ip: _, port: __, ...actor } = alert.actor;
  return { ...alert, actor };
};

describe('the UDM event', () => {
  it.each([...alerts.keys()])('is one of the documented model for %s', (name) => {
    expect(eventProblems(eventOf(alertNamed(name)))).toEqual([]);
  });

  it('is one of the documented model for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, arbitraryAttempt, (alert, attempt) => {
        expect(eventProblems(JSON.parse(udm(alert, attempt).body))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('has the program with its machine, and the attacker in the principal', () => {
    const { connection: _, ...alert } = full;
    const { principal, target } = eventOf(alert);
    expect(principal).toMatchObject({
      ip: ['203.0.113.24'],
      port: 50_412,
      user: { userid: 'root', emailAddresses: ['root@example.test'] },
      process: { pid: '4182', parentProcess: { pid: '4100', file: { fullPath: '/usr/bin/bash' } } },
    });
    expect(target).toMatchObject({
      hostname: 'ip-10-0-3-17',
      ip: ['10.0.3.17'],
      port: 443,
      file: { fullPath: '/etc/passwd', sha256: full.file?.hashes?.sha256 },
      resource: { name: 'app', resourceType: 'CONTAINER', productObjectId: '3f1c0e8b7a2d' },
      location: { name: 'eu-central-1' },
    });
    const falco = eventOf(withoutActor(alert));
    expect(falco.principal).toMatchObject({ hostname: 'ip-10-0-3-17', user: { userid: 'root' } });
  });

  it('has the remote end of a connection as target, and the machine that it left as principal', () => {
    const { principal, target, network, about } = eventOf(withoutActor(full));
    expect(target).toEqual({ ip: ['198.51.100.66'], hostname: 'c2.example.net', port: 4444 });
    expect(principal).toMatchObject({ hostname: 'ip-10-0-3-17', resource: { name: 'app' }, process: { pid: '4182' } });
    expect(network).toMatchObject({ direction: 'OUTBOUND', ipProtocol: 'TCP' });
    expect(about).toBeUndefined();
    expect(eventOf(full).about[0]).toMatchObject({ hostname: 'ip-10-0-3-17', resource: { name: 'app' } });
  });

  it('has a proxy between a caller and the target as intermediary', () => {
    const connection = { direction: 'inbound', remote: { ip: '198.51.100.9', port: 8080 } } as const;
    expect(eventOf({ ...full, connection })).toMatchObject({
      principal: { ip: ['203.0.113.24'] },
      intermediary: [{ ip: ['198.51.100.9'], port: 8080 }],
      target: { hostname: 'ip-10-0-3-17' },
    });
  });

  it('lists no machine that is the name of a service', () => {
    const target = { kind: 'organization', host: 'Example Org' };
    const okta = { ...alertNamed('minimal'), actor: { user: 'jo@example.test' }, target };
    expect(eventOf(okta)).toMatchObject({ principal: { user: { userid: 'jo@example.test' } } });
    expect(eventOf(okta).target).toEqual({ application: 'Example Org' });
    expect(eventOf(okta).principal.hostname).toBeUndefined();
    expect(eventOf({ ...okta, target: { kind: 'site', host: 'shop.example.test' } }).target).toEqual({
      hostname: 'shop.example.test',
    });
  });

  it('names the rule, never the headline', () => {
    const [result] = eventOf(full).securityResult;
    expect(result).toMatchObject({
      ruleId: 'harden-file-integrity-monitoring',
      ruleName: 'File integrity monitoring',
      ruleVersion: '1.4',
      summary: full.title,
      riskScore: 81,
      confidenceScore: 90,
      firstDiscoveredTime: '2026-11-20T22:10:00.000Z',
    });
    expect(result.attackDetails).toEqual({
      techniques: [
        { id: 'T1036', name: 'Masquerading' },
        { id: 'T1565', subtechniqueId: 'T1565.001', subtechniqueName: 'Stored Data Manipulation' },
      ],
      tactics: [
        { id: 'TA0005', name: 'Defense Evasion' },
        { id: 'TA0040', name: 'Impact' },
      ],
    });
  });

  it.each([
    ['new', 'ALERTING', 'ACTIVE', 'threat'],
    ['in_progress', 'ALERTING', 'ACTIVE', 'threat/in_progress'],
    ['suppressed', 'NOT_ALERTING', 'ACTIVE', 'threat/suppressed'],
    ['resolved', 'NOT_ALERTING', 'CLEARED', 'threat/resolved'],
  ] as const)(
    'keeps one id for a finding that is %s, which is %s and %s',
    (status, alertState, threatStatus, category) => {
      const event = eventOf({ ...full, id: `report-${status}`, finding: { ...full.finding, status } });
      expect(event.metadata.productLogId).toBe(full.finding.uid);
      expect(event.securityResult[0]).toMatchObject({ alertState, threatStatus, threatId: 'kubearmor-8c11' });
      expect(event.securityResult[0].categoryDetails[0]).toBe(category);
      expect(event.metadata.id).not.toBe(eventOf(full).metadata.id);
    },
  );

  it('alerts nobody about what is no detection', () => {
    for (const changed of [{ kind: 'gap' }, { class: 'operational' }] as const)
      expect(eventOf({ ...full, ...changed }).securityResult[0].alertState).toBe('NOT_ALERTING');
  });

  it('puts vulnerabilities where UDM has them', () => {
    expect(eventOf(full).extensions.vulns.vulnerabilities).toEqual([
      {
        cveId: 'CVE-2026-12345',
        name: 'openssl',
        description: 'openssl 3.0.1, fixed in 3.0.9',
        cvssBaseScore: 8.8,
        severity: 'HIGH',
        vendor: 'AccuKnox',
      },
    ]);
    expect(eventOf({ ...full, class: 'compliance' }).securityResult[0].category).toEqual(['POLICY_VIOLATION']);
  });

  it('keeps the rest among the fields of the detection, and what these cannot hold as one text', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`fact${n}`, `value ${n}`]));
    const event = eventOf({ ...full, facts: many, actor: { ...full.actor, port: 70_000 } });
    const [{ detectionFields }] = event.securityResult;
    const fields = new Map(detectionFields.map(({ key, value }: { key: string; value: string }) => [key, value]));
    expect(detectionFields).toHaveLength(200);
    expect(fields.get('actor.port')).toBe('70000');
    expect(fields.get('code.branch')).toBe('main');
    expect(fields.get('label.team')).toBe('payments');
    expect(event.additional.more_facts).toContain('value 299');
  });
});
