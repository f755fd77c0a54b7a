import { expect, test } from 'vitest';
import { accuknox } from '../../lambdas/sources/accuknox/index.ts';
import { alertsOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const alerts = (payload: unknown) => alertsOf(accuknox, payload);

const record = {
  PolicyName: 'protect-etc',
  Action: 'Block',
  Result: 'Permission denied',
  Operation: 'File',
  Resource: '/etc/shadow',
  ProcessName: '/bin/cat',
  NamespaceName: 'shop',
  PodName: 'web-6d6f8cc7d5-2q9wf',
  Timestamp: 1788190010,
};

test.each([
  [
    'process-block-pkgmgr',
    {
      actor: {
        process: {
          name: 'apt',
          path: '/usr/bin/apt',
          pid: 16462,
          commandLine: '/usr/bin/apt update',
          parent: { name: 'bash', path: '/bin/bash', pid: 16435 },
        },
      },
      target: { kind: 'container', host: 'ip-10-0-12-34' },
    },
  ],
  [
    'file-block',
    {
      actor: { process: { path: '/bin/touch', commandLine: '/bin/touch /sbin/file', parent: { path: '/bin/bash' } } },
      file: { path: '/sbin/file', name: 'file' },
      container: { id: '1f4c9a7be2d05f6c8a3b1d9e7f20c4a6b8d3e5f7091a2b3c4d5e6f708192a3b4', name: 'mysql' },
      kubernetes: { cluster: 'prod-eu-1', namespace: 'payments', workload: 'mysql', node: 'ip-10-0-12-34' },
    },
  ],
  ['network-audit', { connection: { protocol: 'TCP' } }],
  [
    'network-firewall',
    {
      actor: { ip: '203.0.113.60', port: 51544 },
      target: { kind: 'host', host: 'vm-build-03', ip: '10.0.3.9', port: 22 },
      connection: { direction: 'inbound', protocol: 'TCP', remote: { ip: '203.0.113.60', port: 51544 } },
    },
  ],
  ['preset-fileless', { sensor: { version: 'v1.6.4' } }],
  ['kyverno-unknown', { class: 'compliance' }],
  ['system-event-other', { class: 'operational', target: { host: 'node-b' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('accuknox', accuknox, name)[0]).toMatchObject(places);
});

test('of what the firewall stops on its way out the destination is the remote, and nobody attacks from outside', () => {
  const Data = 'SourceIP=10.0.3.9 SourcePort=51544 DestinationIP=198.51.100.8 DestinationPort=443 Protocol=TCP';
  const [found] = alerts({ ...record, Operation: 'NetworkFirewall', Resource: 'egress OUTPUT Block', Data });
  expect(found).toMatchObject({
    target: { ip: '10.0.3.9' },
    connection: { direction: 'outbound', protocol: 'TCP', remote: { ip: '198.51.100.8', port: 443 } },
  });
  expect(found?.actor).not.toHaveProperty('ip');
});

test('a connection names its remote end, and digests stand with the program and the file', () => {
  const sha256 = 'a1'.repeat(32);
  const [connection, file] = alerts([
    {
      ...record,
      Operation: 'Network',
      Resource: 'remoteip=203.0.113.9 port=443 protocol=TCP',
      Data: 'kprobe=tcp_connect',
    },
    { ...record, ProcessHash: sha256, ResourceHash: 'b2'.repeat(32), HashAlgo: 'sha256' },
  ]);
  expect(connection?.connection).toEqual({
    direction: 'outbound',
    protocol: 'TCP',
    remote: { ip: '203.0.113.9', port: 443 },
  });
  expect(file?.actor.process?.hashes).toEqual({ sha256 });
  expect(file?.file?.hashes).toEqual({ sha256: 'b2'.repeat(32) });
});
