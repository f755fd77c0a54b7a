import { expect, test } from 'vitest';
import { type Alert, severities } from '../../lambdas/domain/alert.ts';
import type { Detection } from '../../lambdas/domain/detection.ts';
import { actionOf } from '../../lambdas/sources/_kit/formats/kubearmor/alert.ts';
import { finish } from '../../lambdas/sources/_kit/normalize.ts';
import { accuknox } from '../../lambdas/sources/accuknox/index.ts';
import { readingOf } from './read.ts';

const receivedAt = '2026-09-01T10:00:00.000Z';

function detections(payload: unknown, at = receivedAt): readonly Detection[] {
  const reading = readingOf(accuknox, payload, { receivedAt: at });
  return reading.kind === 'alerts' ? reading.detections : [];
}

const alerts = (payload: unknown, at = receivedAt): readonly Alert[] =>
  detections(payload, at).map((it) => finish(it, { source: 'k', vendor: 'V', product: 'P', receivedAt: at }));

const record = {
  PolicyName: 'protect-etc',
  Action: 'Block',
  Result: 'Permission denied',
  Operation: 'File',
  Resource: '/etc/shadow',
  ProcessName: '/bin/cat',
  NamespaceName: 'shop',
  PodName: 'web-6d6f8cc7d5-2q9wf',
  PID: 12,
  HashID: 'h1',
  Timestamp: 1788190010,
};

test.each([
  ['Block', 'Permission denied', 'blocked'],
  ['Block', undefined, 'blocked'],
  ['block', 'Operation not permitted', 'blocked'],
  ['Block', 'Passed', 'observed'],
  ['Audit', 'Passed', 'observed'],
  ['Audit', 'Permission denied', 'observed'],
  ['Audit (Block)', 'Passed', 'observed'],
  ['Audit (Allow)', undefined, 'observed'],
  ['Audit (Already Connected)', 'Passed', 'observed'],
  ['Allow', 'Passed', 'allowed'],
  [undefined, 'Permission denied', 'blocked'],
  [undefined, 'Operation not permitted', 'blocked'],
  [undefined, 'Passed', 'observed'],
  [undefined, 'No such file or directory', 'unknown'],
  [undefined, undefined, 'unknown'],
  ['Remove', 'Removed', 'unknown'],
] as const)('action %s with result %s is %s', (action, result, expected) => {
  expect(actionOf(action, result)).toBe(expected);
});

test.each([
  ['1', 'low', '1'],
  ['3', 'low', '3'],
  [4, 'medium', '4'],
  ['6', 'medium', '6'],
  ['7', 'high', '7'],
  [8.5, 'high', '8.5'],
  ['9', 'critical', '9'],
  ['10', 'critical', '10'],
  [99, 'critical', '99'],
  ['High', 'high', 'High'],
  ['', 'medium', undefined],
  [null, 'medium', undefined],
  [0, 'medium', undefined],
  ['n/a', 'medium', undefined],
] as const)('severity %s is %s', (given, severity, vendorSeverity) => {
  expect(alerts({ ...record, Severity: given })).toMatchObject([
    { severity, ...(vendorSeverity === undefined ? {} : { vendorSeverity }) },
  ]);
  if (vendorSeverity === undefined)
    expect(alerts({ ...record, Severity: given })[0]).not.toHaveProperty('vendorSeverity');
  expect(severities).toContain(severity);
});

test('without a severity an audit is low and a block medium', () => {
  expect(alerts({ ...record, Action: 'Audit', Result: 'Passed' })).toMatchObject([{ severity: 'low' }]);
  expect(alerts(record)).toMatchObject([{ severity: 'medium' }]);
});

test.each(['Resource', 'PID', 'Timestamp', 'NamespaceName', 'SomethingNew'])(
  'two alerts that differ in %s alone have two ids, though their HashID is the same',
  (field) => {
    const [one, two] = alerts([record, { ...record, [field]: 1788190999 }]);
    expect(one?.id).not.toBe(two?.id);
  },
);

test('the same problem again, in another pod at another time, has the same fingerprint', () => {
  const again = {
    ...record,
    PodName: 'web-6d6f8cc7d5-x7zzk',
    PID: 99,
    HostPID: 4711,
    HashID: 'h2',
    Timestamp: 1788199999,
  };
  const [one, two] = alerts([record, again]);
  expect(one?.fingerprint).toBe(two?.fingerprint);
  expect(one?.id).not.toBe(two?.id);
});

test.each([
  { Resource: '/etc/passwd' },
  { ProcessName: '/bin/cp' },
  { NamespaceName: 'payments' },
  { PolicyName: 'other' },
])('another problem has another fingerprint: %o', (change) => {
  const [one, two] = alerts([record, { ...record, ...change }]);
  expect(one?.fingerprint).not.toBe(two?.fingerprint);
});

test('an alert without a time is the same one all day, and a new one a week later', () => {
  const { Timestamp: _, ...timeless } = record;
  const [one] = alerts(timeless, '2026-09-01T00:00:00.000Z');
  const [same] = alerts(timeless, '2026-09-01T23:59:59.999Z');
  const [later] = alerts(timeless, '2026-09-08T00:00:00.000Z');
  expect(same?.id).toBe(one?.id);
  expect(later?.id).not.toBe(one?.id);
});

test('the spelling of the keys does not change the id', () => {
  const lower = Object.fromEntries(Object.entries(record).map(([key, value]) => [key.toLowerCase(), value]));
  expect(alerts(lower)[0]?.id).toBe(alerts(record)[0]?.id);
});

test('no title says blocked when nothing was, whatever the message claims', () => {
  const message = 'Detected and prevented compromise, access blocked';
  for (const change of [
    { Action: 'Audit', Result: 'Passed' },
    { Action: 'Audit (Block)' },
    { Action: '', Result: 'Passed' },
  ]) {
    const [alert] = alerts({ ...record, ...change, Message: message });
    expect(alert?.title).not.toMatch(/block|prevent|denied/i);
    expect(alert?.description).toContain('nothing was blocked');
  }
});

test.each([
  [{}, 'protect-etc: access to /etc/shadow by /bin/cat blocked in shop/web-6d6f8cc7d5-2q9wf'],
  [{ PolicyName: '' }, 'Access to /etc/shadow by /bin/cat blocked in shop/web-6d6f8cc7d5-2q9wf'],
  [
    { Operation: 'Network', Resource: 'domain=AF_INET type=SOCK_DGRAM protocol=UDP' },
    'protect-etc: network use UDP by /bin/cat blocked in shop/web-6d6f8cc7d5-2q9wf',
  ],
  [
    { Operation: 'Network', Resource: 'domain=AF_NETLINK type=SOCK_RAW' },
    'protect-etc: network use AF_NETLINK by /bin/cat blocked in shop/web-6d6f8cc7d5-2q9wf',
  ],
  [
    { Operation: 'Syscall', Resource: 'syscall=SYS_MOUNT fd=4' },
    'protect-etc: system call SYS_MOUNT by /bin/cat blocked in shop/web-6d6f8cc7d5-2q9wf',
  ],
])('a title is in words, with %o', (change, title) => {
  expect(alerts({ ...record, ...change })[0]?.title).toBe(title);
});

test('a long command does not fill the title', () => {
  const [alert] = alerts({ ...record, Operation: 'Process', Resource: `/bin/sh -c "${'echo x; '.repeat(100)}"` });
  expect(alert?.title.length).toBeLessThan(220);
});

test('a dropped-alerts event says which container is blind, and for how long', () => {
  const [alert] = alerts({
    Type: 'SystemEvent',
    Operation: 'AlertThreshold',
    ContainerName: 'web',
    NamespaceName: 'shop',
    PodName: 'web-1',
    MaxAlertsPerSec: 10,
    DroppingAlertsInterval: 30,
    Message: 'kept',
  });
  expect(alert).toMatchObject({
    kind: 'gap',
    action: 'unknown',
    title: 'KubeArmor drops alerts of container web (shop/web-1) for 30 s',
  });
  expect(alert?.facts['Message']).toBe('kept');
});

test.each([
  [{ message: 'Test message Please ignore !!' }, 'ignored'],
  [{ test: true }, 'ignored'],
  [{ hello: 'world' }, 'ignored'],
  [{ a: 1 }, 'ignored'],
  ['ping', 'ignored'],
  [{ title: 'AccuKnox webhook', body: 'Checking the connection', id: 7 }, 'ignored'],
  [{}, 'empty'],
  [[], 'empty'],
  [null, 'empty'],
  [{ message: 'Cryptominer found in pod web-1' }, 'alerts'],
  [{ message: 'test of malware detected', severity: 'high' }, 'alerts'],
  [
    { eventName: 'DeleteTrail', userIdentity: { arn: 'arn:aws:iam::1:user/x' }, sourceIPAddress: '203.0.113.1' },
    'alerts',
  ],
  ['an unexpected sentence', 'unreadable'],
] as const)('%j is %s', (payload, kind) => {
  expect(readingOf(accuknox, payload, { receivedAt }).kind).toBe(kind);
});

test('an envelope around nothing is an alert by what it says itself', () => {
  const [empty, whole] = alerts([
    { EventType: 'Alert', Detail: {}, Message: 'lost its record' },
    { EventType: 'Alert', Detail: record },
  ]);
  expect(JSON.stringify(empty)).toContain('lost its record');
  expect(whole?.type).toBe('protect-etc');
});

test('beside an alert nothing is taken for a test', () => {
  expect(alerts([record, { message: 'test' }])).toHaveLength(2);
});

test('a log that names a policy is an alert', () => {
  expect(alerts({ ...record, Type: 'HostLog' })).toHaveLength(1);
  expect(alerts({ Type: 'HostLog', Operation: 'File', Resource: '/x' })).toHaveLength(0);
});

test('others have the thread between the records of a list, while these are sought and while they are read', async () => {
  const records = Array.from({ length: 20 }, (_, i) => ({ message: { ...record, HashID: `h${i}` } }));
  let pauses = 0;
  const pause = () => {
    pauses += 1;
    return Promise.resolve();
  };
  const reading = await accuknox.read(records, { headers: {}, receivedAt, repaired: false, pause });
  expect(reading.kind === 'alerts' ? reading.detections.length : 0).toBe(records.length);
  expect(pauses).toBeGreaterThanOrEqual(2 * records.length);
});
