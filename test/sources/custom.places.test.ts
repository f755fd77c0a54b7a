import { describe, expect, it } from 'vitest';
import { checkMap, oldMapWarnings } from '../../lambdas/config/check-map.ts';
import { type Mapping, MapSetting } from '../../lambdas/sources/_kit/mapping/map-schema.ts';
import { one } from './custom-read.ts';

describe('the places of an alert', () => {
  const all: Mapping = {
    title: '"T"',
    class: '"exposure"',
    riskScore: '47',
    confidence: '"80"',
    rule: { name: '"A rule"', version: '"2"', category: '"c"' },
    finding: { vendorUid: '"f-1"', firstSeenAt: '1788190010', count: '3' },
    actor: {
      ip: '"203.0.113.9"',
      port: '4321',
      email: '"a@example.test"',
      process: {
        name: '"sh"',
        path: '"/bin/sh"',
        pid: '7',
        commandLine: '"sh -i"',
        hashes: { sha256: '"ab"' },
        parent: { name: '"node"', pid: '1' },
      },
    },
    target: {
      kind: '"host"',
      host: '"web-1"',
      ip: '"10.0.0.5"',
      port: '443',
      domain: '"a.example.test"',
      user: '"root"',
    },
    connection: { direction: '"outbound"', protocol: '"tcp"', remote: { ip: '"198.51.100.1"', port: '4444' } },
    file: { path: '"/etc/shadow"', hashes: { md5: '"cd"' } },
    container: { id: '"1f"', name: '"app"', image: '"app:1"' },
    kubernetes: { cluster: '"prod"', namespace: '"shop"', workload: '"web"', pod: '"web-0"', node: '"n-1"' },
    cloud: { provider: '"aws"', account: '"1"', region: '"r"', resource: { uid: '"arn:x"', type: '"t"', name: '"n"' } },
    code: { repository: '"org/app"', branch: '"main"', path: '"a.ts"', line: '7', url: '"https://git.example.test/a"' },
    sensor: { host: '"s-1"', version: '"9"' },
    vulnerabilities:
      '[{"cve": "CVE-2026-1001", "cvss": 9.8, "package": "p", "version": "1", "fixedIn": "2"}, "CVE-2026-1002"]',
  };

  it('can all be stated', async () => {
    expect(checkMap({ type: 'custom', map: MapSetting.parse(all) }, [])).toEqual([]);
    expect(await one({ a: 1 }, all)).toMatchObject({
      class: 'exposure',
      riskScore: 47,
      confidence: 80,
      rule: { name: 'A rule', version: '2', category: 'c' },
      finding: { vendorUid: 'f-1', firstSeenAt: '2026-08-31T15:26:50.000Z', count: 3, status: 'new' },
      actor: {
        ip: '203.0.113.9',
        port: 4321,
        email: 'a@example.test',
        process: {
          name: 'sh',
          path: '/bin/sh',
          pid: 7,
          commandLine: 'sh -i',
          hashes: { sha256: 'ab' },
          parent: { name: 'node', pid: 1 },
        },
      },
      target: { kind: 'host', host: 'web-1', ip: '10.0.0.5', port: 443, domain: 'a.example.test', user: 'root' },
      connection: { direction: 'outbound', protocol: 'tcp', remote: { ip: '198.51.100.1', port: 4444 } },
      file: { path: '/etc/shadow', hashes: { md5: 'cd' } },
      container: { id: '1f', name: 'app', image: 'app:1' },
      kubernetes: { cluster: 'prod', namespace: 'shop', workload: 'web', pod: 'web-0', node: 'n-1' },
      cloud: { provider: 'aws', account: '1', region: 'r', resource: { uid: 'arn:x', type: 't', name: 'n' } },
      code: { repository: 'org/app', branch: 'main', path: 'a.ts', line: 7, url: 'https://git.example.test/a' },
      sensor: { host: 's-1', version: '9' },
      vulnerabilities: [
        { cve: 'CVE-2026-1001', cvss: 9.8, package: 'p', version: '1', fixedIn: '2' },
        { cve: 'CVE-2026-1002' },
      ],
    });
  });

  it('that have another name now are read under it, with a warning', async () => {
    const old: Mapping = {
      title: '"T"',
      actor: { process: 'cmd' },
      target: { cluster: 'c', namespace: 'n', pod: 'p', container: 'k', image: 'i' },
    };
    expect(checkMap({ type: 'custom', map: MapSetting.parse(old) }, [])).toEqual([]);
    expect(oldMapWarnings({ acme: { map: old } }).map(({ path }) => path.at(-1))).toEqual([
      'cluster',
      'namespace',
      'pod',
      'container',
      'image',
    ]);
    const alert = await one({ cmd: '/bin/sh -i', c: 'prod', n: 'shop', p: 'web-0', k: 'app', i: 'app:1' }, old);
    expect(alert).toMatchObject({
      actor: { process: { name: 'sh', path: '/bin/sh', commandLine: '/bin/sh -i' } },
      kubernetes: { cluster: 'prod', namespace: 'shop', pod: 'web-0' },
      container: { name: 'app', image: 'app:1' },
    });
  });

  it('that have become several are a mistake that names them', () => {
    const [mistake] = checkMap({ type: 'custom', map: { target: { resource: 'x' } } }, ['sources', 'acme', 'map']);
    expect(mistake).toMatchObject({ path: ['sources', 'acme', 'map', 'target', 'resource'] });
    expect(mistake?.message).toMatch(/"target.resource" is a name of the alert's version 1.*"cloud.resource.uid"/);
  });

  it.each([
    [{ class: '"intrusion"' }, 'class', /allowed: threat, vulnerability/],
    [{ riskScore: '900' }, 'riskScore', /0 to 100/],
    [{ target: { port: '"https"' } }, 'target.port', /no number/],
    [{ connection: { direction: '"sideways"' } }, 'connection.direction', /allowed: inbound, outbound, lateral/],
    [{ finding: { firstSeenAt: '"soon"' } }, 'finding.firstSeenAt', /no time/],
  ] as const)('%j says why it cannot be used, and loses nothing', async (mapping, field, reason) => {
    const alert = await one({ title: 'Door open' }, mapping);
    expect(alert).toMatchObject({ title: 'Door open', labels: { mapping: 'failed' } });
    expect(alert.facts[`mapping.${field}`]).toMatch(reason);
  });

  it('a suppressed finding stays open', async () => {
    expect(await one({ title: 'T', s: 'suppressed' }, { state: 's' })).toMatchObject({
      state: 'open',
      finding: { status: 'suppressed' },
    });
  });
});
