import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cef } from '../../../../lambdas/destinations/_kit/formats/cef.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { oneLine, truncate, visible } from '../../../../lambdas/domain/values/text.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../../../conformance/alerts.ts';
import { cefProblems, readCef } from '../../../validators/cef.ts';

const full = alertNamed('full');

function read(alert: Alert) {
  const { header, pairs } = readCef(cef(alert, attemptFor(alert)).body);
  return { header, extension: new Map(pairs) };
}

describe('the CEF line', () => {
  it.each([...alerts.keys()])('reads back as what went into %s', (name) => {
    const alert = alertNamed(name);
    const { header, extension } = read(alert);
    expect(cefProblems(cef(alert, attemptFor(alert)).body)).toEqual([]);
    expect(header[0]).toBe('CEF:0');
    expect(header[1]).toBe(truncate(oneLine(alert.vendor), 63));
    expect(extension.get('cs1')).toBe(alert.id);
    expect(extension.get('act')).toBe(alert.action);
    const message = [alert.title, alert.description].filter(Boolean).join('\n');
    expect(extension.get('msg') ?? '').toBe(truncate(visible(message).trim(), 1023));
  });

  it('holds one event of the dictionary with unforged keys, whatever the alert says', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const { body } = cef(alert, attemptFor(alert));
        expect(cefProblems(body)).toEqual([]);
        const { extension } = read(alert);
        expect(extension.get('act')).toBe(alert.action);
        expect(() => JSON.parse(extension.get('cs6') ?? '{}')).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });

  it('carries any text back and forth', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (description) => {
        const { extension } = read({ ...alertNamed('minimal'), title: '', description });
        expect(extension.get('msg') ?? '').toBe(visible(description).trim());
      }),
    );
  });

  it('puts an IPv6 address where a receiver expects one', () => {
    const { extension } = read({ ...alertNamed('minimal'), actor: { ip: '2001:db8::1' } });
    expect([extension.get('src'), extension.get('c6a2'), extension.get('c6a2Label')]).toEqual([
      undefined,
      '2001:db8::1',
      'Source IPv6 Address',
    ]);
  });
});

describe('the event class of CEF', () => {
  it('is the rule, under the name of the rule', () => {
    const { header } = read(full);
    expect(header.slice(4)).toEqual(['harden-file-integrity-monitoring', 'File integrity monitoring', '8']);
    const { name: _, ...unnamed } = full.rule;
    expect(read({ ...full, rule: unnamed }).header[5]).toBe('harden-file-integrity-monitoring');
  });

  it.each(['resolved', 'suppressed'] as const)('is one of its own at the lowest severity for what is %s', (status) => {
    const state = status === 'resolved' ? 'resolved' : 'open';
    const { header, extension } = read({ ...full, id: 'later', state, finding: { ...full.finding, status } });
    expect([header[4], header[6]]).toEqual([`harden-file-integrity-monitoring/${status}`, '0']);
    expect(extension.get('cat')).toBe(`threat/${status}`);
    expect(extension.get('cs2')).toBe(full.finding.uid);
  });

  it('tells an update from a new finding, and what is no detection from both', () => {
    const category = (alert: Alert) => read(alert).extension.get('cat');
    expect(category(full)).toBe('threat');
    expect(category({ ...full, finding: { ...full.finding, status: 'in_progress' } })).toBe('threat/in_progress');
    expect(category({ ...full, class: 'vulnerability' })).toBe('vulnerability');
    expect(category({ ...full, kind: 'gap', class: 'operational' })).toBe('gap');
  });
});

describe('the places of CEF', () => {
  it('are the keys that its dictionary has for them', () => {
    const { connection: _, ...alert } = full;
    expect(Object.fromEntries(read(alert).extension)).toMatchObject({
      ...{ src: '203.0.113.24', spt: '50412', suser: 'root', dst: '10.0.3.17', dpt: '443', dhost: 'ip-10-0-3-17' },
      ...{ duser: 'www-data', sproc: '/bin/touch', spid: '4182', filePath: '/etc/passwd', fname: 'passwd' },
      ...{ fileHash: full.file?.hashes?.sha256, cnt: '7', dvchost: 'kubearmor-2q9wf', externalId: 'kubearmor-8c11' },
      ...{ requestClientApplication: 'curl/8.9.1', cfp1: '81', cfp2: '90', cfp3: '8.8', flexString1: '5' },
      ...{ start: String(Date.parse('2026-11-20T22:10:00Z')), destinationDnsDomain: 'shop.example.test' },
      cs5: 'Masquerading (T1036) [Defense Evasion (TA0005)]; Stored Data Manipulation (T1565.001) [Impact (TA0040)]',
    });
  });

  it('have the remote end of a connection as destination, and the target as source where nobody else is known', () => {
    const { ip: _, port: __, ...actor } = full.actor;
    expect(Object.fromEntries(read({ ...full, actor }).extension)).toMatchObject({
      ...{ src: '10.0.3.17', shost: 'ip-10-0-3-17', spt: '443', dst: '198.51.100.66', dpt: '4444' },
      ...{ dhost: 'c2.example.net', proto: 'tcp', deviceDirection: '1' },
    });
  });

  it('have a proxy between a caller and the target as the translated source', () => {
    const connection = { direction: 'inbound', remote: { ip: '198.51.100.9', port: 8080 } } as const;
    expect(Object.fromEntries(read({ ...full, connection }).extension)).toMatchObject({
      ...{
        src: '203.0.113.24',
        sourceTranslatedAddress: '198.51.100.9',
        sourceTranslatedPort: '8080',
        dst: '10.0.3.17',
      },
    });
  });

  it('never call a resource a file, or the severity a reason', () => {
    const { file: _, ...alert } = full;
    const { extension } = read(alert);
    expect([extension.has('filePath'), extension.has('reason')]).toEqual([false, false]);
    expect(extension.get('deviceExternalId')).toBe(full.cloud?.resource?.uid);
  });

  it('keep what has no key, ports that are none among it, with the details', () => {
    const details = JSON.parse(
      read({ ...full, actor: { ...full.actor, port: 99_999, process: { pid: -1.5 } } }).extension.get('cs6') ?? '{}',
    );
    expect(details).toMatchObject({
      ...{ 'actor.port': 99_999, 'actor.process.pid': -1.5, 'actor.country': 'IN', 'cloud.account': '123456789012' },
      ...{ 'labels.team': 'payments', 'facts.Operation': 'File', 'code.repository': 'example/checkout' },
      ...{
        'vulnerabilities.0': full.vulnerabilities?.[0],
        fingerprint: full.fingerprint,
        'rule.category': 'integrity',
      },
    });
  });
});
