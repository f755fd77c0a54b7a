import { describe, expect, it } from 'vitest';
import { ecs } from '../../../../lambdas/destinations/_kit/formats/ecs/index.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, attemptFor } from '../../../conformance/alerts.ts';

const documentOf = (alert: Alert) => JSON.parse(ecs(alert, attemptFor(alert)).body);
const full = alertNamed('full');

describe('related of an ECS document', () => {
  it.each([
    [{ 'agent.external_ip': '192.0.2.141' }, ['192.0.2.141'], []],
    [{ 'host.ip.1': '2001:db8::7', ips: '192.0.2.1, 192.0.2.2' }, ['2001:db8::7', '192.0.2.1', '192.0.2.2'], []],
    [
      { 'infected_files.0.sha256': 'AC'.repeat(32), 'a.md5.0': 'ac'.repeat(16) },
      [],
      ['ac'.repeat(32), 'ac'.repeat(16)],
    ],
    [{ version: '10.0.0.1', 'net.range': '10.0.0.2', bound: '0.0.0.0', zone: 'fe80::1%eth0' }, [], []],
    [{ commit: 'ac'.repeat(20), sha256: 'ac', text: 'from 192.0.2.1, it seems' }, [], []],
    [{ known: '203.0.113.24' }, [], []],
  ])('has what its places have no room for in related.*: %j', (facts, ips, hashes) => {
    const [{ related }, { related: before }] = [documentOf({ ...full, facts }), documentOf({ ...full, facts: {} })];
    expect(related).toEqual({ ...before, ip: [...before.ip, ...ips], hash: [...before.hash, ...hashes] });
  });

  it('has no more than a few dozen of them, whatever an attacker sends', () => {
    const facts = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`ip${i}`, `10.1.${i >> 8}.${i & 255}`]));
    expect(documentOf({ ...full, facts }).related.ip.length).toBeLessThan(40);
  });
});
