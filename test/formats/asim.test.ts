import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asim, asimColumns } from '../../lambdas/destinations/sentinel/asim.ts';
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

  it('never puts the address of the actor beside the host of the target', () => {
    const withHost = recordOf(full);
    expect([withHost.DvcHostname, withHost.DvcIpAddr]).toEqual(['ip-10-0-3-17', undefined]);
    expect(withHost.AdditionalFields.SrcIpAddr).toBe('203.0.113.24');
    const { host: _, ...target } = full.target;
    expect(recordOf({ ...full, target })).toMatchObject({ DvcIpAddr: '203.0.113.24', IndicatorType: 'Ip' });
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
