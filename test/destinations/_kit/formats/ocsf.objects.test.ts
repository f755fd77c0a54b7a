import { describe, expect, it } from 'vitest';
import { ocsf } from '../../../../lambdas/destinations/_kit/formats/ocsf/index.ts';
import type { Alert } from '../../../../lambdas/domain/alert.ts';
import { alertNamed, attemptFor } from '../../../conformance/alerts.ts';
import { eventProblems } from '../../../validators/ocsf-event.ts';

const eventOf = (alert: Alert) => JSON.parse(ocsf(alert, attemptFor(alert)).body);
const full = alertNamed('full');

describe('the objects of an OCSF finding', () => {
  it('has the tactics of each technique, in the class and in the finding', () => {
    const { attacks, finding_info: info } = eventOf(full);
    expect(attacks).toEqual([
      {
        technique: { uid: 'T1036', name: 'Masquerading', src_url: 'https://attack.mitre.org/techniques/T1036/' },
        tactic: { uid: 'TA0005', name: 'Defense Evasion', src_url: 'https://attack.mitre.org/tactics/TA0005/' },
      },
      {
        technique: { uid: 'T1565', name: 'Data Manipulation' },
        sub_technique: {
          uid: 'T1565.001',
          name: 'Stored Data Manipulation',
          src_url: 'https://attack.mitre.org/techniques/T1565/001/',
        },
        tactic: { uid: 'TA0040', name: 'Impact', src_url: 'https://attack.mitre.org/tactics/TA0040/' },
      },
    ]);
    expect(info.attacks).toEqual(attacks);
    const tacticOnly = { ...full, attack: [{ tactics: [{ uid: 'TA0002', name: 'Execution' }] }] };
    expect(eventOf(tacticOnly).attacks).toMatchObject([{ tactic: { uid: 'TA0002', name: 'Execution' } }]);
  });

  it('links to MITRE only for ids that are theirs', () => {
    const { attacks } = eventOf({
      ...full,
      attack: [{ technique: '../../evil', tactics: [{ uid: '../x', name: 'y' }] }],
    });
    expect(attacks).toEqual([{ technique: { uid: '../../evil' }, tactic: { uid: '../x', name: 'y' } }]);
  });

  it('has the machine as a device, the service as the destination, and the other end as one of its own', () => {
    const [scene, connection] = eventOf(full).evidences;
    expect(scene.device).toMatchObject({ hostname: 'ip-10-0-3-17', ip: '10.0.3.17' });
    expect(scene.dst_endpoint).toEqual({ hostname: 'shop.example.test', ip: '10.0.3.17', port: 443 });
    expect(scene.src_endpoint).toEqual({ ip: '203.0.113.24', port: 50_412, location: { country: 'IN' } });
    expect(connection).toEqual({
      name: 'connection',
      connection_info: { direction_id: 2, direction: 'Outbound', protocol_name: 'tcp' },
      dst_endpoint: { ip: '198.51.100.66', port: 4444, hostname: 'c2.example.net' },
    });
    const { domain: _, port: __, ...machine } = full.target;
    expect(eventOf({ ...full, target: machine }).evidences[0]).not.toHaveProperty('dst_endpoint');
    const inbound = { ...full, connection: { direction: 'inbound' as const, remote: { ip: '198.51.100.1' } } };
    expect(eventOf(inbound).evidences[1]).toMatchObject({ src_endpoint: { ip: '198.51.100.1' } });
    const [known] = eventOf({ ...full, connection: { direction: 'inbound', protocol: 'tcp' } }).evidences;
    expect(known.connection_info).toEqual({ direction_id: 1, direction: 'Inbound', protocol_name: 'tcp' });
  });

  it('keeps a port without an address: by the id of the resource, else as that of an unknown endpoint', () => {
    const { cloud: _, connection: __, ...rest } = full;
    const endpointFor = (uid?: string) => {
      const target = { kind: 'instance', port: 22 };
      const event = eventOf({ ...rest, target, ...(uid === undefined ? {} : { cloud: { resource: { uid } } }) });
      expect(eventProblems(event)).toEqual([]);
      expect(event.unmapped.target).toEqual({ kind: 'instance' });
      return event.evidences[0].dst_endpoint;
    };
    expect(endpointFor('i-0a1b2c3d4e5f60718')).toEqual({ instance_uid: 'i-0a1b2c3d4e5f60718', port: 22 });
    expect(endpointFor('arn:aws:lambda:eu-west-1:1:function:f')).toMatchObject({
      uid: 'arn:aws:lambda:eu-west-1:1:function:f',
    });
    expect(endpointFor()).toEqual({ name: 'unknown', port: 22 });
    const remote = eventOf({ ...rest, connection: { direction: 'outbound', remote: { port: 443 } } }).evidences[1];
    expect(remote.dst_endpoint).toEqual({ name: 'unknown', port: 443 });
  });

  it('has the port of a machine with a vulnerability among what is known of the machine', () => {
    const target = { kind: 'api', ip: '198.51.100.34', port: 443 };
    const event = eventOf({ ...full, class: 'vulnerability', target });
    expect(event.resources).toContainEqual({
      name: '198.51.100.34',
      type: 'Host',
      ip: '198.51.100.34',
      data: { port: 443 },
    });
    expect(eventProblems(event)).toEqual([]);
  });

  it('has the vendor’s own severity only where it gave one', () => {
    expect(eventOf(full).vendor_attributes).toEqual({ severity: '5' });
    const { vendorSeverity: _, ...none } = full;
    expect(eventOf(none)).not.toHaveProperty('vendor_attributes');
  });

  it('has the file in which a secret was found', () => {
    const { file: _, ...rest } = full;
    expect(eventOf({ ...rest, class: 'exposure' }).file).toMatchObject({ path: 'deploy.sh' });
    expect(eventOf({ ...full, class: 'exposure' })).toMatchObject({
      file: { path: '/etc/passwd' },
      data_security: { detection_system: 'Developer Security', detection_pattern: 'File integrity monitoring' },
    });
  });

  it('has the process with its pid, its file and its parent, and tells those without a pid apart', () => {
    const { process } = eventOf(full).evidences[0].actor;
    expect(process).toMatchObject({
      name: 'touch',
      pid: 4182,
      cmd_line: '/bin/touch /etc/passwd',
      file: { path: '/bin/touch', hashes: [{ algorithm_id: 3 }] },
      parent_process: { name: 'bash', pid: 4100, file: { path: '/usr/bin/bash' } },
    });
    expect(process).not.toHaveProperty('uid');
    const nameless = (id: string) => ({ ...full, id, actor: { process: { name: 'sh', parent: { name: 'sshd' } } } });
    const [one, other] = ['a', 'b'].map((id) => eventOf(nameless(id)).evidences[0].actor.process);
    expect(new Set([one.uid, other.uid, one.parent_process.uid, 'sh']).size).toBe(4);
  });

  it('has resources with uid and type, a file never among them', () => {
    const { resources } = eventOf(full);
    expect(resources[0]).toEqual({
      uid: 'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu-1',
      name: 'prod-eu-1',
      type: 'AWS::EKS::Cluster',
      provider: 'aws',
      region: 'eu-central-1',
      cloud_partition: 'aws',
      owner: { account: { uid: '123456789012' } },
    });
    const types = resources.map(({ type }: { type: string }) => type);
    expect(types).toEqual(expect.arrayContaining(['Container', 'Pod', 'Workload', 'Node', 'Host', 'Repository']));
    expect(resources.map(({ name }: { name: string }) => name)).not.toContain('/etc/passwd');
    expect(eventOf(alertNamed('gap')).resources ?? []).not.toContainEqual(expect.objectContaining({ name: 'unknown' }));
  });

  it('has an observable for whatever is joined on', () => {
    const values = eventOf(full).observables.map(({ value }: { value: string }) => value);
    expect(values).toEqual(
      expect.arrayContaining([
        '203.0.113.24',
        '198.51.100.66',
        'c2.example.net',
        '10.0.3.17',
        'ip-10-0-3-17',
        'root',
        'root@example.test',
        'www-data',
        'touch',
        '4182',
        '/etc/passwd',
        'ab'.repeat(32),
        'cd'.repeat(20),
        'curl/8.9.1',
        'CVE-2026-12345',
        '123456789012',
        'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu-1',
      ]),
    );
  });

  it('says that a check fails, and names it', () => {
    const { compliance } = eventOf({ ...full, class: 'compliance' });
    expect(compliance).toMatchObject({ control: 'File integrity monitoring', status_id: 3, status: 'Fail' });
  });

  it('has the file that holds a vulnerability, where no place in code is known', () => {
    const { code: _, ...rest } = full;
    const file = { path: '/srv/shop.war', hashes: { sha256: 'ab'.repeat(32) } };
    const event = eventOf({ ...rest, class: 'vulnerability', file });
    expect(eventProblems(event)).toEqual([]);
    expect(event.vulnerabilities[0].affected_code).toMatchObject([
      { file: { path: '/srv/shop.war', hashes: [{ value: file.hashes.sha256 }] } },
    ]);
  });

  it('has one CVE or advisory in each vulnerability, with the package and what fixes it', () => {
    const found = eventOf({
      ...full,
      class: 'vulnerability',
      vulnerabilities: [...(full.vulnerabilities ?? []), { cve: 'GHSA-5mrr-rgp6-x4gr', package: 'lodash' }],
    }).vulnerabilities;
    expect(found[0]).toMatchObject({
      cve: { uid: 'CVE-2026-12345', cvss: [{ base_score: 8.8 }] },
      affected_packages: [{ name: 'openssl', version: '3.0.1', fixed_in_version: '3.0.9' }],
      is_fix_available: true,
    });
    expect(found[1]).toMatchObject({ advisory: { uid: 'GHSA-5mrr-rgp6-x4gr' } });
    const { vulnerabilities: _, ...none } = full;
    expect(eventOf({ ...none, class: 'vulnerability' }).vulnerabilities).toMatchObject([
      { advisory: { uid: 'harden-file-integrity-monitoring' } },
    ]);
  });
});
