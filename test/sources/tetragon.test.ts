import { expect, test } from 'vitest';
import { tetragon } from '../../lambdas/sources/tetragon/index.ts';
import { alertsOf, readingOf } from './read.ts';

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
  expect(alerts(sock(50001))[0]?.target.resource).toBe('203.0.113.9:443');
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
