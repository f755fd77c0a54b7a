import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecs } from '../../../../lambdas/destinations/_kit/formats/ecs/index.ts';
import { type Alert, FindingStatus, isLiveDetection } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, alerts, arbitraryAlert, attemptFor } from '../../../conformance/alerts.ts';
import { documentProblems, fields, hasSchema } from '../../../validators/ecs-document.ts';
import { everyKindOf } from '../every-kind.ts';
import { lostOf } from './nothing-lost.ts';

const documentOf = (alert: Alert) => JSON.parse(ecs(alert, attemptFor(alert)).body);
const check = (alert: Alert) => documentProblems(documentOf(alert));
const full = alertNamed('full');
const withStatus = (status: Alert['finding']['status']): Alert => ({ ...full, finding: { ...full.finding, status } });

const everyKind = everyKindOf(full);

describe('the ECS document', () => {
  it.skipIf(!hasSchema).each([...alerts.keys()])('has only fields and values of ECS for %s', (name) => {
    expect(check(alertNamed(name))).toEqual([]);
  });

  it.skipIf(!hasSchema)('has only fields and values of ECS for any alert', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        expect(check(alert)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.skipIf(!hasSchema)('pairs each category with a type that it expects', () => {
    for (const alert of everyKind) {
      const { category = [], type = [] } = documentOf(alert).event;
      for (const one of category) {
        const expected = fields['event.category']?.allowed_values?.find(
          (value) => value.name === one,
        )?.expected_event_types;
        expect(type.every((word: string) => expected?.includes(word))).toBe(true);
      }
    }
  });

  it('is an alert for a live detection alone, and an error where alerts are missing or not read', () => {
    for (const alert of everyKind) {
      const isError = alert.kind === 'gap' || alert.kind === 'unreadable';
      const kind = isLiveDetection(alert) ? 'alert' : isError ? 'pipeline_error' : 'event';
      expect(documentOf(alert).event.kind).toBe(kind);
    }
    expect(documentOf(full).event.kind).toBe('alert');
    expect(documentOf(alertNamed('resolved')).event.kind).toBe('event');
    expect(documentOf(alertNamed('unreadable')).event.kind).toBe('pipeline_error');
  });

  it('keeps one finding uid from the first report to the last', () => {
    for (const status of FindingStatus.options)
      expect(documentOf({ ...withStatus(status), id: status })).toMatchObject({
        event: { id: status },
        tocsin: { finding: { uid: full.finding.uid, vendor_uid: 'kubearmor-8c11', status, count: 7 } },
      });
  });

  it('has the time of the attempt, by which rules look, and the times of the finding', () => {
    expect(documentOf(full)['@timestamp']).toBe(full.occurredAt);
    expect(documentOf(full).event).toMatchObject({
      ingested: attemptFor(full).at,
      created: full.receivedAt,
      start: full.finding.firstSeenAt,
      end: full.finding.lastSeenAt,
    });
  });

  it.each([
    ['threat', 'blocked', ['intrusion_detection'], ['denied']],
    ['threat', 'unknown', ['intrusion_detection'], ['info']],
    ['vulnerability', 'unknown', ['vulnerability'], ['info']],
    ['compliance', 'unknown', ['configuration'], ['info']],
    ['exposure', 'unknown', ['vulnerability'], ['info']],
    ['operational', 'unknown', undefined, ['info']],
  ] as const)('of the class %s with the action %s is of the category %j', (about, action, category, type) => {
    const { event } = documentOf({ ...full, class: about, action });
    expect([event.category, event.type]).toEqual([category, type]);
    expect('action' in event).toBe(about === 'threat');
  });

  it.each([
    ['info', 21],
    ['low', 21],
    ['medium', 47],
    ['high', 73],
    ['critical', 99],
  ] as const)('gives %s the number that Elastic Security maps, and a risk', (severity, number) => {
    const { riskScore: _, ...alert } = { ...full, severity };
    expect(documentOf(alert).event).toMatchObject({ severity: number, risk_score: number });
    expect(documentOf({ ...alert, riskScore: 91.5 }).event.risk_score).toBe(91.5);
    expect(documentOf(alert).tocsin.severity).toBe(severity);
  });

  it('has the name of the rule, the title as message and no level of a log', () => {
    const document = documentOf(full);
    expect(document.rule).toEqual({ id: full.rule.uid, name: full.rule.name, version: '1.4', category: 'integrity' });
    expect(document.message).toBe(full.title);
    expect(document).not.toHaveProperty('log');
    expect(documentOf({ ...full, rule: { uid: '5712' } }).rule).toEqual({ id: '5712', name: '5712' });
  });

  it('has the vendor’s own severity only where it gave one', () => {
    expect(documentOf(full).tocsin.vendor_severity).toBe('5');
    const { vendorSeverity: _, ...none } = full;
    expect(documentOf(none).tocsin).not.toHaveProperty('vendor_severity');
  });

  it('names tactics, also without a technique', () => {
    expect(documentOf(full).threat.tactic).toEqual({ id: ['TA0005', 'TA0040'], name: ['Defense Evasion', 'Impact'] });
    const attack = [{ tactics: [{ uid: 'TA0002', name: 'Execution' }] }];
    expect(documentOf({ ...full, attack }).threat).toEqual({
      framework: 'MITRE ATT&CK',
      tactic: { id: ['TA0002'], name: ['Execution'] },
    });
  });

  it('has what others join by in related.*', () => {
    expect(documentOf(full).related).toEqual({
      ip: ['203.0.113.24', '10.0.3.17', '198.51.100.66'],
      user: ['root', 'root@example.test', 'www-data'],
      hosts: ['ip-10-0-3-17', 'shop.example.test', 'c2.example.net', 'kubearmor-2q9wf'],
      hash: ['0f'.repeat(32), 'ab'.repeat(32), 'cd'.repeat(20), 'ef'.repeat(16)],
    });
  });

  it('has entities in the fields that others have them in', () => {
    expect(documentOf(full)).toMatchObject({
      source: { ip: '203.0.113.24', port: 50_412, geo: { country_iso_code: 'IN' } },
      destination: { ip: '198.51.100.66', port: 4444, domain: 'c2.example.net' },
      network: { direction: 'outbound', transport: 'tcp' },
      process: { name: 'touch', pid: 4182, parent: { name: 'bash', pid: 4100 } },
      file: { path: '/etc/passwd', hash: { sha256: 'ab'.repeat(32) } },
      container: { id: '3f1c0e8b7a2d', image: { name: 'registry.example.test/checkout', tag: ['1.42.0'] } },
      cloud: { provider: 'aws', account: { id: '123456789012' }, region: 'eu-central-1' },
      vulnerability: { id: 'CVE-2026-12345', enumeration: 'CVE', score: { base: 8.8 } },
      package: { name: 'openssl', version: '3.0.1' },
      user_agent: { original: 'curl/8.9.1' },
      user: { name: 'root', email: 'root@example.test', target: { name: 'www-data' } },
    });
  });

  it('has the machine that a connection left as its source, when no actor has an address', () => {
    const target = { kind: 'host', host: 'node-a', ip: '10.0.3.17', port: 43_210 };
    const document = documentOf({ ...full, actor: { user: 'root' }, target });
    expect(document.source).toEqual({ address: '10.0.3.17', ip: '10.0.3.17', port: 43_210 });
    expect(document.destination).toMatchObject({ ip: '198.51.100.66', port: 4444 });
  });

  it('keeps the port of a service whose address is not known', () => {
    const { connection: _, ...rest } = full;
    expect(documentOf({ ...rest, target: { kind: 'cloud', port: 22 } }).destination).toEqual({ port: 22 });
  });

  it('has the service as the destination of a call, directly or through a proxy', () => {
    const actor = { ip: '203.0.113.60', port: 51_544 };
    const target = { kind: 'host', host: 'vm-build-03', ip: '10.0.3.9', port: 22 };
    for (const remote of [actor, { ip: '198.51.100.80' }]) {
      const document = documentOf({ ...full, actor, target, connection: { direction: 'inbound', remote } });
      expect(document.source).toEqual({ address: '203.0.113.60', ip: '203.0.113.60', port: 51_544 });
      expect(document.destination).toEqual({ address: '10.0.3.9', ip: '10.0.3.9', port: 22 });
      expect(document.related.ip).toContain(remote.ip);
      expect(document.tocsin.places).toMatchObject({ remote_ip: remote.ip });
    }
  });

  it('has the target as the host where the actor and the other end are the ends of a connection', () => {
    const [actor, target] = [{ ip: '203.0.113.60' }, { kind: 'mailbox', ip: '10.0.3.9' }];
    const remote = { domain: 'c2.example.test' };
    const document = documentOf({ ...full, actor, target, connection: { direction: 'outbound', remote } });
    expect(document.destination).toEqual({ address: 'c2.example.test', domain: 'c2.example.test' });
    expect(document.host.ip).toEqual(['10.0.3.9']);
  });

  it('has the name of a caller that is the actor', () => {
    const remote = { ip: '203.0.113.60', domain: 'scan.example.test' };
    const document = documentOf({ ...full, actor: { ip: remote.ip }, connection: { direction: 'inbound', remote } });
    expect(document.source).toEqual({ address: remote.ip, ...remote });
  });

  it('has the hashes of the process and of the one that started it', () => {
    const hashes = { sha256: 'ab'.repeat(32), md5: 'cd'.repeat(16) };
    const parent = { name: 'sshd', hashes: { sha1: 'ef'.repeat(20) } };
    const { process } = documentOf({ ...full, actor: { process: { name: 'sh', hashes, parent } } });
    expect(process.hash).toEqual(hashes);
    expect(process.parent.hash).toEqual(parent.hashes);
  });

  it('calls no service a host', () => {
    const { kubernetes: _, connection: __, ...rest } = full;
    const document = documentOf({ ...rest, target: { kind: 'api', domain: 'api.example.test', port: 443 } });
    expect(document).not.toHaveProperty('host');
    expect(document.destination).toEqual({ address: 'api.example.test', domain: 'api.example.test', port: 443 });
    const named = { ...rest, target: { kind: 'api', host: 'api.example.test', port: 443 } };
    expect(documentOf(named).destination).toEqual(document.destination);
    expect(documentOf(named)).not.toHaveProperty('host');
    const instance = { ...rest, target: { kind: 'cloud' }, cloud: { resource: { uid: 'i-0abc12345678' } } };
    expect(documentOf(instance)).toMatchObject({ cloud: { instance: { id: 'i-0abc12345678' } } });
    expect(documentOf(instance)).not.toHaveProperty('host');
  });

  it('keeps labels and facts flat and few, whatever the sender calls them, and the whole alert beside them', () => {
    fc.assert(
      fc.property(arbitraryAlert, (alert) => {
        const { tocsin, event } = documentOf(alert);
        const { labels = {}, facts = {} } = tocsin;
        expect(Object.keys(labels).length).toBeLessThanOrEqual(64);
        expect(Object.keys(facts).length).toBeLessThanOrEqual(256);
        for (const key of Object.keys({ ...labels, ...facts })) expect(key).toMatch(/^[a-z0-9_]{1,134}$/);
        expect(JSON.parse(event.original)).toEqual(JSON.parse(JSON.stringify(alert)));
      }),
      { numRuns: 100 },
    );
  });

  it('finds every typed place of an alert in a field of its own, not in the original alone', () => {
    const { event, ...document } = documentOf(full);
    const { original: _, ...rest } = event;
    const {
      schema: __,
      evidence: ___,
      remediation: ____,
      labels: _____,
      state: ______,
      facts: _______,
      ...said
    } = full;
    // The image is there in two parts.
    expect(lostOf(said, { ...document, event: rest })).toEqual(['registry.example.test/checkout:1.42.0']);
  });

  it('gives two facts of one sanitised name a name each', () => {
    const alert = { ...alertNamed('minimal'), facts: { 'a.b': '1', 'a-b': '2' } };
    expect(documentOf(alert).tocsin.facts).toMatchObject({ a_b: '1', a_b_2: '2' });
  });
});
