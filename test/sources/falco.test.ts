import { expect, test } from 'vitest';
import { falco } from '../../lambdas/sources/falco/index.ts';
import { alertsOf, readingOf } from './read.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

const read = (payload: unknown) => readingOf(falco, payload, { receivedAt });
const alerts = (payload: unknown) => alertsOf(falco, payload, { receivedAt });

const event = {
  rule: 'Read sensitive file untrusted',
  priority: 'Warning',
  output: 'Sensitive file opened (file=/etc/shadow)',
  source: 'syscall',
  hostname: 'node-a',
  time: '2026-08-31T15:26:50.829165123Z',
  output_fields: {
    'evt.time': '1788190010829165123',
    'fd.name': '/etc/shadow',
    'k8s.ns.name': 'shop',
    'k8s.pod.name': 'web-6d6f8cc7d5-2q9wf',
    'proc.name': 'cat',
    'proc.pid': 4711,
  },
};
const withFields = (fields: object) => ({ ...event, output_fields: { ...event.output_fields, ...fields } });

test.each([
  ['Emergency', 'critical'],
  ['Alert', 'critical'],
  ['CRITICAL', 'critical'],
  ['Error', 'high'],
  ['Warning', 'medium'],
  ['Notice', 'low'],
  ['Informational', 'info'],
  ['Debug', 'info'],
] as const)('priority %s is %s', (priority, severity) => {
  expect(alerts({ ...event, priority })).toMatchObject([{ severity, vendorSeverity: priority }]);
});

test('a uuid that Falcosidekick draws anew does not make another occurrence; another time does', () => {
  const [one] = alerts({ ...event, uuid: 'a' });
  expect(alerts({ ...event, uuid: 'b' })[0]?.id).toBe(one?.id);
  expect(alerts({ ...event, time: '2026-08-31T15:26:51Z' })[0]?.id).not.toBe(one?.id);
});

test('the same rule on the same file in another pod of the workload is the same problem', () => {
  const again = {
    ...withFields({ 'k8s.pod.name': 'web-6d6f8cc7d5-x7zzk', 'proc.pid': 1 }),
    time: '2026-09-01T00:00:00Z',
  };
  expect(alerts(again)[0]?.fingerprint).toBe(alerts(event)[0]?.fingerprint);
  expect(alerts(withFields({ 'fd.name': '/etc/passwd' }))[0]?.fingerprint).not.toBe(alerts(event)[0]?.fingerprint);
});

test('a connection is the same problem whatever its client port', () => {
  const to = (port: number) => alerts(withFields({ 'fd.name': `10.0.0.1:${port}->203.0.113.9:443` }))[0]?.fingerprint;
  expect(to(50001)).toBe(to(50002));
});

test('dropped system calls are a gap that says from when to when', () => {
  const [gap] = alerts({
    rule: 'Falco internal: syscall event drop',
    priority: 'Debug',
    output: 'Falco internal: syscall event drop. 12 system calls dropped in last second.',
    output_fields: { n_drops: '12', n_evts: '99' },
    hostname: 'node-a',
    time: '2026-08-31T15:26:50.000000003Z',
  });
  expect(gap).toMatchObject({ kind: 'gap', title: 'Falco on node-a: dropped 12 system calls', severity: 'medium' });
  expect(gap?.description).toContain('between 2026-08-31T15:26:49.000Z and 2026-08-31T15:26:50.000Z');
});

test.each([
  [{ 'scap.n_drops': 900, 'scap.n_drops_prev': 900, 'scap.n_drops_perc': 0 }, 'ignored'],
  [{ 'scap.n_drops': 900 }, 'ignored'],
  [{ 'scap.n_drops': 900, 'scap.n_drops_prev': 800 }, 'alerts'],
  [{ 'scap.n_drops_perc': '0.5' }, 'alerts'],
] as const)('a metrics snapshot with %j is %s', (output_fields, kind) => {
  const snapshot = { rule: 'Falco internal: metrics snapshot', priority: 'Informational', source: 'internal' };
  expect(read({ ...snapshot, output: 'Falco metrics snapshot', output_fields }).kind).toBe(kind);
});

test('the text that json_output: false sends is read as far as it goes', () => {
  expect(
    alerts('15:26:50.829165123: Error File below /etc opened for writing (user=root file=/etc/ard)'),
  ).toMatchObject([{ type: 'File below /etc opened for writing', severity: 'high' }]);
  expect(read('an unexpected sentence').kind).toBe('unreadable');
});

test('the test of Falcosidekick is recognised, and says what it would be', () => {
  const reading = read({
    rule: 'Test rule',
    priority: 'Debug',
    output: 'This is a test from falcosidekick',
    source: 'internal',
  });
  expect(reading).toMatchObject({ kind: 'ignored', reason: 'test', detections: [{ type: 'Test rule' }] });
});

const plugged = (source: string, output_fields: object) =>
  alerts({ rule: 'Rule', priority: 'Warning', output: 'o', source, hostname: 'falco-0', output_fields })[0];

test.each([
  [
    'k8s_audit',
    { 'ka.user.name': 'alice', 'ka.resp.name': 'web-1', 'ka.target.resource': 'pods', 'ka.target.namespace': 'shop' },
    { 'ka.resp.name': 'db-1' },
    {
      target: { kind: 'kubernetes' },
      kubernetes: { namespace: 'shop', pod: 'web-1' },
      cloud: { resource: { type: 'pods', name: 'web-1' } },
    },
  ],
  [
    'aws_cloudtrail',
    { 'ct.user': 'alice', 'ct.request.functionname': 'pay' },
    { 'ct.request.functionname': 'ship' },
    { target: { kind: 'cloud' }, cloud: { provider: 'aws', resource: { name: 'pay' } } },
  ],
  [
    'aws_cloudtrail',
    { 'ct.user.arn': 'arn:aws:sts::111122223333:assumed-role/a/b', 'ct.region': 'eu-west-1' },
    { 'ct.user.arn': 'arn:aws:sts::444455556666:assumed-role/a/b' },
    { target: { kind: 'cloud' }, cloud: { provider: 'aws', account: '111122223333', region: 'eu-west-1' } },
  ],
  ['okta', { 'okta.actor.name': 'alice' }, { 'okta.actor.name': 'bob' }, { target: { kind: 'cloud' } }],
  [
    'github',
    { 'github.user': 'alice', 'github.repo': 'a/b' },
    { 'github.repo': 'a/c' },
    { target: { kind: 'cloud' }, code: { repository: 'a/b' } },
  ],
  [
    'gcp_auditlog',
    { 'gcp.user': 'alice', 'json.value[/resource/labels/bucket_name]': 'b1' },
    { 'json.value[/resource/labels/bucket_name]': 'b2' },
    { target: { kind: 'cloud' }, cloud: { provider: 'gcp', resource: { name: 'b1' } } },
  ],
] as const)(
  'what a plugin tells (%s %o) is not about its own host; with %o it is another problem',
  (source, fields, other, places) => {
    const found = plugged(source, fields);
    expect(found).toMatchObject({ ...places, sensor: { host: 'falco-0' } });
    expect(found?.target).not.toHaveProperty('host');
    expect(plugged(source, { ...fields, ...other })?.fingerprint).not.toBe(found?.fingerprint);
  },
);

test('the caller of Google’s API is the actor', () => {
  expect(plugged('gcp_auditlog', { 'gcp.user': 'eve', 'gcp.callerIP': '203.0.113.9' })?.actor).toEqual({
    user: 'eve',
    ip: '203.0.113.9',
  });
});
