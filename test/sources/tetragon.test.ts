import { expect, test } from 'vitest';
import { tetragon } from '../../lambdas/sources/tetragon/index.ts';
import { alertsOf, readingOf } from './read.ts';
import { sampleAlerts } from './sample.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

const read = (payload: unknown) => readingOf(tetragon, payload, { receivedAt });
const alerts = (payload: unknown) => alertsOf(tetragon, payload, { receivedAt });

const process = {
  exec_id: 'bm9kZS1hOjE=',
  pid: 52699,
  binary: '/usr/bin/cat',
  pod: { namespace: 'shop', name: 'web-6d6f8cc7d5-2q9wf', container: { name: 'web' } },
};
const body = {
  process,
  function_name: 'security_file_permission',
  policy_name: 'shadow',
  args: [{ file_arg: { path: '/etc/shadow' } }],
};
const kprobe = (more: object = {}, time = '2026-08-31T15:26:50.829326678Z') => ({
  process_kprobe: { ...body, ...more },
  node_name: 'node-a',
  time,
});

test.each([
  ['KPROBE_ACTION_SIGKILL', 'blocked', 'medium', 'killed'],
  ['KPROBE_ACTION_OVERRIDE', 'blocked', 'medium', 'denied'],
  ['KPROBE_ACTION_NOTIFYENFORCER', 'blocked', 'medium', 'denied'],
  ['KPROBE_ACTION_POST', 'observed', 'low', undefined],
  ['KPROBE_ACTION_SIGNAL', 'unknown', 'low', undefined],
  [undefined, 'unknown', 'low', undefined],
] as const)('action %s is %s and %s', (given, action, severity, word) => {
  const [alert] = alerts(kprobe({ action: given }));
  expect(alert).toMatchObject({ action, severity });
  expect(alert?.title).toBe(
    `shadow: /usr/bin/cat on /etc/shadow${word === undefined ? '' : `, ${word}`} in shop/web-6d6f8cc7d5-2q9wf`,
  );
});

test('the same policy, process and file in another pod of the workload is the same problem', () => {
  const pod = { ...process.pod, name: 'web-6d6f8cc7d5-x7zzk' };
  const again = kprobe({ process: { ...process, pid: 1, exec_id: 'eA==', pod } }, '2026-08-31T16:00:00Z');
  expect(alerts(again)[0]?.fingerprint).toBe(alerts(kprobe())[0]?.fingerprint);
  expect(alerts(again)[0]?.id).not.toBe(alerts(kprobe())[0]?.id);
});

test('a connection is told by its far end', () => {
  const sock = (sport: number) =>
    kprobe({ args: [{ sock_arg: { saddr: '10.0.0.1', sport, daddr: '203.0.113.9', dport: 443 } }] });
  expect(alerts(sock(50001))[0]?.connection?.remote).toEqual({ ip: '203.0.113.9', port: 443 });
  expect(alerts(sock(50001))[0]?.fingerprint).toBe(alerts(sock(50002))[0]?.fingerprint);
});

test.each(['213', 213])('%j events left out are a gap', (count) => {
  expect(
    alerts({ rate_limit_info: { number_of_dropped_process_events: count }, node_name: 'n', time: receivedAt }),
  ).toMatchObject([{ kind: 'gap', title: 'Tetragon on n left out 213 events' }]);
});

test('throttling is a gap, and its end resolves it', () => {
  const throttle = (type: string) =>
    alerts({ process_throttle: { type, cgroup: 'c' }, node_name: 'n', time: receivedAt })[0];
  expect(throttle('THROTTLE_START')).toMatchObject({ kind: 'gap', state: 'open' });
  expect(throttle('THROTTLE_STOP')).toMatchObject({ kind: 'gap', state: 'resolved' });
  expect(throttle('THROTTLE_STOP')?.fingerprint).toBe(throttle('THROTTLE_START')?.fingerprint);
});

test('starts and ends of processes are telemetry', () => {
  expect(read([{ process_exec: { process } }, { process_exit: { process } }])).toEqual({
    kind: 'ignored',
    reason: 'telemetry',
  });
  expect(alerts([{ process_exec: { process } }, kprobe()])).toHaveLength(1);
});

test.each([
  [
    'kprobe-sigkill',
    {
      actor: {
        process: {
          name: 'cat',
          path: '/usr/bin/cat',
          pid: 52699,
          commandLine: '/usr/bin/cat /etc/shadow',
          parent: { name: 'bash', path: '/bin/bash', pid: 52600 },
        },
      },
      target: { kind: 'container', host: 'node-a' },
      file: { path: '/etc/shadow', name: 'shadow' },
      container: { id: '551e161c', name: 'web', image: 'docker.io/library/httpd:2.4' },
      kubernetes: { namespace: 'shop', workload: 'web', pod: 'web-0', node: 'node-a' },
    },
  ],
  ['vector', { file: { path: '/tmp/x', name: 'x' }, kubernetes: { cluster: 'prod-eu', namespace: 'shop' } }],
  ['throttle', { class: 'operational', target: { host: 'node-a' }, kubernetes: { cluster: 'prod-eu' } }],
])('sample %s has its values in their places', (name, places) => {
  expect(sampleAlerts('tetragon', tetragon, name)[0]).toMatchObject(places);
});

const socket = { saddr: '10.0.0.5', daddr: '203.0.113.9', sport: 43210, dport: 443, protocol: 'IPPROTO_TCP' };
const called = (function_name: string) =>
  alertsOf(tetragon, {
    process_kprobe: { function_name, args: [{ sock_arg: socket }], process: { binary: '/usr/bin/curl' } },
    node_name: 'node-a',
  })[0];

test('of a connection that a program opens the far end is the remote', () => {
  const found = called('tcp_connect');
  expect(found).toMatchObject({
    target: { ip: '10.0.0.5', port: 43210 },
    connection: { direction: 'outbound', protocol: 'TCP', remote: { ip: '203.0.113.9', port: 443 } },
  });
  expect(found?.actor).not.toHaveProperty('ip');
});

test('of a connection that a program accepts the far end is the actor too', () => {
  expect(called('inet_csk_accept')).toMatchObject({
    actor: { ip: '203.0.113.9', port: 443 },
    connection: { direction: 'inbound', remote: { ip: '203.0.113.9', port: 443 } },
  });
});

test('the digest that the kernel measured is the file’s', () => {
  const body = { args: [{ linux_binprm_arg: { path: '/tmp/x' } }], ima_hash: `sha256:${'5f'.repeat(32)}` };
  expect(alertsOf(tetragon, { process_lsm: body, node_name: 'n' })[0]?.file).toEqual({
    path: '/tmp/x',
    name: 'x',
    hashes: { sha256: '5f'.repeat(32) },
  });
});
