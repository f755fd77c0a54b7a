import { describe, expect, it } from 'vitest';
import { generic } from '../../lambdas/sources/generic/index.ts';
import { alertsOf } from './read.ts';

const alert = (payload: unknown) => alertsOf(generic, payload)[0];

describe('typed places of a stranger', () => {
  it('by whatever names', () => {
    const payload = {
      title: 'Reverse shell',
      'Source IP': '10.0.0.5',
      src_port: 40000,
      destination: { ip: '8.8.8.8', port: 4444 },
      proto: 'TCP',
      process: { name: 'nc', pid: 77, command_line: 'nc -e /bin/sh', parent: { name: 'bash', pid: 1 } },
      sha256: 'a'.repeat(64),
      file_path: '/tmp/x',
      account_id: '111122223333',
      resourceArn: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0abc',
      k8s: { pod: 'web-0', namespace: 'shop' },
      risk_score: 87,
      first_seen: '2026-09-01T09:00:00.000Z',
      mitre: { tactic: 'Execution' },
    };
    expect(alert(payload)).toMatchObject({
      class: 'threat',
      actor: {
        ip: '10.0.0.5',
        port: 40000,
        process: { name: 'nc', pid: 77, commandLine: 'nc -e /bin/sh', parent: { name: 'bash', pid: 1 } },
      },
      connection: { protocol: 'TCP', remote: { ip: '8.8.8.8', port: 4444 } },
      file: { path: '/tmp/x', name: 'x', hashes: { sha256: 'a'.repeat(64) } },
      cloud: { provider: 'aws', account: '111122223333', region: 'eu-west-1', resource: { uid: payload.resourceArn } },
      kubernetes: { pod: 'web-0', namespace: 'shop' },
      riskScore: 87,
      finding: { firstSeenAt: '2026-09-01T09:00:00.000Z' },
      attack: [{ tactics: [{ uid: 'TA0002' }] }],
    });
    expect(Object.keys(alert(payload)?.facts ?? {}).sort()).toEqual(['mitre.tactic', 'title']);
  });

  it.each([
    [{ title: 'T', host: 'web-1', destination: { ip: '203.0.113.61' } }, undefined, '203.0.113.61'],
    [{ title: 'T', host: { name: 'w', ip: ['10.0.0.9'] }, destination: { ip: '203.0.113.61' } }, undefined, '10.0.0.9'],
    [{ title: 'T', IP: '10.37.0.8', cve: 'CVE-2023-0286' }, undefined, '10.37.0.8'],
    [{ title: 'T', ip: '203.0.113.9', cve: 'CVE-2023-0286' }, '203.0.113.9', undefined],
    [{ title: 'T', ip: '10.0.0.9' }, '10.0.0.9', undefined],
    [{ title: 'T', host: 'w', ip: '10.0.0.9' }, undefined, '10.0.0.9'],
    [{ title: 'T', env: { hostname: 'w', ipv4: '10.0.0.9' } }, undefined, '10.0.0.9'],
    [{ title: 'T', host: 'w', ip: '10.0.0.9', src_ip: '203.0.113.9' }, '203.0.113.9', '10.0.0.9'],
    [{ title: 'T', host: 'w', ip: '10.0.0.9', target_ip: '203.0.113.9' }, '10.0.0.9', '203.0.113.9'],
    [{ title: 'T', host: 'w', ip: '203.0.113.9' }, '203.0.113.9', undefined],
  ])('an address under a bare name in %j is of who did it, or not', (payload, actor, target) => {
    expect([alert(payload)?.actor.ip, alert(payload)?.target.ip]).toEqual([actor, target]);
  });

  it.each([
    [
      { host: 'w', ip: '10.0.0.9', external_ip: '203.0.113.9' },
      { ip: '10.0.0.9', publicIp: '203.0.113.9' },
    ],
    [{ host: 'w', external_ip: '203.0.113.9' }, { ip: '203.0.113.9' }],
    [{ host: 'w', device_ip: '203.0.113.9', external_ip: '203.0.113.9' }, { ip: '203.0.113.9' }],
  ])('of a machine that others see under another address: %j', (payload, places) => {
    const { kind: _, host: __, ...target } = alert({ title: 'T', ...payload })?.target ?? { kind: '' };
    expect(target).toEqual(places);
  });

  it('of entities in lists, by their types', () => {
    const entities = [
      { type: 'ip', value: '10.0.0.9', role: 'source' },
      { type: 'IPv4', value: '10.0.0.10' },
      { kind: 'Host', name: 'web-1' },
      { entityType: 'user', value: 'ada' },
      { type: 'process', value: '/tmp/x' },
      { type: 'SHA-256', value: 'A'.repeat(64) },
      { type: 'colour', value: '203.0.113.9' },
    ];
    expect(alert({ title: 'T', entities })).toMatchObject({
      actor: { ip: '10.0.0.9', user: 'ada', process: { path: '/tmp/x', name: 'x' } },
      target: { ip: '10.0.0.10', host: 'web-1' },
      file: { hashes: { sha256: 'a'.repeat(64) } },
    });
  });

  it.each([
    [{ observables: [{ dataType: 'ip', data: '203.0.113.9' }] }, { connection: { remote: { ip: '203.0.113.9' } } }],
    [{ Attribute: [{ type: 'ip-dst', value: '203.0.113.9' }] }, { connection: { remote: { ip: '203.0.113.9' } } }],
    [
      { indicators: [{ indicator_type: 'domain', indicator: 'a.test' }] },
      { connection: { remote: { domain: 'a.test' } } },
    ],
    [{ entities: [{ type: 'ip', value: '203.0.113.9' }] }, { actor: { ip: '203.0.113.9' } }],
    [{ src_ip: '10.0.0.1', entities: [{ type: 'ip', value: '203.0.113.9' }] }, { actor: { ip: '10.0.0.1' } }],
    [{ items: [{ type: 'file', descriptor: 'C:\\a.exe' }] }, { file: { path: 'C:\\a.exe', name: 'a.exe' } }],
    [{ entities: [{ type: 'ip', value: 'unknown' }] }, { actor: {} }],
    [{ entities: ['sourceIpAddress:203.0.113.9', 'user: ada'] }, { actor: { ip: '203.0.113.9', user: 'ada' } }],
    [{ notes: ['sourceIpAddress:203.0.113.9'] }, { actor: {} }],
  ])('of %j', (payload, places) => {
    expect(alert({ title: 'T', ...payload })).toMatchObject(places);
  });

  it('of a site that was called, and of a machine with a port', () => {
    expect(alert({ title: 'T', host: 'shop.example.test', method: 'GET', url: '/v1' })?.target).toMatchObject({
      domain: 'shop.example.test',
    });
    expect(alert({ title: 'T', host: 'db-1:5432' })?.target).toMatchObject({ host: 'db-1', port: 5432 });
  });

  it.each([
    [{ title: 'Outdated package', cve: 'CVE-2026-12345', package: 'openssl' }, 'vulnerability'],
    [{ title: 'Log4Shell exploited', cve: 'CVE-2021-44228', src_ip: '203.0.113.9' }, 'threat'],
    [{ title: 'Exploitation of CVE-2021-44228 attempted' }, 'threat'],
    [{ title: 'Bucket is misconfigured' }, 'compliance'],
    [{ title: 'Leaked secret in org/app' }, 'exposure'],
    [{ title: 'Budget exceeded' }, 'operational'],
    [{ title: 'CPU high', tags: ['T1496'] }, 'threat'],
  ])('%j is of class %s', (payload, is) => {
    expect(alert(payload)?.class).toBe(is);
  });

  it('the rule of an event of AWS Config, so that two rules about one resource are two problems', () => {
    const change = (rule: string) =>
      alert({
        'detail-type': 'Config Rules Compliance Change',
        source: 'aws.config',
        account: '111122223333',
        detail: {
          resourceId: 'acme-exports',
          resourceType: 'AWS::S3::Bucket',
          configRuleName: `${rule}-prohibited`,
          configRuleARN: `arn:aws:config:eu-west-1:111122223333:config-rule/${rule}`,
          newEvaluationResult: { complianceType: 'NON_COMPLIANT' },
        },
      });
    const [read, write] = [change('public-read'), change('public-write')];
    expect(read?.rule).toEqual({
      uid: 'arn:aws:config:eu-west-1:111122223333:config-rule/public-read',
      name: 'public-read-prohibited',
    });
    expect(read?.class).toBe('compliance');
    expect(read?.fingerprint).not.toBe(write?.fingerprint);
  });
});
